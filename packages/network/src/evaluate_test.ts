import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetworkPolicy } from "./decision.ts";
import { evaluate, evaluateAddresses } from "./evaluate.ts";

const policy = {
  enabled: true,
  domains: [
    { pattern: "example.com", decision: "allow" },
    { pattern: "*.wild.test", decision: "allow" },
    { pattern: "**.apex.test", decision: "allow" },
    { pattern: "bad.wild.test", decision: "deny" },
    { pattern: "127.0.0.1", decision: "allow" },
  ],
} as const;

const cases: readonly [host: string, decision: string, reason?: string][] = [
  ["example.com", "allow"],
  ["EXAMPLE.com.", "allow"],
  ["a.example.com", "ask", "not_allowed"],
  ["x.y.wild.test", "allow"],
  ["wild.test", "ask", "not_allowed"],
  ["apex.test", "allow"],
  ["bad.wild.test", "deny", "denied"],
  ["BAD.wild.test.", "deny", "denied"],
  ["127.0.0.1", "allow"],
  ["127.0.0.2", "deny", "not_allowed_local"],
  ["0x7f.1", "deny", "not_allowed_local"],
  ["2130706433", "deny", "not_allowed_local"],
  ["0x08080808", "deny", "invalid_host"],
  [".wild.test", "deny", "invalid_host"],
  ["xn--bcher-kva.wild.test", "allow"],
  ["b\u00fccher.wild.test", "deny", "invalid_host"],
  ["b\u00e4d.wild.test", "deny", "invalid_host"],
  ["bad\uff0ewild.test", "deny", "denied"],
  ["[::ffff:127.0.0.1]", "deny", "not_allowed_local"],
  ["64:ff9b::7f00:1", "deny", "not_allowed_local"],
  ["169.254.169.254", "deny", "not_allowed_local"],
  ["localhost", "deny", "not_allowed_local"],
  ["a b", "deny", "invalid_host"],
];

for (const [host, decision, reason] of cases) {
  test(`evaluate() says ${decision} for ${host}`, () => {
    const result = evaluate(policy, { host, port: 443, protocol: "https" });
    assert.equal(result.decision, decision);
    assert.equal(result.reason, reason);
  });
}

test("evaluate() denies everything while the network is off", () => {
  const result = evaluate(
    { ...policy, enabled: false },
    { host: "example.com", port: 443, protocol: "https" },
  );
  assert.equal(result.decision, "deny");
  assert.equal(result.reason, "proxy_disabled");
});

test("evaluate() lets only reading methods pass in limited mode", () => {
  const limited = { ...policy, mode: "limited" } as const;
  assert.equal(
    evaluate(limited, { host: "example.com", port: 80, protocol: "http", method: "POST" }).decision,
    "deny",
  );
  assert.equal(
    evaluate(limited, { host: "example.com", port: 80, protocol: "http", method: "GET" }).decision,
    "allow",
  );
});

test("allow_local_binding opens no metadata service, nor what is no address", () => {
  const all: NetworkPolicy = {
    enabled: true,
    allowLocalBinding: true,
    domains: [{ pattern: "*", decision: "allow" }],
  };
  const judge = (policy: NetworkPolicy, host: string): string =>
    evaluate(policy, { host, port: 80, protocol: "http" }).decision;
  for (const host of ["localhost", "127.0.0.1", "10.1.2.3", "fd00::1"])
    assert.equal(judge(all, host), "allow");
  assert.equal(evaluateAddresses(all, "a.test", ["10.1.2.3", "::1"]).decision, "allow");
  for (const host of ["169.254.169.254", "100.100.100.200", "::ffff:169.254.169.254", "fd00:ec2::254"]) {
    assert.equal(judge(all, host), "deny", host);
    assert.equal(evaluateAddresses(all, "a.test", [host]).decision, "deny", host);
  }
  const named = {
    ...all,
    domains: [...all.domains, { pattern: "169.254.169.254", decision: "allow" as const }],
  };
  assert.equal(judge(named, "169.254.169.254"), "allow");
  assert.equal(evaluateAddresses(named, "a.test", ["169.254.169.254"]).decision, "deny");
  for (const address of ["b.test", "127.1", ""])
    assert.equal(evaluateAddresses(all, "a.test", [address]).decision, "deny");
});
