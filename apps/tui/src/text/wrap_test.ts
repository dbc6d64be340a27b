import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { visible } from "./visible.ts";
import { clip, width, wrap } from "./wrap.ts";

test("text breaks at spaces, long words between characters, wide characters by their width", () => {
  assert.deepEqual(wrap("git push origin HEAD", 10), ["git push ", "origin ", "HEAD"]);
  assert.deepEqual(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
  assert.deepEqual(wrap("中文字", 4), ["中文", "字"]);
  assert.deepEqual(wrap("", 5), [""]);
});

test("no row is too wide but for its trailing space, and no character is lost", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 120 }),
      fc.integer({ min: 2, max: 40 }),
      (text, columns) => {
        const safe = visible(text).replaceAll("\n", " ");
        const rows = wrap(safe, columns);
        assert.equal(rows.join(""), safe);
        const alone = (row: string): boolean => [...new Intl.Segmenter().segment(row.trimEnd())].length === 1;
        for (const row of rows) assert.ok(width(row.trimEnd()) <= columns || alone(row), JSON.stringify(row));
      },
    ),
  );
});

test("a clipped row fits and says that it was cut", () => {
  assert.equal(clip("hello", 5), "hello");
  assert.equal(clip("hello there", 6), "hello…");
  assert.equal(clip("中文字", 4), "中…");
});
