import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lineEdit } from "./line-edit.ts";

test("a replaced text becomes replaced lines", () => {
  const cases: readonly [
    name: string,
    content: string,
    removed: string,
    added: string,
    before: string[],
    after: string[],
  ][] = [
    ["a part of a line", "a b c\nd\n", "b", "x", ["a b c"], ["a x c"]],
    ["a whole line", "a\nb\nc\n", "b\n", "x\n", ["b"], ["x"]],
    ["a line without its end", "a\nb\nc\n", "b", "x", ["b"], ["x"]],
    [
      "across lines",
      "one two\nthree four\n",
      "two\nthree",
      "2 3",
      ["one two", "three four"],
      ["one 2 3 four"],
    ],
    ["a removed line", "a\nb\nc\n", "b\n", "", ["b"], []],
    ["a removed word", "a b\n", " b", "", ["a b"], ["a"]],
    ["lines joined", "a\nb\n", "a\n", "a ", ["a", "b"], ["a b"]],
    ["the last line without an end", "a\nb", "b", "x\ny", ["b"], ["x", "y"]],
    ["carriage returns", "a\r\nb\r\n", "a\nb", "x\ny", ["a", "b"], ["x", "y"]],
    ["an empty line", "a\n\nb\n", "a\n\nb", "a\nb", ["a", "", "b"], ["a", "b"]],
  ];
  for (const [name, content, removed, added, before, after] of cases) {
    assert.deepEqual(lineEdit(content, removed, added), { kind: "found", before, after }, name);
  }
  assert.deepEqual(lineEdit("a\n", "b", "c"), { kind: "missing" });
  assert.deepEqual(lineEdit("a a\n", "a", "c"), { kind: "repeated", times: 2 });
});

test("replacing the lines gives what replacing the text gives", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", " ", "\n", "\n\n"), { minLength: 1, maxLength: 14 })
    .map((parts) => `${parts.join("")}\n`);
  const added = fc.array(fc.constantFrom("x", "\n", " "), { maxLength: 4 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), added, (content, at, length, replacement) => {
      const start = at % content.length;
      const old = content.slice(start, start + 1 + (length % 6));
      const edit = lineEdit(content, old, replacement);
      if (edit.kind !== "found") return;
      const lines = content.replace(/\n$/, "").split("\n");
      const place = content.slice(0, content.indexOf(old)).split("\n").length - 1;
      assert.deepEqual(lines.slice(place, place + edit.before.length), edit.before);
      lines.splice(place, edit.before.length, ...edit.after);
      const expected = content.replace(old, () => replacement);
      const ended = expected === "" || expected.endsWith("\n") ? expected : `${expected}\n`;
      assert.equal(lines.map((line) => `${line}\n`).join(""), ended);
    }),
    { numRuns: 500 },
  );
});
