import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { describeTable, documentTable } from "./document.ts";

test("TABLE.md is what the code says", () => {
  assert.equal(readFileSync(new URL("../TABLE.md", import.meta.url), "utf8"), documentTable());
});

test("row names are unique within a kind of action and start with what they judge", () => {
  const seen = new Set<string>();
  for (const { kind, id, says } of describeTable()) {
    assert.equal(seen.has(`${kind} ${id}`), false, id);
    seen.add(`${kind} ${id}`);
    assert.match(id, /^[a-z]+\.[a-z-]+$/);
    assert.match(says, /^[A-Z].*\.$/);
  }
});
