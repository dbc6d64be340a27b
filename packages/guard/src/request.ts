import type { GrantScope as ApprovalScope, Evaluation } from "@paddock/approvals";
import type { Verdict } from "@paddock/rules";
import type { SandboxPlan } from "@paddock/sandbox";
import type { AnswerOption, ApprovalRequest, ShownSegment } from "./decision.ts";
import type { NormalAction } from "./normalise.ts";
import { subjectOf } from "./subject.ts";

/** What a question is made from. */
export interface QuestionFacts {
  readonly id: string;
  readonly action: NormalAction;
  readonly digest: string;
  readonly evaluation: Extract<Evaluation, { decision: "ask" }>;
  readonly plan: SandboxPlan;
  readonly crosses: readonly string[];
  readonly verdict?: Verdict;
  readonly createdAt: string;
}

const LABELS: Readonly<Record<ApprovalScope, string>> = {
  once: "once",
  turn: "until the end of this turn",
  session: "this session: exactly this",
  project: "always in this project",
  user: "always",
};

function title(facts: QuestionFacts): string {
  const { action, evaluation } = facts;
  if (evaluation.placement === "outside" && facts.plan.mode !== "danger-full-access")
    return "Run with NO sandbox?";
  switch (action.kind) {
    case "command":
      return facts.crosses.length > 0 ? "Widen the sandbox for one command?" : "Run this command?";
    case "write":
      return "Write this file?";
    case "patch":
      return "Apply these edits?";
    case "network":
      return `Let it reach ${action.host}:${action.port}?`;
    case "permissions":
      return "Grant these permissions?";
    case "credential":
      return "Use this credential?";
    default:
      return "Do this?";
  }
}

function stays(facts: QuestionFacts): readonly string[] {
  if (facts.evaluation.placement === "outside") return ["nothing: the sandbox is off for this command"];
  const { plan } = facts;
  const files =
    plan.mode === "read-only"
      ? "files: nothing may be written"
      : `files: only ${plan.roots.join(", ")} may be written`;
  const network =
    plan.network.kind === "off"
      ? "network: off"
      : plan.network.kind === "proxy"
        ? "network: listed hosts only"
        : "network: open";
  return [files, network];
}

function shownSegments(verdict: Verdict | undefined): readonly ShownSegment[] | undefined {
  return verdict?.segments.map((segment) => ({
    argv: segment.argv,
    decision: segment.decision,
    ...(segment.span ? { start: segment.span.start, end: segment.span.end } : {}),
  }));
}

function answerOptions(facts: QuestionFacts): readonly AnswerOption[] {
  const amendment = facts.verdict?.amendments[0];
  const options: AnswerOption[] = [];
  for (const scope of facts.evaluation.scopes) {
    if (scope === "project" || scope === "user") {
      if (!amendment) continue;
      options.push({
        key: scope,
        label: LABELS[scope],
        stores: { text: amendment.line, alsoMatches: amendment.alsoMatches },
      });
    } else options.push({ key: scope, label: LABELS[scope] });
  }
  return [
    ...options,
    { key: "no", label: "no, and tell the agent why" },
    { key: "stop", label: "stop the turn" },
  ];
}

/** Builds the question for a person, a program or a reviewer. Everything in it comes from the decision. */
export function buildRequest(facts: QuestionFacts): ApprovalRequest {
  const { action, evaluation } = facts;
  const escalation = action.kind === "command" ? action.escalation : undefined;
  const words =
    escalation && escalation.kind !== "none"
      ? escalation.justification
      : action.kind === "permissions"
        ? action.reason
        : undefined;
  const segments = shownSegments(facts.verdict);
  return {
    v: 1,
    id: facts.id,
    action,
    digest: facts.digest,
    title: title(facts),
    subject: subjectOf(action),
    cwd: action.cwd,
    ...(segments ? { segments } : {}),
    crosses: facts.crosses,
    stays: stays(facts),
    placement: evaluation.placement,
    risk: evaluation.risk,
    reasons: evaluation.reasons,
    ...(words === undefined ? {} : { justification: words }),
    options: answerOptions(facts),
    createdAt: facts.createdAt,
  };
}
