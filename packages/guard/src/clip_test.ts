import assert from "node:assert/strict";
import { test } from "node:test";
import { clip, clippedText } from "./clip.ts";

test("clip() keeps short text and the head and tail of long text", () => {
  assert.equal(clip("short", 10), "short");
  assert.equal(clip("abcdefghij", 4), "ab\n[... 6 characters left out ...]\nij");
});

test("clippedText() gives the same text as clip() however it arrives", () => {
  const text = "0123456789".repeat(30);
  for (const size of [1, 7, 64, 300]) {
    const kept = clippedText(100);
    for (let at = 0; at < text.length; at += size) kept.add(text.slice(at, at + size));
    assert.equal(kept.toString(), clip(text, 100));
    assert.equal(kept.length, text.length);
  }
});
