import assert from "node:assert/strict";
import { test } from "node:test";
import { facts, result } from "../testing/samples.ts";
import { initialState } from "./initial-state.ts";
import { keyOf } from "./key.ts";
import type { Effect, Input, State } from "./model.ts";
import { reduce } from "./reduce.ts";

function play(inputs: readonly Input[]): { readonly state: State; readonly effects: readonly Effect[] } {
  let state = initialState({ columns: 80, rows: 24 });
  const effects: Effect[] = [];
  for (const input of [{ kind: "opened", facts } as const, ...inputs]) {
    const step = reduce(state, input);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const type = (text: string, at = 0): Input[] =>
  [...text].map((name) => ({ kind: "key", at, key: keyOf(name) }) as const);
const key = (name: string, at = 0, extra = {}): Input => ({ kind: "key", at, key: keyOf(name, extra) });
const engine = (event: Extract<Input, { kind: "engine" }>["event"], at = 0): Input => ({
  kind: "engine",
  event,
  at,
});

test("enter sends what was written and remembers it", () => {
  const { state, effects } = play([...type("run ls"), key("enter")]);
  assert.deepEqual(effects, [{ kind: "send", text: "run ls" }]);
  assert.equal(state.composer.text, "");
  assert.deepEqual(state.composer.history, ["run ls"]);
  assert.equal(state.items.at(-1)?.kind, "user");
});

test("what is written while a turn runs is queued and sent when it ends", () => {
  const { state, effects } = play([
    ...type("one"),
    key("enter"),
    ...type("two"),
    key("enter"),
    { kind: "turn-ended", at: 5 },
  ]);
  assert.deepEqual(effects, [
    { kind: "send", text: "one" },
    { kind: "send", text: "two" },
  ]);
  assert.deepEqual(state.queued, []);
});

test("escape drops the last queued request before it interrupts", () => {
  const first = play([...type("one"), key("enter"), ...type("two"), key("enter"), key("escape")]);
  assert.deepEqual(first.state.queued, []);
  assert.equal(first.effects.length, 1);
  const second = play([...type("one"), key("enter"), key("escape")]);
  assert.equal(second.effects.at(-1)?.kind, "interrupt");
});

test("ctrl+c clears the draft, then interrupts, and quits on the second press within two seconds", () => {
  const c = (at: number): Input => key("c", at, { ctrl: true });
  assert.equal(play([...type("x"), c(10)]).state.composer.text, "");
  assert.equal(play([c(10)]).effects.length, 0);
  assert.equal(play([c(10), c(1000)]).effects.at(-1)?.kind, "quit");
  assert.equal(play([c(10), { kind: "tick", at: 3000 }, c(3000)]).effects.length, 0);
  assert.equal(play([...type("go"), key("enter"), c(10)]).effects.at(-1)?.kind, "interrupt");
});

test("a slash line is a command and reaches no model", () => {
  const { effects } = play([...type("/status"), key("enter")]);
  assert.deepEqual(effects, [{ kind: "command", line: "/status" }]);
});

test("tab completes a slash command as far as it is certain", () => {
  assert.equal(play([...type("/st"), key("tab")]).state.composer.text, "/status ");
  assert.equal(play([...type("/zz"), key("tab")]).state.composer.text, "/zz");
  assert.equal(play([...type("plain"), key("tab")]).state.composer.text, "plain");
});

test("a backslash before enter is a new line", () => {
  const { state, effects } = play([...type("a\\"), key("enter"), ...type("b")]);
  assert.equal(state.composer.text, "a\nb");
  assert.equal(effects.length, 0);
});

test("a long paste is folded and sent whole", () => {
  const text = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
  const folded = play([{ kind: "paste", text, at: 0 }]);
  assert.equal(folded.state.composer.text, "[paste 1: 30 lines]");
  const { effects } = play([{ kind: "paste", text, at: 0 }, key("enter")]);
  assert.deepEqual(effects, [{ kind: "send", text }]);
});

test("streamed paragraphs move to the transcript as they are complete and nothing is lost or doubled", () => {
  const text = "First paragraph.\n\nSecond one,\nwith two lines.\n\n- a\n- b\n- c";
  const inputs: Input[] = [engine({ kind: "turn", phase: "started", turn: "t" })];
  for (const delta of text.match(/.{1,5}/gs) ?? []) inputs.push(engine({ kind: "text", delta }));
  inputs.push(engine({ kind: "text-done", text }));
  const { state } = play(inputs);
  const said = state.items.flatMap((item) => (item.kind === "assistant" ? [item.text] : []));
  assert.equal(said.join("\n\n"), text);
  assert.equal(state.streaming, "");
  assert.deepEqual(
    state.items.flatMap((item) => (item.kind === "assistant" ? [item.first] : [])),
    [true, false, false],
  );
});

test("a message that was not streamed is shown all the same", () => {
  const { state } = play([engine({ kind: "text-done", text: "hello" })]);
  assert.equal(state.items.at(-1)?.kind === "assistant" && state.items.length, 1);
});

test("a retry voids what was streamed", () => {
  const { state } = play([
    engine({ kind: "text", delta: "half" }),
    engine({ kind: "retry", reason: "the stream was cut", attempt: 1, waitMs: 1500 }),
  ]);
  assert.equal(state.streaming, "");
  const last = state.items.at(-1);
  assert.match(last?.kind === "notice" ? last.text : "", /cut; trying again in 2 s/);
});

test("a running call keeps a short tail and its result goes to the transcript", () => {
  const inputs: Input[] = [engine({ kind: "call", call: "c", tool: "run", title: "seq 50" }, 10)];
  for (let line = 1; line <= 50; line += 1)
    inputs.push(
      engine({ kind: "run", call: "c", event: { kind: "output", stream: "stdout", text: `${line}\n` } }, 20),
    );
  const running = play(inputs).state;
  assert.equal(running.calls[0]?.lines, 50);
  assert.ok((running.calls[0]?.tail.length ?? 99) <= 21);
  const { state } = play([
    { kind: "opened", facts: { ...facts, isModel: true } },
    ...inputs,
    engine({ kind: "result", call: "c", title: "seq 50", result: result() }, 30),
  ]);
  assert.equal(state.calls.length, 0);
  const item = state.items.at(-1);
  assert.deepEqual(item?.kind === "call" && item.tail, ["48", "49", "50"]);
  assert.equal(item?.kind === "call" && item.hidden, 47);
});

test("trust is answered by its letters only, after it was shown, and never by enter", () => {
  const ask: Input = { kind: "ask-trust", question: { folder: "/x", files: [] } };
  const start = (inputs: readonly Input[]): readonly Effect[] => {
    let state = initialState({ columns: 80, rows: 24 });
    const effects: Effect[] = [];
    for (const input of [ask, ...inputs]) {
      const step = reduce(state, input);
      state = step.state;
      effects.push(...step.effects);
    }
    return effects;
  };
  assert.deepEqual(start([key("t", 1)]), []);
  assert.deepEqual(start([{ kind: "flushed", at: 10 }, key("t", 100)]), []);
  assert.deepEqual(start([{ kind: "flushed", at: 10 }, key("enter", 1000), key("y", 1000)]), []);
  assert.deepEqual(start([{ kind: "flushed", at: 10 }, key("t", 1000)]), [
    { kind: "trust", level: "trusted" },
  ]);
  assert.deepEqual(start([{ kind: "flushed", at: 10 }, key("r", 1000)]), [
    { kind: "trust", level: "untrusted" },
  ]);
  assert.deepEqual(start([{ kind: "flushed", at: 10 }, key("q", 1000)]), [{ kind: "quit" }]);
});
