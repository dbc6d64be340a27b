import assert from "node:assert/strict";
import { test } from "node:test";
import { createAgent } from "../agent.ts";
import type { AgentEvent } from "../event.ts";
import type { ModelReply } from "../testing/model-reply.ts";
import { startModelServer } from "../testing/model-server.ts";
import { scriptedGuard } from "../testing/scripted-guard.ts";
import { twoStepTask } from "../testing/two-step-task.ts";
import type { Pace } from "./attempts.ts";
import { createProvider } from "./create-provider.ts";

const EDIT = { path: "note.txt", old: "hello", new: "hello world" };

interface Outcome {
  readonly events: readonly AgentEvent[];
  readonly actions: readonly string[];
  readonly waits: readonly number[];
  readonly text: string;
  readonly error: string | undefined;
  readonly requests: number;
}

async function play(
  wire: "responses" | "chat",
  faults: Readonly<Record<number, ModelReply>> = {},
  options: { dialect?: "openai" | "ollama" | "think"; table?: Record<string, unknown> } = {},
): Promise<Outcome> {
  await using server = await startModelServer(twoStepTask(EDIT, faults, options.dialect));
  const waits: number[] = [];
  const pace: Pace = { now: () => 0, random: () => 0.5, wait: (ms) => Promise.resolve(void waits.push(ms)) };
  const table = { base_url: server.url, wire_api: wire, env_key: "TEST_KEY", ...options.table };
  const provider = createProvider(
    { name: "local", model: "test", table },
    { TEST_KEY: "sk-secret" },
    { pace },
  );
  const texts: Readonly<Record<string, string>> = { list: "note.txt", read: "hello\n", patch: "M note.txt" };
  const guard = scriptedGuard((action) => ({ result: { text: texts[action.kind] ?? "" } }));
  const events: AgentEvent[] = [];
  for await (const event of createAgent({ guard, provider }).send("greet the world in note.txt"))
    events.push(event);
  const end = events.at(-1);
  return {
    events,
    waits,
    actions: guard.actions.map((action) => action.kind),
    text: events.flatMap((event) => (event.kind === "text-done" ? [event.text] : [])).at(-1) ?? "",
    error: end?.kind === "turn" ? end.error : undefined,
    requests: server.requests.length,
  };
}

function succeeded(outcome: Outcome): void {
  assert.equal(outcome.error, undefined);
  assert.deepEqual(outcome.actions, ["list", "read", "patch"]);
  assert.equal(outcome.text, "I changed note.txt.");
}

const BUSY: ModelReply = {
  kind: "error",
  status: 429,
  headers: { "retry-after": "3" },
  message: "slow down",
};
const DOWN: ModelReply = { kind: "error", status: 500, message: "boom" };

