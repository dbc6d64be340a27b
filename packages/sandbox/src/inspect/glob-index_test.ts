import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileGlob } from "./deny-glob.ts";
import { indexGlobs } from "./glob-index.ts";

const cases: readonly (readonly [name: string, globs: readonly string[], able: readonly string[]])[] = [
  ["x.env", ["**/*.env", "*.key", "x.env", "a/x.env"], ["**/*.env", "x.env", "a/x.env"]],
  [".env", ["**/*.env", "**/.env", ".env.local"], ["**/*.env", "**/.env"]],
  ["a", ["**", "{a,b}", "[ab]", "?", "b"], ["**", "{a,b}", "[ab]", "?"]],
];
for (const [name, globs, able] of cases) {
  test(`${name} can match ${able.join(" ")} of ${globs.join(" ")}`, () => {
    const found = indexGlobs(globs, (glob) => glob)(name);
    assert.deepEqual([...found].sort(), [...able].sort());
  });
}

test("no glob that matches is ever left out", () => {
  const part = fc.constantFrom(
    "a",
    "b",
    ".env",
    "*",
    "**",
    "?",
    "[ab]",
    "{a,.env}",
    "{a/b,c}",
    "*.k",
    "\\*",
    "}",
    "*b",
  );
  const globs = fc.array(
    fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  const joined = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
  const path = fc
    .array(fc.constantFrom("a", "b", ".env", "x.k", "*", "}", "ab", "c"), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join("/"));
  fc.assert(
    fc.property(globs, fc.array(joined, { maxLength: 3 }), path, (one, other, relative) => {
      const all = [...one, ...other];
      const able = indexGlobs(all, (glob) => glob)(relative.slice(relative.lastIndexOf("/") + 1));
      for (const glob of all) if (compileGlob(glob).test(relative)) assert.ok(able.includes(glob), glob);
    }),
    { numRuns: 3000 },
  );
});
