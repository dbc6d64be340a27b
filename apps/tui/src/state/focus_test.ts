import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hostRequest, request } from "../testing/samples.ts";
import { initialState } from "./initial-state.ts";
import { keyOf } from "./key.ts";
import type { Effect, Input, State } from "./model.ts";
import { reduce } from "./reduce.ts";

/** Runs inputs and keeps what they want done. */
function play(inputs: readonly Input[], from: State = initialState({ columns: 80, rows: 40 })) {
  let state: State = { ...from, phase: "ready" };
  const effects: Effect[] = [];
  for (const input of inputs) {
    const step = reduce(state, input);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects, answers: effects.filter((effect) => effect.kind === "answer") };
}

const asks = (at: number, extra: Parameters<typeof request>[0] = {}): Input => ({
  kind: "engine",
  at,
  event: { kind: "ask", call: "c1", request: request(extra) },
});
const key = (name: string, at: number, extra = {}): Input => ({ kind: "key", at, key: keyOf(name, extra) });
const tick = (at: number): Input => ({ kind: "tick", at });
const drawn = (at: number, last = 20, total = 20, first = 0, id = "a41c0000-1"): Input => ({
  kind: "flushed",
  at,
  card: { request: id, first, last, total },
});

test("a card that was shown to an idle person takes y", () => {
  const { answers } = play([asks(1000), drawn(1010), tick(1020), key("y", 1400)]);
  assert.deepEqual(answers, [
    { kind: "answer", request: "a41c0000-1", answer: { decision: "allow", scope: "once", by: "user" } },
  ]);
});

test("typing keeps the keys in the composer until it has paused for 800 ms", () => {
  const { state, answers } = play([key("h", 900), asks(1000), drawn(1010), key("y", 1200), tick(1300)]);
  assert.equal(answers.length, 0);
  assert.equal(state.composer.text, "hy");
  assert.equal(state.card?.focusedAt, undefined);
});

test("a draft keeps the keys in the composer however long the pause is; ctrl+g moves them and keeps the draft", () => {
  const before = [key("h", 0), asks(1000), drawn(1010), tick(60_000)];
  const { state } = play(before);
  assert.equal(state.card?.focusedAt, undefined);
  const after = play([...before, key("g", 60_100, { ctrl: true }), drawn(60_110), key("y", 60_500)]);
  assert.equal(after.answers.length, 1);
  assert.equal(after.state.composer.text, "h");
});

test("a key less than 300 ms after the card has the keys decides nothing", () => {
  const { answers } = play([
    asks(1000),
    drawn(1010),
    tick(1020),
    key("y", 1100),
    key("n", 1150),
    key("x", 1200),
  ]);
  assert.equal(answers.length, 0);
});

test("no key decides before a frame with the card was flushed", () => {
  const { answers, state } = play([asks(1000), tick(1010), key("y", 5000)]);
  assert.equal(answers.length, 0);
  assert.equal(state.card?.flushedAt, undefined);
});

test("enter alone does nothing; with an option chosen by the arrows it decides", () => {
  const shown = [asks(1000), drawn(1010), tick(1020)];
  assert.equal(play([...shown, key("enter", 2000)]).answers.length, 0);
  const chosen = play([...shown, key("down", 2000), key("enter", 2100)]);
  assert.deepEqual(chosen.answers[0]?.answer, { decision: "allow", scope: "once", by: "user" });
});

test("digits and other letters decide nothing", () => {
  const shown = [asks(1000), drawn(1010), tick(1020)];
  const keys = [..."0123456789bcdfghijklmopqrvz"].map((name, index) => key(name, 2000 + index));
  assert.equal(play([...shown, ...keys]).answers.length, 0);
});

test("a key that the terminal reports as held down never decides", () => {
  const { answers } = play([asks(1000), drawn(1010), tick(1020), key("y", 2000, { repeat: true })]);
  assert.equal(answers.length, 0);
});

test("a paste never decides", () => {
  const shown: Input[] = [asks(1000), drawn(1010), tick(1020)];
  const { answers, state } = play([...shown, { kind: "paste", text: "y", at: 2000 }]);
  assert.equal(answers.length, 0);
  assert.ok(state.card);
});

test("allowing keys wait until the last line was on screen; n and x do not", () => {
  const part: Input[] = [asks(1000), drawn(1010, 18, 43), tick(1020)];
  assert.equal(play([...part, key("y", 2000), key("s", 2001)]).answers.length, 0);
  assert.equal(play([...part, key("x", 2000)]).answers.length, 1);
  const read = [...part, key(" ", 1500), drawn(1510, 36, 43, 18), key(" ", 1600), drawn(1610, 43, 43, 25)];
  assert.equal(play([...read, key("y", 2000)]).answers.length, 1);
});

test("jumping over lines does not count as reading them", () => {
  const jumped: Input[] = [asks(1000), drawn(1010, 18, 43), tick(1020), drawn(1500, 43, 43, 25)];
  assert.equal(play([...jumped, key("y", 2000)]).answers.length, 0);
});

test("scrolling through the decision object does not count as reading the card", () => {
  const shown: Input[] = [asks(1000), drawn(1010, 10, 30), tick(1020), key("w", 1500), drawn(1510, 99, 99)];
  assert.equal(play([...shown, key("w", 1600), drawn(1610, 10, 30), key("y", 2000)]).answers.length, 0);
});

