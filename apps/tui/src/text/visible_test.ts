import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { visible, visibleOutput, visibleParts } from "./visible.ts";

const shown: readonly (readonly [string, string, string])[] = [
  ["plain text", "git push origin HEAD", "git push origin HEAD"],
  ["letters of any script", "écho 中文 👍", "écho 中文 👍"],
  ["an escape sequence", "ls\u001b[2Krm", "ls\\x1b[2Krm"],
  ["a carriage return", "safe\rrm", "safe\\rrm"],
  ["a zero-width space", "cu\u200brl", "cu\\u200brl"],
  ["a right-to-left override", "a\u202eb", "a\\u202eb"],
  ["a tag character", "x\u{e0041}", "x\\u{e0041}"],
  ["a no-break space", "rm\u00a0-rf", "rm\\xa0-rf"],
  ["a lone surrogate", "a\ud800b", "a\\ud800b"],
  ["a C1 control", "a\u009bb", "a\\x9bb"],
  ["a tab", "a\tb", "a\\tb"],
  ["a variation selector", "a\u{e0101}", "a\\u{e0101}"],
  ["a blank Hangul filler", "a\u3164b", "a\\u3164b"],
];
for (const [what, text, expected] of shown) {
  test(`${what} is shown as ${JSON.stringify(expected)}`, () => assert.equal(visible(text), expected));
}

const anyText = fc.string({ unit: "binary", maxLength: 200 });
const hostile = fc
  .array(
    fc.constantFrom(
      "\u001b",
      "[",
      "8m",
      "]8;;x",
      "\u0007",
      "\u200b",
      "\u202e",
      "\u{e0020}",
      "\ud800",
      "\udc00",
      "a",
      " ",
      "\n",
      "\r",
      "\u009b",
      "\u0000",
    ),
  )
  .map((parts) => parts.join(""));

test("nothing below U+0020 but the line feed survives, whatever goes in", () => {
  fc.assert(
    fc.property(fc.oneof(anyText, hostile), (text) => {
      for (const out of [visible(text), visibleOutput(text)])
        for (const character of out) {
          const code = character.codePointAt(0)!;
          assert.ok(
            character === "\n" || (code >= 0x20 && (code < 0x7f || code > 0x9f)),
            JSON.stringify(out),
          );
          assert.ok(code < 0xd800 || code > 0xdfff, "a lone surrogate survived");
          assert.doesNotMatch(character, /[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
        }
    }),
  );
});

test("shown text is stable and its parts give it back", () => {
  fc.assert(
    fc.property(fc.oneof(anyText, hostile), (text) => {
      assert.equal(visible(visible(text)), visible(text));
      assert.equal(
        visibleParts(text)
          .map((part) => part.text)
          .join(""),
        visible(text),
      );
    }),
  );
});

test("every byte of a command is accounted for: two different commands never look the same unless they spell an escape", () => {
  fc.assert(
    fc.property(anyText, anyText, (one, two) => {
      fc.pre(one !== two && !/\\/.test(one) && !/\\/.test(two));
      assert.notEqual(visible(one), visible(two));
    }),
  );
});

test("output loses terminal sequences and keeps its words", () => {
  assert.equal(
    visibleOutput("\u001b[32mok\u001b[0m 12\u001b]8;;http://x\u0007link\u001b]8;;\u0007"),
    "ok 12link",
  );
  assert.equal(visibleOutput("10%\r50%\r100%\r\ndone"), "100%\ndone");
  assert.equal(visibleOutput("a\tb\u200b"), "a    b\\u200b");
});
