import assert from "node:assert/strict";
import { test } from "node:test";
import { type ReviewProvider, reviewModelOf, type StreamedEvent } from "./review-model.ts";

function provider(events: readonly StreamedEvent[]): ReviewProvider & { readonly seen: unknown[] } {
  const seen: unknown[] = [];
  return {
    name: "p",
    model: "m",
    seen,
    async *stream(request) {
      seen.push(request.messages);
      yield* events;
    },
  };
}

const request = {
  instructions: "judge",
  items: [
    { kind: "evidence", text: "e" },
    { kind: "tool-call", id: "1", name: "read", input: "{}" },
    { kind: "tool-result", id: "1", text: "r" },
    { kind: "answer", text: "a" },
  ],
  tools: [],
  schema: {},
  cacheKey: "k",
} as const;
const signal = new AbortController().signal;

test("the exchange becomes a conversation, instructions first", async () => {
  const one = provider([{ kind: "text", delta: "x" }]);
  await reviewModelOf(one).complete(request, { signal });
  assert.deepEqual(one.seen[0], [
    { role: "system", text: "judge" },
    { role: "user", text: "e" },
    { role: "call", call: { id: "1", name: "read", arguments: "{}" } },
    { role: "result", callId: "1", text: "r" },
    { role: "assistant", text: "a" },
  ]);
});

test("text is joined, a retry starts over, usage is kept", async () => {
  const reply = await reviewModelOf(
    provider([
      { kind: "text", delta: '{"outcome":"allow"' },
      { kind: "retry" },
      { kind: "text", delta: '{"outcome":' },
      { kind: "reasoning" },
      { kind: "text", delta: '"deny"}' },
      { kind: "usage", inputTokens: 3, outputTokens: 2 },
      { kind: "done" },
    ]),
  ).complete(request, { signal });
  assert.deepEqual(reply, { kind: "answer", text: '{"outcome":"deny"}', usage: { input: 3, output: 2 } });
});

test("tool calls are passed on instead of an answer", async () => {
  const reply = await reviewModelOf(
    provider([
      { kind: "text", delta: "let me look" },
      { kind: "call", call: { id: "1", name: "read", arguments: '{"path":"a"}' } },
    ]),
  ).complete(request, { signal });
  assert.deepEqual(reply, { kind: "tools", calls: [{ id: "1", name: "read", input: '{"path":"a"}' }] });
});

test("an endless answer is refused", async () => {
  const flood = Array.from({ length: 70 }, (): StreamedEvent => ({ kind: "text", delta: "x".repeat(1000) }));
  await assert.rejects(reviewModelOf(provider(flood)).complete(request, { signal }), /longer than/);
});
