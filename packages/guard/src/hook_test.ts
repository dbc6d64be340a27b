import assert from "node:assert/strict";
import { test } from "node:test";
import { inYard, yes } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { Hook, HookVerdict } from "./hook.ts";

const plain: Action = { kind: "command", script: "echo hi" };
const before = (
  name: string,
  verdict: () => HookVerdict | undefined | Promise<HookVerdict | undefined>,
): Hook => ({
  name,
  before: verdict,
});

test("a hook refuses what would run, and its words are in the result", async () => {
  await inYard(async ({ guard: make, run, backend, records }) => {
    await using guard = await make({
      hooks: [before("office hours", () => ({ decision: "deny", reason: "not at night" }))],
    });
    const count = backend.runs.length;
    const result = await run(guard, plain);
    assert.equal(result.refusal?.code, "hook-denied");
    assert.match(result.text, /office hours: not at night/);
    assert.equal(backend.runs.length, count);
    assert.equal(records.find(({ name }) => name === "decision.made")?.attributes["decision"], "deny");
  });
});

test("a hook turns a run into a question, once, and where nothing may be asked into a refusal", async () => {
  await inYard(async ({ guard: make, run }) => {
    const hooks = [before("look", () => ({ decision: "ask", reason: "have a look" }))];
    let asked = 0;
    await using guard = await make({
      hooks,
      onAsk: async (request) => {
        asked++;
        assert.deepEqual(
          request.options.map(({ key }) => key),
          ["once", "no", "stop"],
        );
        return yes();
      },
    });
    assert.equal((await run(guard, plain)).outcome, "done");
    assert.equal((await run(guard, plain)).outcome, "done");
    assert.equal(asked, 2);
    await using silent = await make({ hooks, set: ['approval_policy="never"'] });
    assert.equal((await run(silent, plain)).outcome, "denied");
  });
});

test("no hook can allow, and one that fails or says something else refuses", async () => {
  const bad: readonly Hook[] = [
    before("throws", () => {
      throw new Error("boom");
    }),
    before("rejects", () => Promise.reject(new Error("boom"))),
    before("allows", () => ({ decision: "allow", reason: "fine" }) as unknown as HookVerdict),
  ];
  for (const hook of bad) {
    await inYard(async ({ guard: make, run, backend }) => {
      await using guard = await make({ hooks: [hook] });
      const count = backend.runs.length;
      const result = await run(guard, plain);
      assert.equal(result.outcome, "denied", hook.name);
      assert.match(result.text, /failed/);
      assert.equal(backend.runs.length, count);
    });
  }
});

test("a hook is not asked about what is denied already, and cannot lift a question", async () => {
  await inYard(async ({ guard: make, run }) => {
    let seen = 0;
    await using guard = await make({
      hooks: [
        before("counts", () => {
          seen++;
          return undefined;
        }),
      ],
      onAsk: async () => ({ decision: "deny", by: "user" }),
    });
    await run(guard, { kind: "network", host: "example.com", port: 443, protocol: "https" });
    assert.equal(seen, 0);
    const result = await run(guard, { ...plain, escalation: { kind: "outside" } });
    assert.equal(seen, 1);
    assert.equal(result.outcome, "denied");
  });
});

test("a hook after an action keeps its text from the agent; a failing one too", async () => {
  const after: readonly Hook[] = [
    {
      name: "secrets",
      after: ({ result }) => (result.text.includes("key=") ? "it prints a key" : undefined),
    },
    { name: "broken", after: () => Promise.reject(new Error("boom")) },
  ];
  for (const hook of after) {
    await inYard(
      async ({ guard: make, run }) => {
        await using guard = await make({ hooks: [hook] });
        const result = await run(guard, plain);
        assert.equal(result.refusal?.code, "hook-withheld");
        assert.doesNotMatch(result.text, /key=/);
      },
      { script: () => ({ stdout: "key=123\n" }) },
    );
  }
});
