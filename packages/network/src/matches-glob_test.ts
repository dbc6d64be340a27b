import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { matchesGlob } from "./matches-glob.ts";

test("matchesGlob() agrees with a regular expression", () => {
  const part = fc.constantFrom("a", "b", ".", "*", "?", "ab");
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 6 }),
      fc.array(fc.constantFrom("a", "b", "."), { maxLength: 8 }),
      (globParts, textParts) => {
        const glob = globParts.join("");
        const text = textParts.join("");
        const source = glob.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
        assert.equal(matchesGlob(glob, text), new RegExp(`^${source}$`).test(text), `${glob} on ${text}`);
      },
    ),
    { numRuns: 2000 },
  );
});

test("matchesGlob() takes no long time for a glob with many runs", () => {
  assert.equal(matchesGlob(`${"*a".repeat(60)}*b`, "a".repeat(253)), false);
});
