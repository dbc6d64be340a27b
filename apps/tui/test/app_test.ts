import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentEvent } from "@paddock/agent";
import { converse } from "../src/interactive/conversation.ts";
import { initialState } from "../src/state/initial-state.ts";
import { createStore } from "../src/state/store.ts";
import { type FakeEngine, fakeEngine } from "../src/testing/fake-engine.ts";
import { facts, request, result } from "../src/testing/samples.ts";
import { unicodeMarks } from "../src/text/marks.ts";
import { mount } from "../src/view/mount.tsx";
import { type TestScreen, testScreen } from "./screen.ts";

interface Running {
  readonly screen: TestScreen;
  readonly fake: FakeEngine;
  readonly status: Promise<number>;
}

function run(fake: FakeEngine, columns = 80, rows = 30): Running {
  const screen = testScreen(columns, rows);
  const globals = { set: [], cwd: "/home/u/shop", strictConfig: false, json: false };
  const conversation = converse(
    { globals, env: { HOME: "/home/u" } },
    (perform) => createStore(initialState({ columns, rows }), perform),
    fake.engine,
  );
  const mounted = mount(conversation.store, { terminal: screen.terminal, marks: unicodeMarks, env: {} });
  const status = conversation.run().finally(async () => {
    await mounted.unmount();
    conversation.store.dispose();
  });
  return { screen, fake, status };
}

async function* echo(text: string): AsyncGenerator<AgentEvent> {
  yield { kind: "turn", phase: "started", turn: "t" };
  yield { kind: "call", call: "c1", tool: "run", title: text };
  yield { kind: "run", call: "c1", event: { kind: "output", stream: "stdout", text: `out of ${text}\n` } };
  yield { kind: "result", call: "c1", title: text, result: result() };
  yield { kind: "text-done", text: "Done." };
  yield { kind: "turn", phase: "completed", turn: "t" };
}

const quit = async ({ screen, status }: Running): Promise<void> => {
  screen.type("\u0003");
  await screen.until(/ctrl\+c again/);
  screen.type("\u0003");
  assert.equal(await status, 0);
};

