import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, explain } from "./evaluate.ts";
import type { ActionFacts, ApprovalPolicy, Escalation, VerdictFacts } from "./facts.ts";
import type { Grant } from "./grant.ts";
import type { EvaluationInput, Mode } from "./input.ts";

const none: VerdictFacts = { decision: "none", reasons: [], matches: [] };
const origin = { layer: "user", file: "/h/default.rules", line: 3, column: 1 };
const rule = (decision: "allow" | "ask" | "deny", extra: Partial<VerdictFacts> = {}): VerdictFacts => ({
  decision,
  reasons: [],
  matches: [{ decision, origin, prefix: ["tool"], justification: "because" }],
  ...extra,
});
const danger: VerdictFacts = { ...none, danger: { code: "forced-removal", text: "rm -f removes for good" } };

function command(verdict: VerdictFacts, escalation: Escalation = { kind: "none" }): ActionFacts {
  return { kind: "command", argv: ["tool", "x"], cwd: "/w", verdict, escalation };
}

function input(action: ActionFacts, over: Partial<EvaluationInput> = {}): EvaluationInput {
  return {
    policy: { kind: "on-request" },
    reviewer: "user",
    mode: "workspace-write",
    action,
    grants: [],
    ...over,
  };
}

/** `ask>outside` and the like: enough to read a row of the table. */
function short(over: EvaluationInput): string {
  const evaluation = evaluate(over);
  if (evaluation.decision === "deny") return `deny:${evaluation.code}`;
  return evaluation.decision === "ask" ? `ask>${evaluation.placement}` : evaluation.placement;
}

const policies: Readonly<Record<string, ApprovalPolicy>> = {
  untrusted: { kind: "untrusted" },
  "on-request": { kind: "on-request" },
  never: { kind: "never" },
};

const outside: Escalation = { kind: "outside" };
const rows: readonly [string, ActionFacts, string, Mode, string][] = [
  ["no rule", command(none), "on-request", "workspace-write", "inside"],
  ["no rule", command(none), "untrusted", "read-only", "ask>inside"],
  ["no rule", command(none), "never", "danger-full-access", "outside"],
  ["escalated", command(none, outside), "on-request", "workspace-write", "ask>outside"],
  ["escalated", command(none, outside), "never", "workspace-write", "deny:approval-never"],
  ["escalated", command(none, outside), "on-request", "danger-full-access", "outside"],
  ["danger", command(danger), "on-request", "workspace-write", "ask>inside"],
  ["danger", command(danger), "never", "danger-full-access", "deny:approval-never"],
  ["allow rule", command(rule("allow")), "on-request", "workspace-write", "inside"],
  ["allow rule outside", command(rule("allow", { placement: "outside" })), "never", "read-only", "outside"],
  ["allow rule, escalated", command(rule("allow"), outside), "on-request", "read-only", "ask>outside"],
  ["ask rule", command(rule("ask")), "on-request", "workspace-write", "ask>inside"],
  ["ask rule", command(rule("ask")), "never", "workspace-write", "deny:approval-never"],
  ["deny rule", command(rule("deny"), outside), "untrusted", "danger-full-access", "deny:rule-denied"],
];

for (const [name, action, policy, mode, expected] of rows) {
  test(`${name} under ${policy} in ${mode} is ${expected}`, () => {
    assert.equal(short(input(action, { policy: policies[policy] as ApprovalPolicy, mode })), expected);
  });
}

test("an allow rule runs outside in Codex and inside by default", () => {
  assert.equal(short(input(command(rule("allow")))), "inside");
  assert.equal(short(input(command(rule("allow")), { compat: "codex" })), "outside");
});

test("hidden files keep a command inside although a rule would lift it out", () => {
  const action = command(rule("allow", { placement: "outside" }));
  assert.equal(short(input(action, { deniedReads: true })), "inside");
  assert.equal(short(input(action, { deniedReads: true, compat: "codex" })), "inside");
});

test("a refusal names the rule's file and line", () => {
  const evaluation = evaluate(input(command(rule("deny"))));
  assert.deepEqual(evaluation.reasons[0], { code: "rule.deny", text: "because", origin });
});

