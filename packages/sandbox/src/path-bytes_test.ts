import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pathBytes, pathFromBytes } from "./path-bytes.ts";

test("pathFromBytes() keeps every byte of a name", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      assert.deepEqual([...pathBytes(pathFromBytes(bytes))], [...bytes]);
    }),
  );
});

test("pathBytes() spells well-formed text as UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      assert.deepEqual([...pathBytes(text)], [...new TextEncoder().encode(text)]);
    }),
  );
});

test("pathFromBytes() keeps a replacement character that is really in the name", () => {
  const bytes = new TextEncoder().encode("a\ufffdb");
  assert.equal(pathFromBytes(bytes), "a\ufffdb");
});
