import assert from "node:assert/strict";
import { test } from "node:test";
import { TerminalModes } from "./terminal-modes.ts";

const cases: readonly [what: string, writes: readonly string[], leave: string, enter: string][] = [
  ["plain text", ["hello \x1b[31mred\x1b[0m"], "\x1b[0m\x1b[?25h", ""],
  ["the other screen", ["\x1b[?1049h"], "\x1b[?1049l\x1b[0m\x1b[?25h", "\x1b[?1049h"],
  ["a sequence cut in two", ["\x1b[?10", "49h"], "\x1b[?1049l\x1b[0m\x1b[?25h", "\x1b[?1049h"],
  ["a mode switched off again", ["\x1b[?2004h", "\x1b[?2004l"], "\x1b[0m\x1b[?25h", ""],
  ["two in one", ["\x1b[?1000;1006h"], "\x1b[?1006l\x1b[?1000l\x1b[0m\x1b[?25h", "\x1b[?1000h\x1b[?1006h"],
  ["a hidden cursor", ["\x1b[?25l"], "\x1b[0m\x1b[?25h", "\x1b[?25l"],
  ["a mode that is none of ours", ["\x1b[?9999h"], "\x1b[0m\x1b[?25h", ""],
];
for (const [what, writes, leave, enter] of cases) {
  test(`after ${what} the terminal becomes plain and then what it was`, () => {
    const modes = new TerminalModes();
    for (const text of writes) modes.follow(text);
    assert.equal(modes.leave, leave);
    assert.equal(modes.enter, enter);
  });
}
