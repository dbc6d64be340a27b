import assert from "node:assert/strict";
import { test } from "node:test";
import { takenBackGuards } from "./taken-back.ts";

const CASES: readonly (readonly [rule: string, rest: string, back: boolean])[] = [
  ["node --version", "", false],
  ["javac -version", "-processorpath out -processor Evil A.java", true],
  ["npm -v", "--no-version exec id", true],
  ["npm -v", "false exec id", true],
  ["rg -v", "foo --no-ignore src", false],
  ["node --version", "--no-version -e 1", true],
  ["npm --version", "false exec id", true],
  ["npm --version", "--version=false exec id", true],
  ["git push --dry-run", "origin main", false],
  ["git push --dry-run", "--no-dry-run", true],
  ["git push --dry-run", "origin --no-dr", true],
  ["git push -n", "--no-dry-run", true],
  ["git push --dry-run", "--no-verify", false],
  ["npm publish --dry-run", "null", true],
  ["npm publish --dry-run", "--dry-run=false", true],
  ["npm publish --dry-run", "--dry-run false", true],
  ["tsc --noEmit", "--pretty false", false],
  ["tsc --noEmit", "--NOEMIT false", true],
  ["node --test", "--no_test -e 1", true],
  ["git diff", "--no-color --no-ext-diff", false],
];

for (const [rule, rest, back] of CASES) {
  test(`\`${rest}\` ${back ? "may take back" : "keeps"} what a rule for ${rule} names`, () => {
    const words = rule.split(" ");
    const argv = [...words, ...rest.split(" ").filter((word) => word !== "")];
    assert.equal(takenBackGuards(argv, words.length).length > 0, back);
  });
}
