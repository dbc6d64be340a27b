import assert from "node:assert/strict";
import { test } from "node:test";
import { colorLevel, styler } from "./color.ts";

const cases: readonly (readonly [Parameters<typeof colorLevel>[0], number])[] = [
  [{ env: { TERM: "xterm-256color" }, isTerminal: true }, 2],
  [{ env: { TERM: "xterm", COLORTERM: "truecolor" }, isTerminal: true }, 3],
  [{ env: { TERM: "xterm" }, isTerminal: false }, 0],
  [{ env: { TERM: "dumb" }, isTerminal: true }, 0],
  [{ env: { NO_COLOR: "1", FORCE_COLOR: "3" }, isTerminal: true, when: "always" }, 0],
  [{ env: { NO_COLOR: "" }, isTerminal: true }, 1],
  [{ env: { FORCE_COLOR: "1" }, isTerminal: false }, 1],
  [{ env: { FORCE_COLOR: "0" }, isTerminal: true }, 0],
  [{ env: {}, isTerminal: false, when: "always" }, 1],
  [{ env: { FORCE_COLOR: "3" }, isTerminal: true, when: "never" }, 0],
];
for (const [facts, level] of cases) {
  test(`${JSON.stringify(facts)} gives level ${level}`, () => assert.equal(colorLevel(facts), level));
}

test("without colours a style changes nothing", () => {
  assert.equal(styler(false)("red", "x"), "x");
  assert.equal(styler(true)("red", "x"), "\u001b[31mx\u001b[39m");
});