test("a request runs, its output and badge are shown, and the terminal is left as it was", async () => {
  const running = run(fakeEngine(echo));
  const { screen } = running;
  await screen.until(/offline guide \(not a language model\)/);
  assert.equal(screen.raw, true);
  screen.type("run ls");
  await screen.until(/> run ls/);
  screen.type("\r");
  const text = await screen.until(/• Done\./);
  assert.match(text, /✓ run ls {2}\[workspace, net off\]\n│ out of run ls/);
  await quit(running);
  assert.equal(screen.raw, false);
  assert.equal(running.fake.closed, true);
  const all = screen.written.join("");
  assert.ok(all.lastIndexOf("\u001b[?25h") > all.lastIndexOf("\u001b[?25l"), "the cursor stayed hidden");
  assert.doesNotMatch(all, /\u001b\[3J|\u001b\[\?1049h/);
});

test("the cursor stands behind what was typed, wide characters counted", async () => {
  const running = run(fakeEngine(echo));
  await running.screen.until(/offline guide \(not/);
  running.screen.type("a中");
  await running.screen.until(/> a中/);
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.equal(running.screen.cursor().x, 2 + 3);
  await quit2(running);
});

async function quit2(running: Running): Promise<void> {
  running.screen.type("\u0003");
  await running.screen.until((text) => !/a中/.test(text));
  await quit(running);
}

test("trust is asked first; t is remembered and opens the session", async () => {
  const running = run(fakeEngine(echo, { trust: "unknown" }));
  const { screen, fake } = running;
  await screen.until(/Trust \/home\/u\/shop \?/);
  screen.type("\r");
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.deepEqual(fake.trusted, []);
  screen.type("t");
  await screen.until(/workspace-write/);
  assert.deepEqual(fake.trusted, ["trusted"]);
  await quit(running);
});

async function* asks(
  _text: string,
  play: Parameters<Parameters<typeof fakeEngine>[0]>[1],
): AsyncGenerator<AgentEvent> {
  yield { kind: "turn", phase: "started", turn: "t" };
  yield { kind: "call", call: "c1", tool: "run", title: "git push origin HEAD" };
  const { event, answer } = play.ask(request());
  yield event;
  const given = await answer;
  yield {
    kind: "result",
    call: "c1",
    title: "git push origin HEAD",
    result: result({ outcome: given.decision === "allow" ? "done" : "denied" }),
  };
  yield { kind: "turn", phase: "completed", turn: "t" };
}

test("a question is answered with y after its card was seen, and with n and words", async () => {
  for (const [keys, decision] of [
    [["y"], "allow"],
    [["n", "not now", "\r"], "deny"],
  ] as const) {
    const running = run(fakeEngine(asks));
    const { screen, fake } = running;
    await screen.until(/offline guide \(not/);
    screen.type("push");
    screen.type("\r");
    await screen.until(/nothing is selected until you choose/);
    await new Promise((resolve) => setTimeout(resolve, 350));
    for (const key of keys) {
      screen.type(key);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await screen.until(decision === "allow" ? /you allowed once: git push/ : /you denied: git push/);
    assert.equal(fake.answers.length, 1);
    assert.equal(fake.answers[0]?.answer.decision, decision);
    await quit(running);
  }
});

test("keys typed as the card appears go to the draft and decide nothing", async () => {
  const running = run(fakeEngine(asks));
  const { screen, fake } = running;
  await screen.until(/offline guide \(not/);
  screen.type("push");
  screen.type("\r");
  await screen.until(/typing…/);
  for (const key of "yes") {
    screen.type(key);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await screen.until(/> yes/);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(fake.answers.length, 0);
  assert.match(screen.rows().join("\n"), /> yes/);
  screen.type("\u0007");
  await screen.until(/nothing is selected/);
  await new Promise((resolve) => setTimeout(resolve, 350));
  screen.type("x");
  await screen.until(/you stopped/);
  await screen.until(/> yes/);
  screen.type("\u0003");
  await quit(running);
});

test("eight resizes lose and double none of 200 lines of history, and leave no junk rows", async () => {
  async function* many(): AsyncGenerator<AgentEvent> {
    yield { kind: "turn", phase: "started", turn: "t" };
    for (let line = 0; line < 200; line += 1) yield { kind: "text-done", text: `line-${line}.` };
    yield { kind: "turn", phase: "completed", turn: "t" };
  }
  const running = run(fakeEngine(many));
  const { screen } = running;
  await screen.until(/offline guide \(not/);
  screen.type("go");
  screen.type("\r");
  await screen.until(/line-199\./);
  for (const [columns, rows] of [
    [60, 30],
    [100, 24],
    [40, 20],
    [80, 30],
    [120, 40],
    [50, 15],
    [90, 25],
    [80, 30],
  ] as const)
    await screen.resize(columns, rows);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const text = screen.history().join("\n");
  for (let line = 0; line < 200; line += 1)
    assert.equal(text.split(`line-${line}.`).length - 1, 1, `line-${line}`);
  await quit(running);
});

test("nothing hostile in a title, an output, a message or a reason reaches the terminal", async () => {
  const evil = "\u001b]0;owned\u0007\u001b[2J\u001b[8mhidden\u001b[0m\u202e\u200b\u009b2J\r";
  async function* hostile(): AsyncGenerator<AgentEvent> {
    yield { kind: "turn", phase: "started", turn: "t" };
    yield { kind: "text", delta: `message ${evil}\n` };
    yield { kind: "text-done", text: "" };
    yield { kind: "call", call: "c1", tool: "run", title: `title ${evil}` };
    yield { kind: "run", call: "c1", event: { kind: "output", stream: "stdout", text: `output ${evil}\n` } };
    yield {
      kind: "result",
      call: "c1",
      title: `title ${evil}`,
      result: result({
        outcome: "denied",
        refusal: { code: "x", by: "rule", reasons: [{ code: "x", text: `reason ${evil}` }] },
      }),
    };
    yield { kind: "turn", phase: "failed", turn: "t", error: `error ${evil}` };
  }
  const running = run(fakeEngine(hostile, { facts: { ...facts, isModel: true, model: `model ${evil}` } }));
  const { screen } = running;
  await screen.until(/model \\x1b/);
  screen.type("go");
  screen.type("\r");
  await screen.until(/error/);
  const all = screen.written.join("");
  assert.doesNotMatch(all, /owned\u0007|\u001b\[2J|\u001b\[8m|\u202e|\u200b|\u009b/);
  await quit(running);
});

test("an idle screen writes nothing", async () => {
  const running = run(fakeEngine(echo));
  const { screen } = running;
  await screen.until(/offline guide \(not/);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = screen.written.length;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(screen.written.length, before);
  await quit(running);
});
