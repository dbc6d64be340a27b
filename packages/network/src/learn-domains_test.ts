import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evaluate } from "./evaluate.ts";
import { learnDomains } from "./learn-domains.ts";
import { lintDomains } from "./lint-domains.ts";

const cases: readonly [what: string, hosts: readonly string[], patterns: readonly string[]][] = [
  ["nothing", [], []],
  ["one host", ["api.example.com"], ["api.example.com"]],
  ["two hosts of one owner", ["a.example.com", "b.example.com"], ["a.example.com", "b.example.com"]],
  ["three hosts of one owner", ["a.example.com", "b.example.com", "c.example.com"], ["*.example.com"]],
  [
    "three hosts and the name itself",
    ["example.com", "a.example.com", "b.example.com", "c.example.com"],
    ["**.example.com"],
  ],
  [
    "three hosts deep below, and one beside",
    ["a.cdn.example.com", "b.cdn.example.com", "c.cdn.example.com", "www.example.com"],
    ["*.cdn.example.com", "www.example.com"],
  ],
  ["owners below a country suffix", ["a.co.uk", "b.co.uk", "c.co.uk"], ["a.co.uk", "b.co.uk", "c.co.uk"]],
  [
    "people below a shared suffix",
    ["a.github.io", "b.github.io", "c.github.io"],
    ["a.github.io", "b.github.io", "c.github.io"],
  ],
  [
    "buckets of strangers",
    ["a.s3.amazonaws.com", "b.s3.amazonaws.com", "c.s3.amazonaws.com"],
    ["a.s3.amazonaws.com", "b.s3.amazonaws.com", "c.s3.amazonaws.com"],
  ],
  [
    "services of a provider that also holds user content",
    ["storage.googleapis.com", "oauth2.googleapis.com", "www.googleapis.com"],
    ["oauth2.googleapis.com", "storage.googleapis.com", "www.googleapis.com"],
  ],
  [
    "names without a registry",
    ["a.internal", "b.internal", "c.internal"],
    ["a.internal", "b.internal", "c.internal"],
  ],
  ["addresses", ["10.0.0.1", "10.0.0.2", "10.0.0.3", "::1"], ["10.0.0.1", "10.0.0.2", "10.0.0.3", "::1"]],
  ["top level names", ["com", "org", "net"], ["com", "net", "org"]],
];
for (const [what, hosts, patterns] of cases) {
  test(`${what} become ${JSON.stringify(patterns)}`, () => {
    const learned = learnDomains(hosts.map((host) => ({ host, count: 1 })));
    assert.deepEqual(
      learned.map(({ pattern }) => pattern),
      patterns,
    );
  });
}

test("counts are those of all hosts that a line stands for", () => {
  const seen = ["a", "b", "c", "a"].map((name, index) => ({ host: `${name}.example.com`, count: index + 1 }));
  assert.deepEqual(learnDomains(seen), [
    { pattern: "*.example.com", count: 10, hosts: ["a.example.com", "b.example.com", "c.example.com"] },
  ]);
});

const label = fc.constantFrom("a", "b", "c", "www", "cdn", "s3");
const suffix = fc.constantFrom("example.com", "co.uk", "github.io", "amazonaws.com", "internal", "com");
const host = fc
  .tuple(fc.array(label, { maxLength: 3 }), suffix)
  .map(([labels, end]) => [...labels, end].join("."));

test("whatever was seen, the table allows all of it, is no longer than it, and holds nothing that lint warns of", () => {
  fc.assert(
    fc.property(fc.array(host, { maxLength: 20 }), (hosts) => {
      const learned = learnDomains(hosts.map((one) => ({ host: one, count: 1 })));
      const domains = learned.map(({ pattern }) => ({ pattern, decision: "allow" as const }));
      for (const one of hosts)
        assert.equal(
          evaluate({ enabled: true, domains }, { host: one, port: 443, protocol: "https" }).decision,
          "allow",
          one,
        );
      assert.ok(learned.length <= new Set(hosts).size);
      assert.deepEqual(lintDomains(domains), []);
    }),
  );
});
