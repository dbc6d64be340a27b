import assert from "node:assert/strict";
import { test } from "node:test";
import type { Key } from "ink";
import { keysOf } from "./ink-key.ts";

const none = {} as Key;

test("one character is a key, several are text", () => {
  assert.deepEqual(
    keysOf("y", none).map(({ kind }) => kind),
    ["key"],
  );
  assert.deepEqual(
    keysOf("👍🏽", none).map(({ kind }) => kind),
    ["key"],
  );
  assert.deepEqual(keysOf("yes", none), [{ kind: "paste", text: "yes" }]);
});

test("fast typing that ends with enter sends, and its enter counts as held down", () => {
  const [text, enter] = keysOf("run ls\r", none);
  assert.deepEqual(text, { kind: "paste", text: "run ls" });
  assert.ok(enter?.kind === "key" && enter.key.name === "enter" && enter.key.repeat);
});

test("several lines at once are a paste and send nothing", () => {
  assert.deepEqual(keysOf("one\rtwo\r", none), [{ kind: "paste", text: "one\rtwo\r" }]);
});

test("a released key is nothing, a repeated one says so", () => {
  assert.deepEqual(keysOf("y", { eventType: "release" } as Key), []);
  const [key] = keysOf("y", { eventType: "repeat" } as Key);
  assert.ok(key?.kind === "key" && key.key.repeat);
});

test("named keys and a bare line feed have names", () => {
  assert.deepEqual(
    [keysOf("", { return: true } as Key), keysOf("", { pageDown: true } as Key), keysOf("\n", none)].map(
      ([one]) => (one?.kind === "key" ? `${one.key.ctrl ? "ctrl+" : ""}${one.key.name}` : ""),
    ),
    ["enter", "pagedown", "ctrl+j"],
  );
});
