import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NetworkError } from "./network-error.ts";
import { compilePattern } from "./pattern.ts";

const matches: readonly [pattern: string, host: string, matches: boolean][] = [
  ["a.test", "a.test", true],
  ["a.test", "b.a.test", false],
  ["A.test.:443", "a.test", true],
  ["*.a.test", "b.a.test", true],
  ["*.a.test", "c.b.a.test", true],
  ["*.a.test", "a.test", false],
  ["*.a.test", "xa.test", false],
  ["**.a.test", "a.test", true],
  ["**.a.test", "b.a.test", true],
  ["**.a.test", "xa.test", false],
  ["*", "anything.test", true],
  ["[*]", "anything.test", true],
  ["region*.a.test", "region1.x.a.test", true],
  ["api?.a.test", "api1.a.test", true],
  ["api?.a.test", "api.a.test", false],
  ["a.test", "aXtest", false],
  ["[::1]", "::1", true],
  ["b\u00fccher.test", "xn--bcher-kva.test", true],
];

for (const [pattern, host, expected] of matches) {
  test(`${pattern} ${expected ? "covers" : "does not cover"} ${host}`, () => {
    assert.equal(compilePattern(pattern).matches(host), expected);
  });
}

for (const pattern of [
  "https://a.test",
  "10.0.0.0/8",
  "a b",
  "{a,b}.test",
  "**",
  "a**b.test",
  "*.",
  "",
  "[a]",
]) {
  test(`${JSON.stringify(pattern)} is no pattern`, () => {
    assert.throws(
      () => compilePattern(pattern),
      (error) => error instanceof NetworkError && error.code === "bad-pattern",
    );
  });
}

test("a pattern compiles or is refused with bad-pattern, and an exact one covers exactly itself", () => {
  fc.assert(
    fc.property(fc.string(), fc.domain(), (text, host) => {
      try {
        const pattern = compilePattern(text);
        if (pattern.exact && host !== pattern.text) assert.equal(pattern.matches(host), false);
      } catch (error) {
        assert.ok(error instanceof NetworkError);
      }
    }),
  );
});
