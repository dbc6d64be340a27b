import assert from "node:assert/strict";
import { test } from "node:test";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";

const outside: Action = { kind: "command", argv: ["/bin/true"], escalation: { kind: "outside" } };

const cases: readonly (readonly [string, RegExp, "ask" | "deny"])[] = [
  ['approval_policy="on-request"', /Commands run without a question[\s\S]*a question of its own/, "ask"],
  ['approval_policy="untrusted"', /Every command that no rule allows is put to the user/, "ask"],
  ['approval_policy="never"', /Nothing may be asked to run outside/, "deny"],
];

for (const [set, words, decision] of cases) {
  test(`under ${set} the text says what the guard does`, async () => {
    await inYard(async ({ guard: make }) => {
      await using guard = await make({ set: [set] });
      assert.match(guard.describe(), words);
      assert.equal(guard.evaluate(outside).decision, decision);
    });
  });
}

test("report mode records what a policy under trial would do, and relaxes nothing", async () => {
  await inYard(async ({ guard: make, run, records, workspace, home }) => {
    const { loadConfig } = await import("@paddock/config");
    const load = (policy: string) =>
      loadConfig({
        cwd: workspace,
        env: { HOME: workspace, PADDOCK_HOME: home },
        trust: "trusted",
        set: [`approval_policy="${policy}"`],
      });
    await using guard = await make({
      mode: "report",
      effective: await load("never"),
      candidate: await load("untrusted"),
    });
    await run(guard, { kind: "command", script: "echo hi" });
    const denied = await run(guard, outside);
    assert.equal(denied.outcome, "denied");
    const made = records.filter(({ name }) => name === "decision.made");
    assert.deepEqual(
      made.map(({ attributes }) => [
        attributes["decision"],
        attributes["would_be"],
        attributes["guard_mode"],
      ]),
      [
        ["allow", "ask", "report"],
        ["deny", "ask", "report"],
      ],
    );
  });
});
