import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "@paddock/guard";
import { createAgent } from "./agent.ts";
import type { AgentEvent, ProviderEvent } from "./event.ts";
import { offlineGuide } from "./guide/offline-guide.ts";
import { scriptedGuard } from "./testing/scripted-guard.ts";
import { scriptedProvider } from "./testing/scripted-provider.ts";

async function collect(events: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const all: AgentEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function call(id: string, name: string, input: unknown): ProviderEvent {
  return {
    kind: "call",
    call: { id, name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
  };
}

function last(events: readonly AgentEvent[]): AgentEvent {
  return events.at(-1) as AgentEvent;
}

const DONE: ProviderEvent = { kind: "done" };

test("a turn runs the model's calls through the guard and feeds the results back", async () => {
  const guard = scriptedGuard(() => ({ result: { status: { kind: "exit", code: 0 } }, output: "a.txt\n" }));
  const provider = scriptedProvider([
    [{ kind: "text", delta: "Looking." }, call("c1", "exec_command", { cmd: "ls", workdir: "sub" }), DONE],
    [{ kind: "text", delta: "There is a.txt." }, DONE],
  ]);
  const agent = createAgent({ guard, provider, instructions: "Be brief.", newId: () => "t1" });
  const events = await collect(agent.send("what is here?"));
  assert.deepEqual(
    events.map((event) => event.kind),
    ["turn", "text", "text-done", "call", "run", "run", "result", "text", "text-done", "turn"],
  );
  assert.deepEqual(guard.actions, [
    { kind: "command", script: "ls", cwd: "sub", timeoutMs: 600_000, ids: { turn: "t1", call: "c1" } },
  ]);
  const second = provider.requests[1]?.messages ?? [];
  assert.deepEqual(second[0], { role: "system", text: "Be brief.\n\nA scripted guard decides." });
  const result = second.at(-1);
  assert.ok(result?.role === "result" && result.callId === "c1" && result.text === "a.txt\n");
});

test("a question is yielded, and the answer decides how the call ends", async (t) => {
  for (const decision of ["allow", "deny", "stop"] as const) {
    await t.test(decision, async () => {
      const guard = scriptedGuard(() => ({ ask: "Remove it?", result: {} }));
      const provider = scriptedProvider([[call("c1", "exec_command", { cmd: "rm x" }), DONE], [DONE]]);
      const agent = createAgent({ guard, provider, onAsk: () => ({ decision, by: "user" }) });
      const events = await collect(agent.send("remove x"));
      assert.equal(events.filter((event) => event.kind === "ask").length, 1);
      const result = events.find((event) => event.kind === "result");
      const outcome = { allow: "done", deny: "denied", stop: "stopped" }[decision];
      assert.equal(result?.kind === "result" && result.result.outcome, outcome);
      const end = last(events);
      assert.equal(end.kind === "turn" && end.phase, decision === "stop" ? "cancelled" : "completed");
    });
  }
});

test("a question may be answered by someone else while the turn waits", async () => {
  const guard = scriptedGuard(() => ({ ask: "Go?", result: {} }));
  const agent = createAgent({
    guard,
    provider: scriptedProvider([[call("c1", "list_dir", {}), DONE], [DONE]]),
  });
  let outcome: string | undefined;
  for await (const event of agent.send("list")) {
    if (event.kind === "ask") await guard.answer(event.request.id, { decision: "allow", by: "user" });
    if (event.kind === "result") outcome = event.result.outcome;
  }
  assert.equal(outcome, "done");
});

test("a question is put before it is shown, so that it can be answered at once", async () => {
  const guard = scriptedGuard(() => ({ ask: "Go?", result: {} }));
  let answer: ((answer: Answer) => void) | undefined;
  const onAsk = (): Promise<Answer> =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const provider = scriptedProvider([[call("c1", "list_dir", {}), DONE], [DONE]]);
  const outcomes: string[] = [];
  for await (const event of createAgent({ guard, provider, onAsk }).send("go")) {
    if (event.kind === "ask") answer?.({ decision: "allow", by: "user" });
    if (event.kind === "result") outcomes.push(event.result.outcome);
  }
  assert.deepEqual(outcomes, ["done"]);
});

test("cancelling while a question waits for its answer ends the turn", async () => {
  const stop = new AbortController();
  const guard = scriptedGuard(() => ({ ask: "Go?", result: {} }));
  const never = (): Promise<Answer> => new Promise(() => undefined);
  const provider = scriptedProvider([[call("c1", "list_dir", {}), DONE]]);
  const events: AgentEvent[] = [];
  for await (const event of createAgent({ guard, provider, onAsk: never }).send("go", {
    signal: stop.signal,
  })) {
    events.push(event);
    if (event.kind === "ask") stop.abort();
  }
  const end = last(events);
  assert.equal(end.kind === "turn" && end.phase, "cancelled");
  assert.equal(guard.pending.length, 0);
});

test("calls that cannot be understood are told so and the turn goes on", async (t) => {
  const cases = [
    { name: "unknown tool", event: call("c1", "teleport", {}), says: /no tool "teleport".*exec_command/ },
    {
      name: "broken JSON",
      event: call("c1", "read_file", '{"path": "a'),
      says: /read_file: the arguments are not JSON/,
    },
    { name: "not an object", event: call("c1", "read_file", "[1]"), says: /one JSON object/ },
    {
      name: "missing argument",
      event: call("c1", "read_file", {}),
      says: /"path" must be a string and is missing/,
    },
    {
      name: "wrong kind",
      event: call("c1", "read_file", { path: "a", limit: "many" }),
      says: /"limit" must be a whole number/,
    },
    {
      name: "same text",
      event: call("c1", "edit_file", { path: "a", old: "x", new: "x" }),
      says: /nothing would change/,
    },
    {
      name: "no more named",
      event: call("c1", "exec_command", { cmd: "ls", sandbox_permissions: "with_additional_permissions" }),
      says: /must say what is needed/,
    },
  ];
  for (const item of cases) {
    await t.test(item.name, async () => {
      const guard = scriptedGuard(() => ({ result: {} }));
      const provider = scriptedProvider([[item.event, DONE], [DONE]]);
      const events = await collect(createAgent({ guard, provider }).send("go"));
      assert.equal(guard.actions.length, 0);
      const result = provider.requests[1]?.messages.at(-1);
      assert.ok(result?.role === "result");
      assert.match(result.text, item.says);
      const end = last(events);
      assert.equal(end.kind === "turn" && end.phase, "completed");
    });
  }
});

test("cancelling gives every call a result and ends the turn as cancelled", async () => {
  const stop = new AbortController();
  const guard = scriptedGuard(() => ({ hangs: true, result: {} }));
  const provider = scriptedProvider([
    [call("c1", "exec_command", { cmd: "sleep 9" }), call("c2", "list_dir", {}), DONE],
  ]);
  const agent = createAgent({ guard, provider });
  const events: AgentEvent[] = [];
  for await (const event of agent.send("wait", { signal: stop.signal })) {
    events.push(event);
    if (event.kind === "call") stop.abort();
  }
  const end = last(events);
  assert.equal(end.kind === "turn" && end.phase, "cancelled");
  assert.equal(guard.actions.length, 1);
  const results = agent.messages.filter((message) => message.role === "result");
  assert.deepEqual(
    results.map((message) => message.callId),
    ["c1", "c2"],
  );
  assert.match(results[1]?.text ?? "", /^Aborted/);
});

test("ending the iteration early cancels the running call and leaves pairs complete", async () => {
  const guard = scriptedGuard(() => ({ hangs: true, result: {} }));
  const agent = createAgent({ guard, provider: scriptedProvider([[call("c1", "list_dir", {}), DONE]]) });
  for await (const event of agent.send("list")) if (event.kind === "call") break;
  assert.deepEqual(
    agent.messages.map((message) => message.role),
    ["user", "call", "result"],
  );
});

test("a provider's failure ends the turn with its message, and the next turn works", async () => {
  const guard = scriptedGuard(() => ({ result: {} }));
  const provider = scriptedProvider([
    [{ kind: "text", delta: "half" }, new Error("the server hung up")],
    [{ kind: "text", delta: "back" }, DONE],
  ]);
  const agent = createAgent({ guard, provider });
  const first = last(await collect(agent.send("one")));
  assert.ok(first.kind === "turn" && first.phase === "failed" && first.error === "the server hung up");
  const second = last(await collect(agent.send("two")));
  assert.equal(second.kind === "turn" && second.phase, "completed");
});

test("partial text and calls before a retry are void", async () => {
  const guard = scriptedGuard(() => ({ result: {} }));
  const retry: ProviderEvent = { kind: "retry", reason: "cut", attempt: 1, waitMs: 0 };
  const provider = scriptedProvider([
    [
      { kind: "text", delta: "half" },
      call("c1", "list_dir", {}),
      retry,
      { kind: "text", delta: "whole" },
      DONE,
    ],
  ]);
  const agent = createAgent({ guard, provider });
  const events = await collect(agent.send("go"));
  const done = events.find((event) => event.kind === "text-done");
  assert.equal(done?.kind === "text-done" && done.text, "whole");
  assert.equal(guard.actions.length, 0);
});

test("a model that never stops is stopped by the step limit", async () => {
  const guard = scriptedGuard(() => ({ result: {} }));
  const step = [call("c", "list_dir", {}), DONE];
  const agent = createAgent({ guard, provider: scriptedProvider([step, step, step]), stepLimit: 2 });
  const end = last(await collect(agent.send("loop")));
  assert.ok(end.kind === "turn" && end.phase === "failed" && /2 model requests/.test(end.error ?? ""));
  assert.equal(guard.actions.length, 2);
});

test("a second request while a turn runs is an error with a code", async () => {
  const guard = scriptedGuard(() => ({ result: {} }));
  const agent = createAgent({ guard, provider: offlineGuide() });
  for await (const event of agent.send("list")) {
    if (event.kind !== "call") continue;
    await assert.rejects(collect(agent.send("list")), { code: "busy" });
  }
});

test("words said while a turn runs reach the model with its next request", async () => {
  const guard = scriptedGuard(() => ({ result: {} }));
  const provider = scriptedProvider([
    [call("c1", "list_dir", {}), DONE],
    [{ kind: "text", delta: "done" }, DONE],
    [{ kind: "text", delta: "done again" }, DONE],
  ]);
  const agent = createAgent({ guard, provider });
  assert.equal(agent.steer("nobody listens"), false);
  let said = 0;
  for await (const event of agent.send("go")) {
    if (event.kind === "result") assert.equal(agent.steer("only src"), true);
    if (event.kind === "text-done" && said === 0) {
      said += 1;
      assert.equal(agent.steer("and test"), true);
    }
  }
  assert.deepEqual(provider.requests[1]?.messages.at(-1), { role: "user", text: "only src" });
  assert.deepEqual(provider.requests[2]?.messages.at(-1), { role: "user", text: "and test" });
  assert.equal(provider.requests.length, 3);
});

test("a guard that cannot decide or record ends the turn, and nothing more runs", async () => {
  const guard = scriptedGuard(() => {
    throw new Error("the trail cannot be written: disk full");
  });
  const provider = scriptedProvider([[call("c1", "list_dir", {}), call("c2", "list_dir", {}), DONE]]);
  const agent = createAgent({ guard, provider });
  const end = last(await collect(agent.send("go")));
  assert.ok(end.kind === "turn" && end.phase === "failed" && /disk full/.test(end.error ?? ""));
  assert.equal(guard.actions.length, 1);
  assert.equal(agent.messages.filter((message) => message.role === "result").length, 2);
});

test("words of the project come before the conversation as the user's, not as instructions", async () => {
  const provider = scriptedProvider([[{ kind: "text", delta: "ok" }, DONE]]);
  const agent = createAgent({ guard: scriptedGuard(() => ({ result: {} })), provider, context: "Use tabs." });
  await collect(agent.send("go"));
  const [system, project, asked] = provider.requests[0]?.messages ?? [];
  assert.ok(system?.role === "system" && !system.text.includes("Use tabs."));
  assert.deepEqual(project, { role: "user", text: "Use tabs." });
  assert.deepEqual(asked, { role: "user", text: "go" });
  assert.equal(agent.messages.length, 2);
});