test("explain lists the rows up to the one that decided", () => {
  const { path } = explain(input(command(none, outside)));
  assert.deepEqual(path.at(-1)?.id, "command.escalation");
  assert.deepEqual(
    path.filter((step) => step.decided).map((step) => step.id),
    ["command.escalation"],
  );
});

test("a question for a person only is refused where none can be reached", () => {
  const verdict: VerdictFacts = {
    ...rule("ask"),
    matches: [{ decision: "ask", origin, prefix: ["tool"], personOnly: true }],
  };
  assert.equal(short(input(command(verdict), { person: false })), "deny:no-person");
  const evaluation = evaluate(input(command(verdict), { reviewer: "auto_review" }));
  assert.equal(evaluation.decision === "ask" && evaluation.reviewer, "user");
  assert.deepEqual(evaluation.decision === "ask" && evaluation.scopes, ["once"]);
});

test("review of everything sends a plain command to the reviewer, and an answer to it counts", () => {
  const digest = "a".repeat(64);
  const asked = input(command(none), { review: "all", digest });
  const evaluation = evaluate(asked);
  assert.equal(evaluation.decision === "ask" && evaluation.reviewer, "auto_review");
  const grants = [
    {
      id: "g1",
      scope: "once" as const,
      covers: [{ kind: "exact" as const, digest, placement: "inside" as const }],
      by: "reviewer" as const,
      createdAt: "2026-01-01T00:00:00.000Z",
      expiresAt: "2026-01-02T00:00:00.000Z",
      text: "reviewed",
    },
  ];
  assert.equal(short({ ...asked, grants }), "inside");
});

test("requirements that leave no strict value refuse everything", () => {
  const requirements = { allowedModes: ["danger-full-access"] as const };
  assert.equal(short(input(command(none), { requirements })), "deny:requirement");
});

test("a mode outside the requirements moves to the nearest stricter one", () => {
  const requirements = { allowedModes: ["read-only", "workspace-write"] as const };
  assert.equal(short(input(command(none), { mode: "danger-full-access", requirements })), "inside");
});

test("a prefix granted outside earlier does not answer once the agent can rewrite what runs", () => {
  const grants: readonly Grant[] = [
    {
      id: "g1",
      scope: "session",
      covers: [{ kind: "prefix", prefix: ["tool", "x"], placement: "outside" }],
      by: "user",
      createdAt: "2026-01-01T00:00:00.000Z",
      expiresAt: "2026-01-02T00:00:00.000Z",
      text: "run `tool x ...` outside the sandbox",
    },
  ];
  const fixed = command(none, outside);
  assert.equal(short(input(fixed, { grants })), "outside");
  const rewritable = { ...fixed, inRoot: true } as ActionFacts;
  const evaluation = evaluate(input(rewritable, { grants }));
  assert.equal(evaluation.decision, "ask");
  assert.deepEqual(evaluation.decision === "ask" && evaluation.scopes, ["once"]);
});

test("a delicate widening is asked about with high risk, and its answer lasts a turn at most", () => {
  const wish: Escalation = { kind: "widen", write: ["/"] };
  const plain = evaluate(input(command(none, wish)));
  const delicate = evaluate(input(command(none, { ...wish, delicate: true })));
  assert.equal(plain.decision === "ask" && plain.risk, "normal");
  assert.equal(delicate.decision === "ask" && delicate.risk, "high");
  assert.deepEqual(delicate.decision === "ask" && delicate.scopes, ["once", "turn"]);
});

test("rules that may speak about what is not fixed give the one reason of the verdict", () => {
  const open = { decision: "ask", origin, prefix: ["$X"], perhaps: true } as const;
  const verdict: VerdictFacts = {
    decision: "ask",
    reasons: [
      { code: "rule-ask", text: "`tool` asks", origin },
      { code: "rule-open", text: "`$X` may be anything.", origin },
      { code: "expansion", text: "not plain" },
    ],
    matches: [{ decision: "ask", origin, prefix: ["tool"], justification: "because" }, open, open],
  };
  const evaluation = evaluate(input(command(verdict)));
  assert.deepEqual(
    evaluation.reasons.map(({ text }) => text),
    ["because", "`$X` may be anything."],
  );
});