test("high risk takes y twice and offers nothing that lasts", () => {
  const shown: Input[] = [asks(1000, { risk: "high" }), drawn(1010), tick(1020)];
  assert.equal(play([...shown, key("y", 2000)]).answers.length, 0);
  assert.equal(play([...shown, key("y", 2000), key("y", 2100)]).answers.length, 1);
  assert.equal(play([...shown, key("y", 2000), key("w", 2050), key("y", 2100)]).answers.length, 0);
  assert.equal(play([...shown, key("s", 2000), key("a", 2100)]).answers.length, 0);
});

test("d and f deny for good once the card was read to its end; nothing chooses them beforehand", () => {
  const { options } = hostRequest();
  const shown = (last: number): Input[] => [asks(1000, { options }), drawn(1010, last), tick(1020)];
  for (const [letter, scope, said] of [
    ["d", "project", "you denied forever in this project: git push origin HEAD"],
    ["f", "user", "you denied forever: git push origin HEAD"],
  ] as const) {
    assert.equal(play([...shown(10), key(letter, 2000)]).answers.length, 0);
    const { state, answers } = play([...shown(20), key(letter, 2000)]);
    assert.deepEqual(answers[0]?.answer, { decision: "deny", scope, by: "user" });
    const item = state.items.at(-1);
    assert.equal(item?.kind === "decision" && !item.allowed && item.text, said);
  }
  const untouched = play(shown(20));
  assert.equal(untouched.state.card?.selected, undefined);
  assert.equal(play([...shown(20), key("enter", 2000)]).answers.length, 0);
  // Where nothing offers them, the letters mean nothing.
  assert.equal(play([asks(1000), drawn(1010), tick(1020), key("d", 2000), key("f", 2100)]).answers.length, 0);
});

test("high risk still offers every no", () => {
  const { options } = hostRequest();
  const { answers } = play([asks(1000, { risk: "high", options }), drawn(1010), tick(1020), key("d", 2000)]);
  assert.deepEqual(answers[0]?.answer, { decision: "deny", scope: "project", by: "user" });
});

test("n asks for words and sends them; escape leaves them out", () => {
  const shown: Input[] = [asks(1000), drawn(1010), tick(1020)];
  const said = play([...shown, key("n", 2000), key("n", 2001), key("o", 2002), key("enter", 2003)]);
  assert.deepEqual(said.answers[0]?.answer, { decision: "deny", by: "user", message: "no" });
  assert.deepEqual(play([...shown, key("escape", 2000)]).answers[0]?.answer, {
    decision: "deny",
    by: "user",
  });
});

test("a decision leaves one line in the transcript with the whole command", () => {
  const { state } = play([asks(1000), drawn(1010), tick(1020), key("y", 1400)]);
  const item = state.items.at(-1);
  assert.equal(item?.kind === "decision" && item.text, "you allowed once: git push origin HEAD");
});

test("identical questions are one card and each gets the answer", () => {
  const { answers, state } = play([
    asks(1000),
    asks(1001, { id: "b" }),
    drawn(1010),
    tick(1020),
    key("y", 1400),
  ]);
  assert.deepEqual(
    answers.map((effect) => effect.request),
    ["a41c0000-1", "b"],
  );
  assert.equal(state.card, undefined);
});

test("a key pressed right after a card left is not for the next one and does not land in the draft", () => {
  const { answers, state } = play([
    asks(1000),
    asks(1001, { id: "b", digest: "d2", subject: "rm x" }),
    drawn(1010),
    tick(1020),
    key("y", 1400),
    drawn(1410, 20, 20, 0, "b"),
    key("y", 1500),
    key("y", 1900),
  ]);
  assert.equal(answers.length, 1);
  assert.equal(state.composer.text, "");
  assert.equal(state.card?.request, "b");
});

test("a withdrawn question closes its card with a notice and passes no key on", () => {
  const { answers, state } = play([
    asks(1000),
    drawn(1010),
    tick(1020),
    { kind: "engine", at: 1300, event: { kind: "turn", phase: "cancelled", turn: "t" } },
    key("y", 1400),
  ]);
  assert.equal(answers.length, 0);
  assert.equal(state.card, undefined);
  assert.ok(state.items.some((item) => item.kind === "notice" && /withdrawn/.test(item.text)));
});

test("whatever is typed in whatever rhythm, no key within 800 ms of typing or 300 ms of focus ever decides", () => {
  const stroke = fc.record({
    name: fc.constantFrom("y", "s", "a", "n", "x", "enter", "escape", "1", " ", "q"),
    gap: fc.integer({ min: 1, max: 790 }),
  });
  fc.assert(
    fc.property(fc.array(stroke, { minLength: 1, maxLength: 30 }), fc.nat(2000), (strokes, opensAt) => {
      const inputs: Input[] = [key("q", 0)];
      let at = 0;
      let opened = false;
      for (const { name, gap } of strokes) {
        at += gap;
        if (!opened && at > opensAt) {
          opened = true;
          inputs.push(asks(at - 1), drawn(at - 1), tick(at - 1));
        }
        inputs.push(key(name, at), tick(at));
      }
      assert.equal(play(inputs).answers.length, 0);
    }),
    { numRuns: 1000 },
  );
});
