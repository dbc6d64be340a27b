import assert from "node:assert/strict";
import { test } from "node:test";
import { inYard, yes } from "../test/yard.ts";
import { defineTool, type ToolSchema } from "./define-tool.ts";
import { GuardError } from "./guard-error.ts";

interface Deploy {
  readonly target: string;
}

const schema: ToolSchema<Deploy> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => {
      const target = (value as Partial<Deploy> | null)?.target;
      return typeof target === "string"
        ? { value: { target } }
        : { issues: [{ message: "must be text", path: ["target"] }] };
    },
  },
};

function deploy(calls: Deploy[], effects: readonly ("read" | "network")[] = ["network"]) {
  return defineTool({
    name: "deploy",
    description: "Deploys.",
    input: schema,
    effects,
    run: (input) => {
      calls.push(input);
      return { deployed: input.target };
    },
  });
}

const action = { kind: "tool", name: "deploy", input: { target: "staging" }, effects: ["read"] } as const;

test("a tool with effects is asked about, whatever the caller says, and runs with a checked input", async () => {
  await inYard(async ({ guard: make, run, records }) => {
    const calls: Deploy[] = [];
    let asked = 0;
    await using guard = await make({
      tools: [deploy(calls)],
      onAsk: async () => {
        asked++;
        return yes();
      },
    });
    const result = await run(guard, action);
    assert.equal(asked, 1);
    assert.equal(result.outcome, "done");
    assert.equal(result.text, '{"deployed":"staging"}');
    assert.deepEqual(calls, [{ target: "staging" }]);
    const names = records.map(({ name }) => name);
    assert.ok(names.indexOf("decision.made") < names.indexOf("execution.started"));
  });
});

test("a tool that only reads runs without a question", async () => {
  await inYard(async ({ guard: make, run }) => {
    const calls: Deploy[] = [];
    await using guard = await make({ tools: [deploy(calls, ["read"])] });
    assert.equal((await run(guard, action)).outcome, "done");
    assert.equal(calls.length, 1);
  });
});

test("a wrong input is refused before anybody is asked, with each issue", async () => {
  await inYard(async ({ guard: make, run }) => {
    const calls: Deploy[] = [];
    await using guard = await make({
      tools: [deploy(calls)],
      onAsk: () => assert.fail("nobody must be asked"),
    });
    const result = await run(guard, { ...action, input: { target: 1 } });
    assert.equal(result.outcome, "failed");
    assert.match(result.text, /target: must be text/);
    assert.equal(calls.length, 0);
  });
});

test("a tool that throws is a result", async () => {
  await inYard(async ({ guard: make, run }) => {
    const tool = defineTool({
      name: "deploy",
      description: "",
      input: schema,
      effects: ["read"],
      run: () => {
        throw new Error("no route");
      },
    });
    await using guard = await make({ tools: [tool] });
    const result = await run(guard, action);
    assert.equal(result.outcome, "failed");
    assert.match(result.text, /no route/);
  });
});

test("an unknown tool, a repeated name and a wrong definition are misuse", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make({ tools: [deploy([])] });
    assert.throws(() => guard.run({ ...action, name: "other" }), /there is no tool other; there are deploy/);
    await assert.rejects(make({ tools: [deploy([]), deploy([])] }), /two tools are named deploy/);
  });
  const definition = { name: "x", description: "", input: schema, effects: ["read"], run: () => "" } as const;
  const wrong: readonly object[] = [{ name: "a b" }, { effects: [] }, { effects: ["fly"] }, { input: {} }];
  for (const part of wrong) {
    assert.throws(() => defineTool({ ...definition, ...part } as never), GuardError, JSON.stringify(part));
  }
});
