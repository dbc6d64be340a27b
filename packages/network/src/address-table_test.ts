import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetworkPolicy } from "./decision.ts";
import { evaluate, evaluateAddresses } from "./evaluate.ts";

const policy: NetworkPolicy = {
  enabled: true,
  domains: [{ pattern: "**.test", decision: "allow" }],
  addresses: [
    { range: "10.1.0.0/16", decision: "allow", origin: { layer: "user", file: "/c.toml", line: 7 } },
    { range: "10.1.9.0/24", decision: "deny" },
    { range: "0.0.0.0/0", decision: "allow" },
    { range: "93.184.216.0/24", decision: "deny" },
    { range: "169.254.0.0/16", decision: "allow" },
    { range: "100.100.100.200", decision: "allow" },
    { range: "fd00::/8", decision: "allow" },
  ],
};

for (const [host, decision, reason] of [
  ["10.1.2.3", "allow"],
  ["10.1.9.1", "deny", "denied"],
  ["10.2.0.1", "deny", "not_allowed_local"],
  ["127.0.0.1", "deny", "not_allowed_local"],
  ["8.8.8.8", "allow"],
  ["93.184.216.34", "deny", "denied"],
  ["::ffff:93.184.216.34", "deny", "denied"],
  ["2002:5db8:d822::1", "deny", "denied"],
  ["169.254.1.1", "allow"],
  ["169.254.169.254", "deny", "not_allowed_local"],
  ["100.100.100.200", "allow"],
  ["100.64.0.1", "deny", "not_allowed_local"],
  ["fd00::5", "allow"],
  ["fd00:ec2::254", "deny", "not_allowed_local"],
  ["::ffff:10.1.2.3", "deny", "not_allowed_local"],
  ["2606:4700::1", "ask", "not_allowed"],
] as const) {
  test(`ranges make ${host} ${decision}`, () => {
    const judged = evaluate(policy, { host, port: 443, protocol: "https" });
    assert.deepEqual([judged.decision, judged.reason], [decision, reason]);
  });
}

for (const [addresses, decision, reason] of [
  [["10.1.2.3"], "allow"],
  [["10.1.2.3", "10.2.2.3"], "deny", "not_allowed_local"],
  [["93.184.216.34"], "deny", "denied"],
  [["127.0.0.1"], "deny", "not_allowed_local"],
  [["169.254.169.254"], "deny", "not_allowed_local"],
  [["::ffff:169.254.169.254"], "deny", "not_allowed_local"],
] as const) {
  test(`ranges make a name with ${addresses.join(" and ")} ${decision}`, () => {
    const judged = evaluateAddresses(policy, "git.corp.test", addresses);
    assert.deepEqual([judged.decision, judged.reason], [decision, reason]);
  });
}

test("a range opens no name that the domain table does not allow, and says where it stands", () => {
  assert.equal(evaluate(policy, { host: "corp.example", port: 443, protocol: "https" }).decision, "ask");
  const judged = evaluate(policy, { host: "10.1.2.3", port: 443, protocol: "https" });
  assert.deepEqual([judged.pattern, judged.origin?.line], ["10.1.0.0/16", 7]);
});

test("a network's own NAT64 prefix is seen through", () => {
  const nat64: NetworkPolicy = { ...policy, nat64Prefixes: ["2606:db8:64::/96"] };
  assert.equal(evaluateAddresses(policy, "a.test", ["2606:db8:64::7f00:1"]).decision, "allow");
  assert.equal(evaluateAddresses(nat64, "a.test", ["2606:db8:64::7f00:1"]).decision, "deny");
});
