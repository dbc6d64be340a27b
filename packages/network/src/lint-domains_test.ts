import assert from "node:assert/strict";
import { test } from "node:test";
import type { DomainEntry } from "./decision.ts";
import { lintDomains } from "./lint-domains.ts";

const cases: readonly [pattern: string, decision: DomainEntry["decision"], code: string | undefined][] = [
  ["example.com", "allow", undefined],
  ["*.example.com", "allow", undefined],
  ["*.com", "deny", undefined],
  ["*", "allow", "everything"],
  ["?", "allow", "everything"],
  ["*.*", "allow", "everything"],
  ["*.com", "allow", "public-suffix"],
  ["**.co.uk", "allow", "public-suffix"],
  ["*.github.io", "allow", "public-suffix"],
  ["*example.com", "allow", "wider-than-it-looks"],
  ["user@a.test", "allow", "matches-nothing"],
  [".a.test", "deny", "matches-nothing"],
  ["169.254.169.254", "allow", "local-address"],
  ["93.184.216.34", "allow", undefined],
];
for (const [pattern, decision, code] of cases) {
  test(`${pattern} = "${decision}" ${code === undefined ? "is fine" : `is warned about: ${code}`}`, () => {
    assert.equal(lintDomains([{ pattern, decision }])[0]?.code, code);
  });
}

test("entries that contradict each other are one warning, with both of them", () => {
  const [warning] = lintDomains([
    { pattern: "A.test", decision: "deny", origin: { layer: "user", file: "/c", line: 3 } },
    { pattern: "a.test:443", decision: "allow" },
  ]);
  assert.equal(warning?.code, "clash");
  assert.equal(warning?.origin?.line, 3);
  assert.match(warning?.text ?? "", /"A\.test" = "deny" and "a\.test:443" = "allow"/);
});
