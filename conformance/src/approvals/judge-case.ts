import {
  type ActionFacts,
  type AfterDenial,
  type ApprovalRequirements,
  admitElicitation,
  admitServer,
  type EvaluationInput,
  evaluate,
  evaluateDenial,
  type ServerIdentity,
} from "@paddock/approvals";
import type { RawCase } from "../suite.ts";
import { caseFacts } from "./case-facts.ts";
import { caseGrants } from "./case-grants.ts";
import { caseReview } from "./case-review.ts";
import { type Fate, fateOf, runs } from "./expectation.ts";
import { object } from "./fields.ts";
import { approvalPolicy } from "./policy.ts";

/** What Paddock makes of one case. */
export interface Judgement {
  readonly fate: Fate;
  readonly afterAccept?: Fate;
  readonly onDenial?: AfterDenial["kind"];
  readonly why: string;
}

const refused = (why: string): Judgement => ({ fate: "refuse", why });

/** The behaviour that a case is judged under: recorded ones under compat, our own intent by default. */
export function behaviourOf(item: RawCase): "codex" | undefined {
  return item["source"] === "own-intent" ? undefined : "codex";
}

/** Judges one case: builds the facts that the engines would give, and asks the table. */
export function judgeCase(given: RawCase, compat: "codex" | undefined): Judgement {
  const action = object(given["action"]);
  const item = { ...given, ...changedSettings(action) };
  const later = laterChange(item, action);
  if (later !== undefined) return refused(later);
  switch (action["kind"]) {
    case "mcp_elicitation": {
      const admission = admitElicitation(approvalPolicy(item["approval_policy"]));
      return admission.admitted ? { fate: "ask", why: "the server may ask" } : refused(admission.code);
    }
    case "mcp_server_start":
      return serverStart(action, object(item["requirements"]));
    default: {
      const facts = caseFacts(item, action, compat);
      return typeof facts === "string" ? refused(facts) : evaluated(item, action, facts, compat);
    }
  }
}

/** Keys that a running session may set, and the requirement that lists what each may be. */
const SETTABLE = {
  approval_policy: "allowed_approval_policies",
  sandbox_mode: "allowed_sandbox_modes",
  approvals_reviewer: "allowed_approvals_reviewers",
} as const;

/** The settings that a case changes while the session runs. */
function changedSettings(action: RawCase): RawCase {
  const set = object(action["set"]);
  return Object.fromEntries(Object.keys(SETTABLE).flatMap((key) => (key in set ? [[key, set[key]]] : [])));
}

/** Why a change while the session runs is refused; a start value is moved instead. */
function laterChange(item: RawCase, action: RawCase): string | undefined {
  const set = object(action["set"]);
  const requirements = object(item["requirements"]);
  for (const [key, requirement] of Object.entries(SETTABLE)) {
    const allowed = requirements[requirement];
    if (!(key in set) || !Array.isArray(allowed)) continue;
    const value = JSON.stringify(set[key]);
    if (!allowed.some((one) => JSON.stringify(one) === value)) return `${requirement} does not list ${value}`;
  }
  return undefined;
}

function serverStart(action: RawCase, requirements: RawCase): Judgement {
  const table = requirements["mcp_servers"];
  const entries = Object.entries(object(table)).map(([name, entry]): [string, ServerIdentity] => [
    name,
    object(object(entry)["identity"]) as ServerIdentity,
  ]);
  const admission = admitServer(table === undefined ? undefined : Object.fromEntries(entries), {
    name: String(action["server"]),
    ...(typeof action["command"] === "string" ? { command: action["command"] } : {}),
    ...(typeof action["url"] === "string" ? { url: action["url"] } : {}),
  });
  return admission.admitted ? { fate: "run-unsandboxed", why: "listed" } : refused(admission.code);
}

function isReviewer(value: unknown): boolean {
  return value === "auto_review" || value === "guardian_subagent";
}

function evaluated(
  item: RawCase,
  action: RawCase,
  facts: ActionFacts,
  compat: "codex" | undefined,
): Judgement {
  const policy = approvalPolicy(item["approval_policy"]);
  const mode = item["sandbox_mode"] as EvaluationInput["mode"];
  const requirements = requirementsOf(object(item["requirements"]));
  const switched = compat === undefined ? {} : { compat };
  const evaluation = evaluate({
    policy,
    reviewer: isReviewer(action["reviewer"] ?? item["approvals_reviewer"]) ? "auto_review" : "user",
    mode,
    action: facts,
    ...caseGrants(action, facts),
    ...switched,
    ...(requirements === undefined ? {} : { requirements }),
    ...(action["strict_auto_review"] === true ? { review: "all" } : {}),
  });
  const why = evaluation.reasons.map((reason) => reason.code).join(", ");
  const answer = caseReview(action, evaluation, compat);
  if (answer !== undefined) return { fate: answer, why };
  const denies = action["sandbox_will_deny"] === true;
  return {
    fate: fateOf(evaluation),
    why,
    ...(evaluation.decision === "ask" ? { afterAccept: runs(evaluation.placement) } : {}),
    ...(denies ? { onDenial: evaluateDenial({ policy, mode, ...switched }).kind } : {}),
  };
}

function requirementsOf(requirements: RawCase): ApprovalRequirements | undefined {
  const list = <T>(key: string): readonly T[] | undefined =>
    Array.isArray(requirements[key]) ? (requirements[key] as readonly T[]) : undefined;
  const allowedModes = list<EvaluationInput["mode"]>("allowed_sandbox_modes");
  const allowedReviewers = list<"user">("allowed_approvals_reviewers");
  const words = list<unknown>("allowed_approval_policies");
  if (allowedModes === undefined && allowedReviewers === undefined && words === undefined) return undefined;
  return {
    ...(words === undefined ? {} : { allowedPolicies: words.map((word) => approvalPolicy(word).kind) }),
    ...(allowedModes === undefined ? {} : { allowedModes }),
    ...(allowedReviewers === undefined ? {} : { allowedReviewers }),
  };
}
