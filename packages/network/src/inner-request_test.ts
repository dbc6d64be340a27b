import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluateInner, type InnerRequest } from "./inner-request.ts";
import { readHooks } from "./read-hooks.ts";

const hooks = readHooks(
  { hooks: { gh: { host: "api.test", methods: ["GET", "POST"], path_prefixes: ["/repos/acme/"] } } },
  "mitm",
);
const cases: readonly [what: string, InnerRequest, limited: boolean, reason?: string][] = [
  ["a listed path", { method: "GET", path: "/repos/acme/x", host: "api.test" }, false],
  ["a lower-case method", { method: "get", path: "/repos/acme/x" }, false],
  ["another path", { method: "GET", path: "/repos/other/x" }, false, "mitm_hook_denied"],
  ["dot segments", { method: "GET", path: "/repos/acme/../other/x" }, false, "mitm_hook_denied"],
  ["escaped dot segments", { method: "GET", path: "/repos/acme/%2e%2E/other/x" }, false, "mitm_hook_denied"],
  [
    "a slash that is escaped behind dots",
    { method: "GET", path: "/repos/acme/..%2fother" },
    false,
    "mitm_hook_denied",
  ],
  [
    "a backslash behind dots",
    { method: "GET", path: "/repos/acme/..\\..\\other" },
    false,
    "mitm_hook_denied",
  ],
  ["an escaped slash in a name", { method: "GET", path: "/repos/acme/group%2Fname" }, false],
  ["another method", { method: "DELETE", path: "/repos/acme/x" }, false, "mitm_hook_denied"],
  ["a writing method in limited mode", { method: "POST", path: "/repos/acme/x" }, true, "method_not_allowed"],
  ["another host", { method: "GET", path: "/repos/acme/x", host: "b.test" }, false, "host_mismatch"],
  ["absolute-form of another host", { method: "GET", path: "https://b.test/" }, false, "host_mismatch"],
];
for (const [what, request, limited, reason] of cases) {
  test(`evaluateInner() ${reason === undefined ? "passes" : "refuses"} ${what}`, () => {
    const decision = evaluateInner("api.test", request, { limited, hooks });
    assert.equal(decision.decision === "deny" ? decision.reason : undefined, reason);
    assert.equal(decision.decision, reason === undefined ? "allow" : "deny");
  });
}

test("evaluateInner() lets a host without hooks read in limited mode", () => {
  assert.equal(
    evaluateInner("b.test", { method: "HEAD", path: "/" }, { limited: true, hooks }).decision,
    "allow",
  );
  assert.equal(
    evaluateInner("b.test", { method: "PUT", path: "/" }, { limited: true, hooks }).decision,
    "deny",
  );
});
