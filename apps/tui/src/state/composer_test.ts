import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Composer, edit, emptyComposer, fullText, insert, paste } from "./composer.ts";
import { keyOf } from "./key.ts";

function press(composer: Composer, ...names: readonly string[]): Composer {
  return names.reduce((now, name) => {
    const ctrl = name.startsWith("^");
    return (
      edit(now, keyOf(ctrl ? name.slice(1) : name, { ctrl, text: !ctrl && [...name].length === 1 })) ?? now
    );
  }, composer);
}

const at = (text: string): Composer => insert(emptyComposer(), text);

const cases: readonly (readonly [string, Composer, string])[] = [
  ["backspace takes a whole emoji", press(at("a👨‍👩‍👧"), "backspace"), "a"],
  ["backspace takes a letter with its accent", press(at("ae\u0301"), "backspace"), "a"],
  ["left and delete", press(at("abc"), "left", "delete"), "ab"],
  ["ctrl+w takes a word", press(at("git push origin"), "^w"), "git push "],
  ["ctrl+u clears the line before the cursor", press(at("one\ntwo"), "^u"), "one\n"],
  ["ctrl+k clears the line after the cursor", press(at("one"), "home", "right", "^k"), "o"],
  ["ctrl+j breaks the line", press(at("a"), "^j", "b"), "a\nb"],
  ["up goes to the line above", press(at("abc\nde"), "up", "X"), "abXc\nde"],
  ["up does not stop inside a letter with its accent", press(at("ae\u0301\nde"), "up", "X"), "aXe\u0301\nde"],
  ["down goes to the line below", press(at("abc\nde"), "up", "home", "down", "X"), "abc\nXde"],
];
for (const [what, composer, text] of cases) test(what, () => assert.equal(composer.text, text));

test("up and down walk the history and come back to the draft", () => {
  const start = insert(emptyComposer(["one", "two"]), "draft");
  assert.equal(press(start, "up").text, "two");
  assert.equal(press(start, "up", "up").text, "one");
  assert.equal(press(start, "up", "up", "up").text, "one");
  assert.equal(press(start, "up", "up", "down", "down").text, "draft");
});

test("a folded paste that contains the sign of another stays what it was", () => {
  const big = `${"x\n".repeat(20)}$& $1`;
  const composer = paste(paste(emptyComposer(), big), "tail");
  assert.equal(fullText(composer), `${big}tail`);
});

test("whatever is pressed, the cursor stands in the text and never inside a grapheme", () => {
  const keys = fc.constantFrom(
    "a",
    "👍🏽",
    "👨‍👩‍👧",
    "e\u0301",
    "left",
    "right",
    "up",
    "down",
    "home",
    "end",
    "backspace",
    "delete",
    "^w",
    "^u",
    "^k",
    "^j",
    "^a",
    "^e",
  );
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 60 }), (names) => {
      let composer = emptyComposer(["old line"]);
      for (const name of names) {
        composer =
          [...name].length > 1 && /[^\x20-\x7e]/.test(name) ? insert(composer, name) : press(composer, name);
        assert.ok(composer.cursor >= 0 && composer.cursor <= composer.text.length);
        const starts = [...new Intl.Segmenter().segment(composer.text)].map(({ index }) => index);
        assert.ok(
          composer.cursor === composer.text.length || starts.includes(composer.cursor),
          JSON.stringify(composer),
        );
      }
    }),
  );
});
