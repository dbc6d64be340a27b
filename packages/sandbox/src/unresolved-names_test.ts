import assert from "node:assert/strict";
import { test } from "node:test";
import type { EnforcementReport } from "./report.ts";
import { unresolvedNames } from "./unresolved-names.ts";

const lost: EnforcementReport["lost"] = [
  { guarantee: "limits", level: "partial", why: "a" },
  { guarantee: "proc.private", level: "none", why: "b", fix: "sudo sysctl x=1" },
];

test("names that do not resolve are spoken of with the fix, and others not at all", () => {
  assert.equal(unresolvedNames({ facts: {}, lost }), undefined);
  assert.equal(unresolvedNames({ facts: { names: true }, lost }), undefined);
  assert.match(unresolvedNames({ facts: { names: false }, lost }) ?? "", /; to fix it: sudo sysctl x=1$/);
  assert.match(unresolvedNames({ facts: { names: false }, lost: [] }) ?? "", /reach their hosts$/);
});
