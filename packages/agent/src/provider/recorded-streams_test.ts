import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { ProviderEvent } from "../event.ts";
import { startModelServer } from "../testing/model-server.ts";
import { createProvider } from "./create-provider.ts";

/** What one stream adds up to. */
interface Whole {
  text: string;
  reasoning: string;
  calls: (readonly [name: string, input: unknown])[];
  ids: string[];
  usage: readonly [input: number, output: number, cached: number] | undefined;
  kept: number;
}

async function read(file: string): Promise<Whole> {
  const body = await readFile(new URL(`testdata/${file}`, import.meta.url), "utf8");
  await using server = await startModelServer(() => ({ kind: "raw", body }));
  const wire_api = file.includes("responses") ? "responses" : "chat";
  const provider = createProvider(
    { name: "local", model: "m", table: { base_url: server.url, wire_api } },
    {},
  );
  const whole: Whole = { text: "", reasoning: "", calls: [], ids: [], usage: undefined, kept: 0 };
  const take = (event: ProviderEvent): void => {
    if (event.kind === "text") whole.text += event.delta;
    if (event.kind === "reasoning") whole.reasoning += event.delta;
    if (event.kind === "kept") whole.kept += 1;
    if (event.kind === "usage")
      whole.usage = [event.inputTokens, event.outputTokens, event.cachedTokens ?? 0];
    if (event.kind === "call") {
      whole.calls.push([event.call.name, JSON.parse(event.call.arguments)]);
      whole.ids.push(event.call.id);
    }
    assert.notEqual(event.kind, "retry");
  };
  for await (const event of provider.stream({ messages: [{ role: "user", text: "go" }], tools: [] }))
    take(event);
  return whole;
}

const BOTH = [
  ["list_dir", { path: "src" }],
  ["grep", { pattern: "x" }],
] as const;

test("streams of each server add up to the same two calls", async (t) => {
  const cases: readonly [file: string, text: string, reasoning: string, usage: Whole["usage"]][] = [
    ["openai-responses.sse", "I list the files – “all”.", "\n**Looking around**", [812, 64, 768]],
    ["openai-chat.sse", "I look.", "", [812, 64, 768]],
    ["ollama-chat.sse", "", "Hmm.", [812, 64, 0]],
    ["lmstudio-chat.sse", "I look.", "Hmm.", undefined],
    ["vllm-chat.sse", "I look.", "Hmm.", [812, 64, 0]],
    ["llamacpp-chat.sse", "I look.", "", [812, 64, 0]],
  ];
  for (const [file, text, reasoning, usage] of cases) {
    await t.test(file, async () => {
      const whole = await read(file);
      assert.deepEqual(whole.calls, BOTH);
      assert.equal(new Set(whole.ids).size, 2);
      assert.deepEqual([whole.text, whole.reasoning, whole.usage], [text, reasoning, usage]);
      assert.equal(whole.kept, file === "openai-responses.sse" ? 1 : 0);
    });
  }
});

test("a stream of whole items without deltas is read too, and a freeform call becomes a call with one string", async () => {
  const whole = await read("minimal-responses.sse");
  assert.equal(whole.text, "Now the patch.");
  assert.deepEqual(whole.calls, [["apply_patch", { input: "*** Begin Patch\n*** End Patch\n" }]]);
});
