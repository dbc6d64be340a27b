import { type Evaluation, type EvaluationInput, evaluate } from "@paddock/approvals";
import { parse } from "smol-toml";
import { codexAmendment, codexReason } from "../approvals/codex-question.ts";
import { type CommandFacts, commandFacts } from "../approvals/command-facts.ts";
import { approvalPolicy } from "../approvals/policy.ts";
import { judged, type Outcome } from "../outcome.ts";
import type { RawCase, Suite } from "../suite.ts";

interface Call {
  readonly cmd: string;
  readonly sandbox_permissions?: string;
  readonly justification?: string;
  readonly prefix_rule?: readonly string[];
}

const VERDICTS = { allow: "run", ask: "prompt", deny: "reject" } as const;

/** One call as it was judged. */
interface CalledCommand {
  readonly verdict: "run" | "prompt" | "reject";
  readonly why: string;
  readonly sandbox?: "kept" | "outside";
  /** What the question is made from. */
  readonly question?: {
    readonly facts: Extract<CommandFacts, { kind: "facts" }>;
    readonly evaluation: Extract<Evaluation, { decision: "ask" }>;
  };
}

interface Expected {
  readonly verdict: string;
  readonly sandbox?: string;
  readonly reason?: string | null;
  readonly amendment?: readonly string[] | null;
}

/** Managed rules of a requirements file. */
function managedRules(text: unknown): readonly unknown[] {
  if (typeof text !== "string") return [];
  const rules = parse(text)["rules"] as { readonly prefix_rules?: readonly unknown[] } | undefined;
  return rules?.prefix_rules ?? [];
}

/** What becomes of a recorded call, in the words of the recording; the default may differ from what was recorded. */
export function judgeCall(item: RawCase, compat: "codex" | undefined): CalledCommand {
  const call = item["call"] as Call;
  const switched = compat === undefined ? {} : { compat };
  const facts = commandFacts({
    script: call.cmd,
    rules: String(item["rules"] ?? ""),
    managed: managedRules(item["requirements"]),
    escalation: call,
    ...switched,
  });
  if (facts.kind === "refused") return { verdict: "reject", why: facts.text };
  const evaluation = evaluate({
    policy: approvalPolicy(item["approval"]),
    reviewer: "user",
    mode: item["sandbox"] as EvaluationInput["mode"],
    action: facts.action,
    grants: [],
    ...switched,
    // The client of the recordings could not give an answer that only a person may give.
    person: false,
  });
  return {
    verdict: VERDICTS[evaluation.decision],
    why: evaluation.reasons.map((reason) => reason.text).join(" "),
    ...(evaluation.decision === "allow"
      ? { sandbox: evaluation.placement === "inside" ? "kept" : "outside" }
      : {}),
    ...(evaluation.decision === "ask" ? { question: { facts, evaluation } } : {}),
  };
}

/** What differs between the question that Codex put and the one that it would be here. */
function questionComplaints(
  item: RawCase,
  question: NonNullable<CalledCommand["question"]>,
): readonly string[] {
  const call = item["call"] as Call;
  const { reason, amendment } = item["expect"] as Expected;
  const { facts, evaluation } = question;
  const policy = approvalPolicy(item["approval"]);
  const everyOne =
    policy.kind === "untrusted" || evaluation.reasons.some(({ code }) => code.startsWith("escalation."));
  // Where questions about the sandbox are switched off Codex still asks about danger, but offers no rule.
  const offered = policy.kind !== "granular" || policy.sandboxApproval;
  const proposed = codexAmendment(facts, { everyOne, suggested: call.prefix_rule });
  const compared: readonly (readonly [string, unknown, unknown])[] = [
    ["reason", reason, codexReason(facts, call.justification)],
    ["amendment", amendment, offered ? proposed : null],
  ];
  return compared.flatMap(([name, wanted, got]) =>
    wanted === undefined || JSON.stringify(wanted) === JSON.stringify(got)
      ? []
      : [`${name} ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`],
  );
}

function decide(item: RawCase): Outcome {
  const expect = item["expect"] as Expected;
  const { verdict, sandbox, why, question } = judgeCall(item, "codex");
  const complaints =
    verdict !== expect.verdict
      ? [`${verdict}, expected ${expect.verdict} (${why})`]
      : sandbox !== undefined && expect.sandbox !== undefined && sandbox !== expect.sandbox
        ? [`sandbox ${sandbox}, expected ${expect.sandbox}`]
        : question === undefined
          ? []
          : questionComplaints(item, question);
  const command = JSON.stringify((item["call"] as Call).cmd);
  return judged(
    String(item["id"]),
    complaints.map((complaint) => `${command}: ${complaint}`),
  );
}

/** Approval policy, sandbox mode and rules against recorded decisions. */
export const decisionsSuite: Suite = {
  name: "decisions",
  cases: "decisions.jsonl",
  drivers: ["paddock"],
  async *run(cases) {
    for (const item of cases) yield decide(item);
  },
};
