import { createGrants, type EvaluationInput, evaluate, explain } from "../src/mod.ts";

const verdict = {
  decision: "none",
  reasons: [],
  matches: [],
} as const;
const grants = createGrants({ clock: Date });
for (let n = 0; n < 50; n++) {
  grants.add({
    scope: "session",
    session: "s",
    by: "user",
    text: "t",
    covers: [{ kind: "prefix", prefix: ["tool", String(n)], placement: "inside", cwd: "/w" }],
  });
}

const inputs: Readonly<Record<string, EvaluationInput>> = {
  "a command that runs": {
    policy: { kind: "on-request" },
    reviewer: "user",
    mode: "workspace-write",
    action: { kind: "command", argv: ["ls"], cwd: "/w", verdict, escalation: { kind: "none" } },
    grants: [],
  },
  "a question, 50 grants": {
    policy: { kind: "untrusted" },
    reviewer: "user",
    mode: "workspace-write",
    action: { kind: "command", argv: ["tool", "x"], cwd: "/w", verdict, escalation: { kind: "none" } },
    grants: grants.list(),
  },
};

function time(work: () => void): number {
  const rounds = 200_000;
  for (let n = 0; n < rounds / 10; n++) work();
  const start = process.hrtime.bigint();
  for (let n = 0; n < rounds; n++) work();
  return Number(process.hrtime.bigint() - start) / 1000 / rounds;
}

for (const [name, input] of Object.entries(inputs)) {
  const plain = time(() => void evaluate(input));
  const explained = time(() => void explain(input));
  process.stdout.write(
    `${name.padEnd(24)} ${plain.toFixed(2)} us, with its explanation ${(explained / plain).toFixed(1)}x\n`,
  );
}
