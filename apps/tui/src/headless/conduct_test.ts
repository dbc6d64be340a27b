import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentEvent } from "@paddock/agent";
import type { RunResult } from "@paddock/guard";
import { fakeEngine } from "../testing/fake-engine.ts";
import { facts, request, result } from "../testing/samples.ts";
import { conduct, type OnAsk } from "./conduct.ts";
import { jsonLines } from "./json-lines.ts";

type Script = Parameters<typeof fakeEngine>[0];

const oneCall = (outcome: RunResult): Script =>
  async function* () {
    yield { kind: "turn", phase: "started", turn: "t" };
    yield { kind: "call", call: "c1", tool: "run", title: "x" };
    yield { kind: "result", call: "c1", title: "x", result: outcome };
    yield { kind: "text-done", text: "the answer" };
    yield { kind: "turn", phase: "completed", turn: "t" };
  };

const asking: Script = async function* (_text, play) {
  const { event, answer } = play.ask(request());
  yield event;
  await answer;
  yield { kind: "result", call: "c1", title: "x", result: result({ outcome: "denied" }) };
};

const failing: Script = async function* () {
  yield { kind: "turn", phase: "failed", turn: "t", error: "429" };
};

const missing = result({
  outcome: "failed",
  refusal: { code: "sandbox-unavailable", by: "sandbox", reasons: [] },
});
const cases: readonly (readonly [string, Script, boolean, number])[] = [
  ["a done action", oneCall(result()), false, 0],
  ["an action that failed, asked of the guide", oneCall(result({ outcome: "failed" })), false, 1],
  ["an action that failed, asked of a model that went on", oneCall(result({ outcome: "failed" })), true, 0],
  ["a question nobody can answer", asking, true, 4],
  ["a failed turn", failing, true, 1],
  ["no sandbox", oneCall(missing), true, 5],
];

async function run(
  script: Script,
  isModel: boolean,
  onAsk: OnAsk = "deny",
  signal = new AbortController().signal,
) {
  const fake = fakeEngine(script, { facts: { ...facts, isModel } });
  const session = await fake.engine.openSession({ cwd: "/", env: {}, set: [] });
  const events: AgentEvent[] = [];
  const conducted = await conduct(session, "go", { onAsk, signal, onEvent: (event) => events.push(event) });
  return { conducted, fake, events };
}

for (const [what, script, isModel, status] of cases) {
  test(`${what} ends with status ${status}`, async () => {
    assert.equal((await run(script, isModel)).conducted.status, status);
  });
}

test("the last message is the result", async () => {
  assert.equal((await run(oneCall(result()), true)).conducted.message, "the answer");
});

test("a question is answered by policy and says so", async () => {
  const denied = await run(asking, true);
  assert.deepEqual(
    denied.fake.answers.map(({ answer }) => [answer.decision, answer.by]),
    [["deny", "policy"]],
  );
  const stopped = await run(asking, true, "stop");
  assert.equal(stopped.fake.answers[0]?.answer.decision, "stop");
  assert.equal(denied.conducted.refusals, 1);
});

test("an interrupted request ends with 130", async () => {
  const aborted = new AbortController();
  aborted.abort();
  assert.equal((await run(oneCall(result()), true, "deny", aborted.signal)).conducted.status, 130);
});

test("each event is one line of JSON with the envelope of a record, and a record is printed once", async () => {
  let text = "";
  const lines = jsonLines(
    "s1",
    (part) => {
      text += part;
    },
    () => new Date(0),
  );
  const record = {
    v: 1,
    seq: 1,
    time: "1970-01-01T00:00:00.000Z",
    id: "r1",
    name: "decision.made",
    severity: "info",
    ids: { session: "s1" },
    attributes: {},
  } as const;
  lines.start({ sandbox: "read-only" });
  lines.record(record);
  for (const event of (await run(asking, true)).events) lines.event(event);
  lines.event({ kind: "run", call: "c1", event: { kind: "record", record } });
  lines.event({ kind: "run", call: "c1", event: { kind: "output", stream: "stdout", text: "a\nb\u2028" } });
  lines.end({ exit_code: 4 });
  const values = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const value of values) {
    assert.equal(value["v"], 1);
    assert.equal(typeof value["name"], "string");
    assert.equal((value["ids"] as { session: string }).session, "s1");
  }
  assert.deepEqual(
    values.map(({ name }) => name),
    ["start", "decision.made", "ask", "result", "output", "end"],
  );
});
