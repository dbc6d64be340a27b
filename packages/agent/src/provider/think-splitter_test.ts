import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { thinkSplitter } from "./think-splitter.ts";

function split(chunks: readonly string[]): { text: string; reasoning: string } {
  const splitter = thinkSplitter();
  const whole = { text: "", reasoning: "" };
  for (const { kind, delta } of [...chunks.flatMap((chunk) => splitter.next(chunk)), ...splitter.end()])
    whole[kind] += delta;
  return whole;
}

test("thoughts are separated from text", () => {
  const cases: readonly [content: string, text: string, reasoning: string][] = [
    ["plain", "plain", ""],
    ["<think>hm</think>\n\nyes", "yes", "hm"],
    ["\n<think>hm</think>yes", "yes", "hm"],
    ["<think>never closed", "", "never closed"],
    ["a <think> later is text</think>", "a <think> later is text</think>", ""],
    ["<thin", "<thin", ""],
    ["<think>a < b </thin </think>c", "c", "a < b </thin "],
  ];
  for (const [content, text, reasoning] of cases)
    assert.deepEqual(split([content]), { text, reasoning }, content);
});

test("where the chunks are cut changes nothing but blanks after the thoughts", () => {
  const part = fc.constantFrom("<think>", "</think>", "<", "think", ">", "a", "\n", "</", " b ");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.nat(), (parts, seed) => {
      const content = parts.join("");
      const chunks: string[] = [];
      for (let at = 0, step = seed; at < content.length; step = step * 31 + 7) {
        const size = 1 + (Math.abs(step) % 5);
        chunks.push(content.slice(at, at + size));
        at += size;
      }
      const [cut, whole] = [split(chunks), split([content])];
      assert.equal(cut.reasoning, whole.reasoning);
      assert.equal(cut.text.trimStart(), whole.text.trimStart());
    }),
  );
});
