import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluateUnixSocket } from "./unix-socket-rule.ts";

const rules = { allow: ["/run/a.sock", "/run/b.sock"], deny: ["/run/b.sock"] };
const cases: readonly [path: string, decision: string][] = [
  ["/run/a.sock", "allow"],
  ["/run/b.sock", "deny"],
  ["/run/c.sock", "deny"],
  ["run/a.sock", "deny"],
  ["/run/../run/a.sock", "deny"],
  ["/run//a.sock", "deny"],
  ["/run/a.sock\0", "deny"],
];
for (const [path, decision] of cases) {
  test(`evaluateUnixSocket() says ${decision} for ${JSON.stringify(path)}`, () =>
    assert.equal(evaluateUnixSocket(rules, path).decision, decision));
}

test("evaluateUnixSocket() opens everything that is not denied when told so", () => {
  assert.equal(evaluateUnixSocket({ ...rules, all: true }, "/run/c.sock").decision, "allow");
  assert.equal(evaluateUnixSocket({ ...rules, all: true }, "/run/b.sock").decision, "deny");
});
