import assert from "node:assert/strict";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";

const home = homedir();

/** Paths to widen by, and how carefully the question asks. */
const wishes: readonly (readonly [string, string, "normal" | "high"])[] = [
  ["a folder of the user", join(home, "notes"), "normal"],
  ["a folder of the system", "/opt/data/x", "normal"],
  ["the whole disk", "/", "high"],
  ["a folder at its top", "/srv", "high"],
  ["the home", home, "high"],
  ["what holds the home", dirname(home), "high"],
  ["keys", join(home, ".ssh"), "high"],
  ["a file among keys", join(home, ".ssh", "authorized_keys"), "high"],
  ["a file of the shell", join(home, ".bashrc"), "high"],
];

for (const [name, path, risk] of wishes) {
  test(`widening by ${name} is asked about with ${risk} risk`, async () => {
    await inYard(async ({ guard: make }) => {
      await using guard = await make();
      const actions: readonly Action[] = [
        { kind: "command", script: "make", escalation: { kind: "widen", write: [path] } },
        { kind: "permissions", write: [path] },
      ];
      for (const action of actions) {
        const decision = guard.evaluate(action);
        assert.ok(decision.decision === "ask", JSON.stringify(decision));
        assert.equal(decision.request.risk, risk);
        const keys = decision.request.options.map(({ key }) => key);
        if (action.kind === "command") assert.equal(keys.includes("session"), risk === "normal", keys.join());
      }
    });
  });
}

test("a write to what runs by itself in the home is asked about with care, wherever the roots are", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make();
    const decision = guard.evaluate({ kind: "write", path: join(home, ".zshrc"), content: "" });
    assert.ok(decision.decision === "ask");
    assert.equal(decision.request.risk, "high");
    assert.match(decision.reasons[0]?.text ?? "", /run .*\.zshrc by themselves/);
  });
});
