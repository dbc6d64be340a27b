import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluateInner } from "./inner-request.ts";
import { NetworkError } from "./network-error.ts";
import { readHooks } from "./read-hooks.ts";

const hook = { host: "api.test", methods: ["GET"], path_prefixes: ["/v1/"] };
const inject = { name: "Authorization", secret_env_var: "T" };

const refused: readonly [what: string, mitm: unknown, says: RegExp][] = [
  ["no table", true, /mitm has to be a table/],
  ["an unknown key", { hook: {} }, /mitm\.hook is no key; there are version, hooks, actions/],
  ["an unknown key of a hook", { hooks: { a: { ...hook, hosts: "x" } } }, /mitm\.hooks\.a\.hosts is no key/],
  ["a hook without a host", { hooks: { a: { ...hook, host: undefined } } }, /mitm\.hooks\.a\.host/],
  ["a host with a wildcard", { hooks: { a: { ...hook, host: "http://x" } } }, /names no host/],
  ["no methods", { hooks: { a: { ...hook, methods: [] } } }, /names no method/],
  ["no paths", { hooks: { a: { ...hook, path_prefixes: [] } } }, /names no path/],
  ["an empty path", { hooks: { a: { ...hook, path_prefixes: ["literal:"] } } }, /names no path/],
  ["a number for a path", { hooks: { a: { ...hook, path_prefixes: [1] } } }, /list of texts/],
  ["a body", { hooks: { a: { ...hook, body: "x" } } }, /is reserved/],
  ["an action that is not there", { hooks: { a: { ...hook, action: ["x"] } } }, /none of the actions/],
  ["a framing header", { actions: { a: { strip_request_headers: ["Host"] } } }, /cannot take out/],
  [
    "an injected framing header",
    { actions: { a: { inject_request_headers: [{ ...inject, name: "Content-Length" }] } } },
    /no header that can be added/,
  ],
  [
    "two secrets",
    { actions: { a: { inject_request_headers: [{ ...inject, secret_file: "/x" }] } } },
    /not both/,
  ],
  [
    "a prefix that ends the header",
    { actions: { a: { inject_request_headers: [{ ...inject, prefix: "a\r\nB: c" }] } } },
    /no header has/,
  ],
];
for (const [what, mitm, says] of refused) {
  test(`readHooks() refuses ${what}`, () =>
    assert.throws(
      () => readHooks(mitm, "mitm"),
      (error) => error instanceof NetworkError && error.code === "bad-hook" && says.test(error.message),
    ));
}

const hooks = readHooks(
  {
    version: 1,
    hooks: {
      search: {
        host: "API.test.",
        methods: ["GET"],
        path_prefixes: ["pattern:/orgs/*/repos", "literal:/a*b"],
        query: { q: ["x", "pattern:y*"] },
        headers: { "X-Team": "red" },
      },
    },
  },
  "mitm",
);
const headers = [["x-team", "red"]] as const;
for (const [path, fields, passes] of [
  ["/orgs/acme/repos?q=x", headers, true],
  ["/orgs/acme/repos/1?q=yes&other=1", headers, true],
  ["/a*b?q=x", headers, true],
  ["/axb?q=x", headers, false],
  ["/orgs/acme/users?q=x", headers, false],
  ["/orgs/acme/repos", headers, false],
  ["/orgs/acme/repos?q=x&q=z", headers, false],
  ["/orgs/acme/repos?q=x", [], false],
  ["/orgs/acme/repos?q=x", [["X-Team", "blue"]], false],
  [
    "/orgs/acme/repos?q=x",
    [
      ["X-Team", "red"],
      ["X-Team", "blue"],
    ],
    false,
  ],
] as const) {
  test(`a hook ${passes ? "lets pass" : "stops"} ${path} with ${JSON.stringify(fields)}`, () => {
    const inner = evaluateInner(
      "api.test",
      { method: "GET", path, headers: fields },
      { limited: false, hooks },
    );
    assert.equal(inner.decision, passes ? "allow" : "deny");
  });
}
