import {
  type ActionFacts,
  type GrantScope as ApprovalScope,
  type Evaluation,
  type Need,
  type Proposal,
  proposeGrants,
  refusePrefix,
} from "@paddock/approvals";
import type { Amendment, Verdict } from "@paddock/rules";
import type { SandboxPlan } from "@paddock/sandbox";
import type { AnswerOption, ApprovalRequest, ShownSegment } from "./decision.ts";
import { denyHostLine } from "./host-rule.ts";
import type { NormalAction } from "./normalise.ts";
import type { AnswerRuleFiles } from "./rule-files.ts";
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
  readonly facts: ActionFacts;
  readonly needs: readonly Need[];
  /** Files that rules from answers go to; a scope without one stores no rule. */
  readonly ruleFiles: AnswerRuleFiles;
  readonly createdAt: string;
}

const LABELS: Readonly<Record<ApprovalScope, string>> = {
  once: "once",
  turn: "until the end of this turn",
  session: "this session",
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

/** The workspace, and what the configuration opens beside it. */
function writableRoots({ roots, entries }: SandboxPlan): readonly string[] {
  const open = entries.filter(({ access, reason }) => access === "write" && reason === "root");
  return [...new Set([...roots, ...open.map(({ path }) => path)])];
}

function stays(facts: QuestionFacts): readonly string[] {
  if (facts.evaluation.placement === "outside") return ["nothing: the sandbox is off for this command"];
  const { plan } = facts;
  const files =
    plan.mode === "read-only"
      ? "files: nothing may be written"
      : `files: only ${writableRoots(plan).join(", ")} may be written`;
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

/**
 * The rules that would answer the question for good: only where the lack of a rule is the whole question, the command
 * stays in the sandbox, and every prefix is narrow enough.
 */
export function answeringRules(facts: QuestionFacts): readonly Amendment[] {
  const { action, verdict, evaluation } = facts;
  if (action.kind !== "command" || verdict === undefined || evaluation.placement === "outside") return [];
  if (verdict.decision !== "none" || verdict.danger !== undefined) return [];
  if (action.escalation !== undefined && action.escalation.kind !== "none") return [];
  return verdict.amendments.some(({ prefix }) => refusePrefix(prefix) !== undefined)
    ? []
    : verdict.amendments;
}

function option(facts: QuestionFacts, proposal: Proposal): AnswerOption | undefined {
  const { scope, covers, text } = proposal;
  const label = LABELS[scope];
  if (scope === "once") return { key: scope, label, covers };
  const exact = covers.every((cover) => cover.kind === "exact");
  if (scope !== "project" && scope !== "user") {
    return { key: scope, label: `${label}: ${text}`, stores: { text }, covers };
  }
  const rules = answeringRules(facts);
  const file = facts.ruleFiles.allow[scope];
  if (rules.length > 0 && file !== undefined) {
    return {
      key: scope,
      label,
      stores: {
        text: rules.map((rule) => rule.line).join("\n"),
        file,
        alsoMatches: rules.flatMap((rule) => rule.alsoMatches),
      },
    };
  }
  // An exact action does not come again often enough to be kept for months.
  return exact ? undefined : { key: scope, label: `${label}: ${text}`, stores: { text }, covers };
}

/** The answers that refuse for good: they only tighten, so they are on offer wherever there is a file for the rule. */
function lastingDenials({ action, facts, ruleFiles }: QuestionFacts): readonly AnswerOption[] {
  if (action.kind !== "network" || facts.kind !== "network") return [];
  const { host } = facts;
  const text = denyHostLine({ host, protocol: action.protocol });
  return (["project", "user"] as const).flatMap((scope): readonly AnswerOption[] => {
    const file = ruleFiles.deny[scope];
    if (file === undefined) return [];
    const where = scope === "project" ? " in this project" : "";
    const label = `never${where}: deny ${host} forever, over every port and protocol`;
    return [{ key: `never-${scope}`, label, stores: { text, file } }];
  });
}

function answerOptions(facts: QuestionFacts): readonly AnswerOption[] {
  const { action, facts: seen, evaluation, needs, digest } = facts;
  const proposals = proposeGrants({ action: seen, evaluation, needs, digest });
  const turnless = action.ids?.turn === undefined;
  return [
    ...proposals
      .filter((proposal) => proposal.scope !== "turn" || !turnless)
      .flatMap((proposal) => option(facts, proposal) ?? []),
    ...lastingDenials(facts),
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
