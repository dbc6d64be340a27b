import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToolSet } from "ai";
import type { MockLanguageModelV4 } from "ai/test";
import { inYard } from "../../test/yard.ts";
import { guardApproval, guardedTools } from "./guarded-tools.ts";

const { generateText, isStepCount } = await import("ai");
const { MockLanguageModelV4: MockModel } = await import("ai/test");

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};

/** A model that calls one tool and then says what it got. */
function calling(toolName: string, input: unknown): MockLanguageModelV4 {
  let step = 0;
  return new MockModel({
    doGenerate: async () =>
      step++ === 0
        ? {
            content: [{ type: "tool-call", toolCallId: "c1", toolName, input: JSON.stringify(input) }],
            finishReason: { unified: "tool-calls", raw: undefined },
            usage,
            warnings: [],
          }
        : {
            content: [{ type: "text", text: "done" }],
            finishReason: { unified: "stop", raw: undefined },
            usage,
            warnings: [],
          },
  });
}

test("the real generateText runs a tool through the guard, with the call's id in the record", async () => {
  await inYard(
    async ({ guard: make, backend }) => {
      await using guard = await make();
      const tools: ToolSet = guardedTools(guard);
      const model = calling("run_command", { command: "echo hi" });
      const result = await generateText({ model, tools, prompt: "say hi", stopWhen: isStepCount(3) });
      assert.equal(result.text, "done");
      assert.equal(result.steps[0]?.toolResults[0]?.output, "hi\n");
      assert.equal(backend.runs.at(-1)?.plan.mode, "workspace-write");
      const offered = model.doGenerateCalls[0]?.tools?.map((tool) => tool.name) ?? [];
      assert.ok(offered.includes("apply_patch"));
      const schema = model.doGenerateCalls[0]?.tools?.find((tool) => tool.name === "run_command");
      assert.deepEqual(
        (schema as { readonly inputSchema?: { readonly required?: unknown } }).inputSchema?.required,
        ["command"],
      );
    },
    { script: () => ({ stdout: "hi\n" }) },
  );
});

test("an automatic reviewer sees the conversation that the real SDK had", async () => {
  await inYard(async ({ guard: make }) => {
    let shown = "";
    const text = JSON.stringify({
      risk_level: "high",
      user_authorization: "high",
      outcome: "allow",
      rationale: "asked for",
    });
    await using guard = await make({
      set: ['approvals_reviewer="auto_review"'],
      reviewer: {
        model: {
          name: "fake",
          complete: ({ items }) => {
            shown = JSON.stringify(items);
            return Promise.resolve({ kind: "answer", text });
          },
        },
      },
    });
    const model = calling("run_command", { command: "make install", outside: true });
    const prompt = "install it for all users";
    await generateText({ model, tools: guardedTools(guard) as ToolSet, prompt, stopWhen: isStepCount(3) });
    assert.match(shown, /USER 1[^\n]*install it for all users/);
  });
});

test("a refusal is text for the model, and a wrong input never reaches the guard", async () => {
  await inYard(async ({ guard: make, backend }) => {
    await using guard = await make({ onAsk: async () => ({ decision: "deny", by: "user" }) });
    const tools: ToolSet = guardedTools(guard);
    const before = backend.runs.length;
    const refused = await generateText({
      model: calling("run_command", { command: "make", outside: true }),
      tools,
      prompt: "x",
      stopWhen: isStepCount(3),
    });
    assert.match(String(refused.steps[0]?.toolResults[0]?.output), /the answer was no/);
    const wrong = await generateText({
      model: calling("run_command", { command: 1 }),
      tools,
      prompt: "x",
      stopWhen: isStepCount(3),
    });
    assert.equal(wrong.steps[0]?.toolResults.length, 0);
    assert.equal(backend.runs.length, before);
  });
});

test("the SDK's own approval stops a call that the guard would ask about", async () => {
  await inYard(async ({ guard: make, backend }) => {
    await using guard = await make();
    const approval = guardApproval(guard);
    const ask = { toolName: "run_command", input: { command: "make", outside: true } };
    assert.equal(approval({ toolCall: ask }), "user-approval");
    assert.equal(approval({ toolCall: { toolName: "run_command", input: { command: "ls" } } }), "approved");
    assert.equal(approval({ toolCall: { toolName: "other", input: {} } }), "not-applicable");
    const before = backend.runs.length;
    const result = await generateText({
      model: calling(ask.toolName, ask.input),
      tools: guardedTools(guard) as ToolSet,
      toolApproval: approval,
      prompt: "x",
      stopWhen: isStepCount(3),
    });
    assert.ok(result.content.some((part) => part.type === "tool-approval-request"));
    assert.equal(backend.runs.length, before);
  });
});
