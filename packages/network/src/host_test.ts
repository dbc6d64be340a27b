import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalHost } from "./host.ts";

const spellings: readonly [given: string, canonical: string | undefined, means?: string][] = [
  ["Example.COM.", "example.com"],
  ["  example.com ", "example.com"],
  ["b\u00fccher.test", "xn--bcher-kva.test"],
  ["[::1]", "::1"],
  ["0:0:0:0:0:0:0:1", "::1"],
  ["::ffff:127.0.0.1", "::ffff:7f00:1"],
  ["fe80::1%25eth0", "fe80::1%eth0"],
  ["127.0.0.1", "127.0.0.1"],
  ["127.1", undefined, "127.0.0.1"],
  ["0177.0.0.1", undefined, "127.0.0.1"],
  ["2130706433", undefined, "127.0.0.1"],
  ["0x7f000001", undefined, "127.0.0.1"],
  ["127.000.000.001", undefined, "127.0.0.1"],
  ["256.1.1.1", undefined],
  ["a.test\0.b", undefined],
  ["a b", undefined],
  ["user@a.test", undefined],
  ["a..test", undefined],
  ["", undefined],
  [`${"a".repeat(64)}.test`, undefined],
];

for (const [given, canonical, means] of spellings) {
  test(`canonicalHost() gives ${JSON.stringify(given)} ${canonical ?? "no spelling"}`, () => {
    const result = canonicalHost(given);
    assert.equal(result.ok ? result.host : undefined, canonical);
    if (!result.ok) assert.equal(result.means, means);
  });
}

test("canonicalHost() takes no shortcut that the URL parser would not take", () => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
      const given = labels.join(".");
      const host = canonicalHost(given);
      const parsed = URL.canParse(`http://${given}/`) ? new URL(`http://${given}/`).hostname : undefined;
      if (host.ok && parsed !== undefined) assert.equal(host.host, parsed);
    }),
  );
});

test("canonicalHost() is idempotent and never yields a character that a header or a rule could trip over", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV4(), fc.ipV6(), fc.webAuthority()), (given) => {
      const once = canonicalHost(given);
      if (!once.ok) return;
      assert.match(once.host, /^[\x21-\x7e]+$/);
      const twice = canonicalHost(once.host);
      assert.equal(twice.ok && twice.host, once.host);
    }),
  );
});