for (const wire of ["responses", "chat"] as const) {
  test(`a two-step task completes and streams over ${wire}`, async () => {
    const outcome = await play(wire);
    succeeded(outcome);
    assert.equal(outcome.requests, 3);
    assert.ok(outcome.events.filter((event) => event.kind === "text").length > 5, "text arrives in pieces");
    assert.ok(outcome.events.some((event) => event.kind === "reasoning"));
    const end = outcome.events.at(-1);
    assert.deepEqual(end?.kind === "turn" && end.usage, { inputTokens: 300, outputTokens: 60 });
  });

  test(`a two-step task survives each fault over ${wire}`, async (t) => {
    const half: ModelReply = { kind: "answer", text: "I am about to say something long", cutAfter: 4 };
    const stall: ModelReply = { kind: "answer", text: "I am about to say nothing", stallAfter: 3 };
    const cases: readonly {
      name: string;
      faults: Record<number, ModelReply>;
      says: RegExp;
      waits: readonly number[];
      /** Only silence is waited for; a busy machine may be slow everywhere else. */
      idleMs?: number;
    }[] = [
      {
        name: "a stream cut in the middle",
        faults: { 0: half, 2: half },
        says: /lost|ended before/,
        waits: [200, 200],
      },
      {
        name: "a stream cut before its first event",
        faults: { 1: { ...half, cutAfter: 0 } },
        says: /lost|reached|ended before/,
        waits: [200],
      },
      {
        name: "a stream that falls silent",
        faults: { 1: stall },
        says: /nothing came for 1 s/,
        idleMs: 1000,
        waits: [200],
      },
      {
        name: "429 with retry-after",
        faults: { 0: BUSY, 2: BUSY },
        says: /limits requests/,
        waits: [3000, 3000],
      },
      {
        name: "500 three times",
        faults: { 0: DOWN, 1: DOWN, 2: DOWN },
        says: /failed \(500\)/,
        waits: [200, 400, 800],
      },
      {
        name: "an unreadable stream",
        faults: { 0: { kind: "raw", body: "data: {nonsense\n\n" } },
        says: /not readable/,
        waits: [200],
      },
    ];
    for (const item of cases) {
      await t.test(item.name, async () => {
        const outcome = await play(wire, item.faults, {
          table: { stream_idle_timeout_ms: item.idleMs ?? 60_000 },
        });
        succeeded(outcome);
        const retries = outcome.events.flatMap((event) => (event.kind === "retry" ? [event] : []));
        assert.deepEqual(outcome.waits, item.waits);
        for (const retry of retries) assert.match(retry.reason, item.says);
      });
    }
  });

  test(`malformed arguments are told to the model over ${wire}, and it goes on`, async () => {
    const broken: ModelReply = {
      kind: "answer",
      calls: [{ name: "edit_file", arguments: '{"path": "note.txt", "old":' }],
    };
    const outcome = await play(wire, { 1: broken });
    assert.equal(outcome.error, undefined);
    assert.deepEqual(outcome.actions, ["list"]);
    const results = outcome.events.flatMap((event) => (event.kind === "result" ? [event.result.text] : []));
    assert.match(results[1] ?? "", /edit_file: the arguments are not JSON/);
  });

  test(`what cannot be survived ends the turn with a message that says what to do, over ${wire}`, async (t) => {
    const cases: readonly {
      name: string;
      fault: ModelReply;
      says: RegExp;
      table?: Record<string, unknown>;
      requests: number;
    }[] = [
      {
        name: "a refused key",
        fault: { kind: "error", status: 401, message: "Incorrect API key provided: sk-secret" },
        says: /refused the credentials \(401\).*\[key\].*key in TEST_KEY/,
        requests: 1,
      },
      {
        name: "an unknown model",
        fault: { kind: "error", status: 404, message: "no such model" },
        says: /does not know the model test.*wire_api = "(chat|responses)"/,
        requests: 1,
      },
      {
        name: "no quota",
        fault: { kind: "error", status: 429, code: "insufficient_quota", message: "no quota" },
        says: /no quota left/,
        requests: 1,
      },
      {
        name: "a wait of an hour",
        fault: { ...BUSY, headers: { "retry-after": "3600" } },
        says: /asks to wait 60 minutes/,
        requests: 1,
      },
      {
        name: "down for good",
        fault: DOWN,
        table: { request_max_retries: 0 },
        says: /failed \(500\).*boom/,
        requests: 1,
      },
    ];
    for (const item of cases) {
      await t.test(item.name, async () => {
        const outcome = await play(wire, { 0: item.fault }, item.table ? { table: item.table } : {});
        assert.match(outcome.error ?? "", item.says);
        assert.ok(!outcome.error?.includes("sk-secret"));
        assert.equal(outcome.requests, item.requests);
        assert.deepEqual(outcome.actions, []);
      });
    }
  });
}

test("servers with other habits complete the task over chat", async (t) => {
  for (const dialect of ["ollama", "think"] as const) {
    await t.test(dialect, async () => {
      const outcome = await play("chat", {}, { dialect });
      succeeded(outcome);
      const thoughts = outcome.events
        .flatMap((event) => (event.kind === "reasoning" ? [event.delta] : []))
        .join("");
      assert.equal(thoughts, "First see what is there.");
      assert.ok(!outcome.events.some((event) => event.kind === "text" && /think>/.test(event.delta)));
    });
  }
});

test("a server that is not there is named", async () => {
  const server = await startModelServer(() => DOWN);
  await server.close();
  const table = { base_url: server.url, wire_api: "chat", request_max_retries: 1 };
  const pace: Pace = { now: () => 0, random: () => 0, wait: () => Promise.resolve() };
  const provider = createProvider({ name: "local", model: "test", table }, {}, { pace });
  const read = async (): Promise<void> => {
    for await (const event of provider.stream({ messages: [{ role: "user", text: "hi" }], tools: [] }))
      assert.equal(event.kind, "retry");
  };
  await assert.rejects(read, {
    code: "provider-unreachable",
    message: new RegExp(`${server.url} cannot be reached`),
  });
});

test("cancelling while a stream is silent ends the turn at once", async () => {
  await using server = await startModelServer(() => ({
    kind: "answer",
    text: "one two three four",
    stallAfter: 3,
  }));
  const provider = createProvider(
    { name: "local", model: "test", table: { base_url: server.url, wire_api: "responses" } },
    {},
  );
  const stop = new AbortController();
  const events: AgentEvent[] = [];
  const agent = createAgent({ guard: scriptedGuard(() => ({ result: {} })), provider });
  for await (const event of agent.send("go", { signal: stop.signal })) {
    events.push(event);
    if (event.kind === "text") stop.abort();
  }
  const end = events.at(-1);
  assert.equal(end?.kind === "turn" && end.phase, "cancelled");
});
