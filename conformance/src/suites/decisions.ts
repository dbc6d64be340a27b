import { type EvaluationInput, evaluate } from "@paddock/approvals";
import { parse } from "smol-toml";
import { codexAmendment, codexReason } from "../approvals/codex-question.ts";
import { commandFacts } from "../approvals/command-facts.ts";
import { approvalPolicy } from "../approvals/policy.ts";
import { judged, type Outcome } from "../outcome.ts";
import type { RawCase, Suite } from "../suite.ts";

interface Call {
  readonly cmd: string;
  readonly sandbox_permissions?: string;
  readonly justification?: string;
  readonly prefix_rule?: readonly string[];
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

function decide(item: RawCase): Outcome {
  const id = String(item["id"]);
  const call = item["call"] as Call;
  const expect = item["expect"] as Expected;
  const facts = commandFacts({
    script: call.cmd,
    rules: String(item["rules"] ?? ""),
    managed: managedRules(item["requirements"]),
    escalation: call,
    compat: "codex",
  });
  if (facts.kind === "refused") {
    return judged(
      id,
      expect.verdict === "reject" ? [] : [`refused: ${facts.text}; expected ${expect.verdict}`],
    );
  }
  const evaluation = evaluate({
    policy: approvalPolicy(item["approval"]),
    reviewer: "user",
    mode: item["sandbox"] as EvaluationInput["mode"],
    action: facts.action,
    grants: [],
    compat: "codex",
    // The client of the recordings could not give an answer that only a person may give.
    person: false,
  });
  const verdict = { allow: "run", ask: "prompt", deny: "reject" }[evaluation.decision];
  const complaints: string[] = [];
  if (verdict !== expect.verdict) {
    const why = evaluation.reasons.map((reason) => reason.text).join(" ");
    complaints.push(`${JSON.stringify(call.cmd)}: ${verdict}, expected ${expect.verdict} (${why})`);
  } else if (evaluation.decision === "allow" && expect.sandbox !== undefined) {
    const sandbox = evaluation.placement === "inside" ? "kept" : "outside";
    if (sandbox !== expect.sandbox)
      complaints.push(`${JSON.stringify(call.cmd)}: sandbox ${sandbox}, expected ${expect.sandbox}`);
  } else if (evaluation.decision === "ask") {
    const everyOne =
      item["approval"] === "untrusted" ||
      evaluation.reasons.some(({ code }) => code.startsWith("escalation."));
    const { reason, amendment } = expect;
    const same = (name: string, wanted: unknown, got: unknown): void => {
      if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(got)) return;
      complaints.push(
        `${JSON.stringify(call.cmd)}: ${name} ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`,
      );
    };
    same("reason", reason, codexReason(facts, call.justification));
    // Where questions about the sandbox are switched off Codex still asks about danger, but offers no rule.
    const policy = approvalPolicy(item["approval"]);
    const offered = policy.kind !== "granular" || policy.sandboxApproval;
    const proposed = codexAmendment(facts, { everyOne, suggested: call.prefix_rule });
    same("amendment", amendment, offered ? proposed : null);
  }
  return judged(id, complaints);
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
