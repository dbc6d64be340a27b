import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DomainEntry, NetworkPolicy } from "./decision.ts";
import { evaluate } from "./evaluate.ts";
import { domainClashes, type ManagedNetwork, mergeManaged } from "./managed.ts";
import { NetworkError } from "./network-error.ts";

const user: NetworkPolicy = {
  enabled: true,
  domains: [
    { pattern: "u.test", decision: "allow" },
    { pattern: "m.test", decision: "deny" },
  ],
};
const ask = (policy: NetworkPolicy, host: string): string =>
  evaluate(policy, { host, port: 443, protocol: "https" }).decision;

test("mergeManaged() adds allows, and every denial counts", () => {
  const { policy } = mergeManaged(user, {
    domains: [
      { pattern: "m.test", decision: "allow" },
      { pattern: "n.test", decision: "allow" },
    ],
  });
  assert.deepEqual(
    ["u.test", "m.test", "n.test", "x.test"].map((host) => ask(policy, host)),
    ["allow", "deny", "allow", "ask"],
  );
});

test("mergeManaged() drops a user's allows and questions when only the administrator allows", () => {
  const { policy, dropped } = mergeManaged(user, { managedAllowedDomainsOnly: true });
  assert.deepEqual(
    ["u.test", "x.test"].map((host) => ask(policy, host)),
    ["deny", "deny"],
  );
  assert.deepEqual(
    dropped.map(({ entry }) => "pattern" in entry && entry.pattern),
    ["u.test"],
  );
});

test("mergeManaged() refuses a managed allow of everything", () => {
  assert.throws(() => mergeManaged(user, { domains: [{ pattern: "*", decision: "allow" }] }), NetworkError);
});

test("domainClashes() reports spellings that contradict each other", () => {
  const clashes = domainClashes([
    { pattern: "AAA.test", decision: "deny" },
    { pattern: "aaa.test:443", decision: "allow" },
    { pattern: "b.test", decision: "allow" },
  ]);
  assert.deepEqual(
    clashes.map(({ pattern }) => pattern),
    ["aaa.test"],
  );
});

test("no requirement without allows ever loosens what a user's policy says", () => {
  const strict = { deny: 0, ask: 1, allow: 2 } as const;
  const pattern = fc.constantFrom("a.test", "*.a.test", "**.a.test", "b.test", "B.test.");
  const entry = fc.record({ pattern, decision: fc.constantFrom("allow", "deny", "ask") });
  const managed = fc.record({
    enabled: fc.boolean(),
    mode: fc.constantFrom("full", "limited"),
    managedAllowedDomainsOnly: fc.boolean(),
    allowLocalBinding: fc.boolean(),
    domains: fc.array(fc.record({ pattern, decision: fc.constantFrom("deny", "ask") })),
  });
  fc.assert(
    fc.property(fc.array(entry), managed, (domains, required) => {
      const before: NetworkPolicy = { enabled: true, domains: domains as readonly DomainEntry[] };
      const { policy } = mergeManaged(before, required as ManagedNetwork);
      for (const host of ["a.test", "x.a.test", "b.test", "c.test", "127.0.0.1"]) {
        const [was, is] = [before, policy].map((each) => ask(each, host) as keyof typeof strict);
        assert.ok(strict[is as "deny"] <= strict[was as "deny"]);
      }
    }),
  );
});
