import assert from "node:assert/strict";
import { it } from "node:test";
import { CleanTexts } from "./clean-texts.ts";

it("remembers short texts, and no long one", () => {
  const texts = new CleanTexts();
  texts.add("a".repeat(80));
  texts.add("b".repeat(81));
  assert.equal(texts.has("a".repeat(80)), true);
  assert.equal(texts.has("b".repeat(81)), false);
  assert.equal(texts.has("a"), false);
});

it("takes no more memory for ever new texts", () => {
  const texts = new CleanTexts();
  const COUNT = 20_000;
  for (let count = 0; count < COUNT; count += 1) texts.add(`text ${count}`);
  const kept = Array.from({ length: COUNT }, (_, count) => texts.has(`text ${count}`)).filter(Boolean).length;
  assert.ok(kept > 0 && kept <= 4096, `${kept} are remembered`);
  assert.equal(texts.has(`text ${COUNT - 1}`), true);
});
