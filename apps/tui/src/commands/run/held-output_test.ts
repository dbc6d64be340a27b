import assert from "node:assert/strict";
import { test } from "node:test";
import { HeldOutput } from "./held-output.ts";

const cases: readonly [what: string, writes: readonly string[], answers: string, shown: string][] = [
  ["plain text", ["hello \x1b[31mred\x1b[0m"], "", "hello \x1b[31mred\x1b[0m"],
  ["where the cursor is", ["a\x1b[6nb"], "\x1b[40;1R", "ab"],
  ["the same, cut in two", ["a\x1b[", "6nb"], "\x1b[40;1R", "ab"],
  ["whether the terminal is well", ["\x1b[5n"], "\x1b[0n", ""],
  ["its kind, after its keyboard protocol", ["\x1b[?u\x1b[c"], "\x1b[?1;2c", ""],
  ["its colours", ["\x1b]10;?\x1b\\\x1b]11;?\x07x"], "", "x"],
  ["an escape at the end", ["x\x1b"], "", "x\x1b"],
  ["a title", ["\x1b]0;title\x07"], "", "\x1b]0;title\x07"],
];
for (const [what, writes, answers, shown] of cases) {
  test(`${what} is answered while nothing is shown`, () => {
    const held = new HeldOutput();
    assert.equal(writes.map((text) => held.take(text, 40)).join(""), answers);
    assert.equal(held.end().join(""), shown);
  });
}
