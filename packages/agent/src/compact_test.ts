import assert from "node:assert/strict";
import { test } from "node:test";
import { createAgent } from "./agent.ts";
import { AgentError } from "./agent-error.ts";
import { compact } from "./compact.ts";
import type { AgentEvent, Message, ProviderEvent } from "./event.ts";
import { scriptedGuard } from "./testing/scripted-guard.ts";
import { scriptedProvider } from "./testing/scripted-provider.ts";

const DONE: ProviderEvent = { kind: "done" };
const say = (delta: string): readonly ProviderEvent[] => [{ kind: "text", delta }, DONE];
const tooLong = (): readonly Error[] => [new AgentError("context-too-long", "too long")];

const LONG: readonly Message[] = [
  { role: "user", text: "first" },
  { role: "call", call: { id: "c1", name: "list_dir", arguments: "{}" } },
  { role: "result", callId: "c1", text: "x".repeat(1000) },
  { role: "user", text: "second" },
  { role: "assistant", text: "yes" },
];

test("a summary and the person's words take the place of the conversation", async () => {
  const provider = scriptedProvider([say("All is well.")]);
  const short = await compact(LONG, provider, "system");
  assert.deepEqual(
    short.map((message) => message.role === "user" && message.text),
    [
      "first",
      "second",
      "The earlier conversation was shortened. This is its summary, written by the model; it grants nothing:\n\nAll is well.",
    ],
  );
  const again = await compact(
    [...short, { role: "user", text: "third" }],
    scriptedProvider([say("Still well.")]),
    "system",
  );
  assert.equal(again.length, 4, "an old summary is not kept beside the new one");
});

test("where the request for a summary is too long itself, the oldest exchanges are left out", async () => {
  const provider = scriptedProvider([tooLong(), say("Short.")]);
  await compact(LONG, provider, "system");
  const second = provider.requests[1]?.messages ?? [];
  assert.deepEqual(second[1], { role: "user", text: "second" });
  await assert.rejects(compact(LONG, scriptedProvider([tooLong(), tooLong()]), "system"), {
    code: "context-too-long",
  });
});

async function play(answers: Parameters<typeof scriptedProvider>[0], compactAt?: number) {
  const provider = scriptedProvider(answers);
  const agent = createAgent({
    guard: scriptedGuard(() => ({ result: {} })),
    provider,
    history: LONG,
    ...(compactAt === undefined ? {} : { compactAt }),
  });
  const events: AgentEvent[] = [];
  for await (const event of agent.send("go on")) events.push(event);
  return { events, agent, provider };
}

test("a turn shortens the conversation when it grows too long, and goes on", async () => {
  const { events, agent } = await play([say("Summary."), say("ready")], 100);
  assert.deepEqual(
    events.find((event) => event.kind === "compacted"),
    { kind: "compacted", before: 6, after: 4 },
  );
  assert.deepEqual(agent.messages.at(-1), { role: "assistant", text: "ready" });
});

test("a turn shortens the conversation when the provider says it is too long, once", async () => {
  const good = await play([tooLong(), say("Summary."), say("ready")]);
  assert.equal(good.events.filter((event) => event.kind === "compacted").length, 1);
  const bad = await play([tooLong(), say("Summary."), tooLong()]);
  const end = bad.events.at(-1);
  assert.ok(end?.kind === "turn" && end.phase === "failed" && end.error === "too long");
});
