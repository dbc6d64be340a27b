import assert from "node:assert/strict";
import { test } from "node:test";
import { lintPolicy } from "./lint-policy.ts";

for (const [range, decision, code] of [
  ["0.0.0.0/0", "allow", "everything"],
  ["::/0", "allow", "everything"],
  ["8.0.0.0/7", "allow", "everything"],
  ["10.0.0.0/8", "allow", undefined],
  ["0.0.0.0/0", "deny", undefined],
  ["127.0.0.1", "allow", "local-address"],
  ["127.0.0.0/8", "allow", "local-address"],
  ["::1/128", "allow", "local-address"],
  ["169.254.169.254", "allow", "local-address"],
  ["fd00:ec2::254", "allow", "local-address"],
  ["2001:db8::/32", "allow", undefined],
] as const) {
  test(`lintPolicy() ${code === undefined ? "has nothing to say about" : `calls ${code}`} ${decision} ${range}`, () => {
    const [warning] = lintPolicy({ enabled: true, domains: [], addresses: [{ range, decision }] });
    assert.equal(warning?.code, code);
  });
}

test("lintPolicy() looks at the domain table too", () => {
  const [warning] = lintPolicy({ enabled: true, domains: [{ pattern: "*.com", decision: "allow" }] });
  assert.equal(warning?.code, "public-suffix");
});
