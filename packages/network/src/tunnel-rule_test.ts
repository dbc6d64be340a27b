import assert from "node:assert/strict";
import { test } from "node:test";
import type { FirstBytes } from "./client-hello.ts";
import { judgeTunnel, type TunnelRule } from "./tunnel-rule.ts";

const tls = (serverName?: string, encryptedHello = false): FirstBytes => ({
  kind: "tls",
  encryptedHello,
  ...(serverName === undefined ? {} : { serverName }),
});

const cases: readonly [
  what: string,
  host: string,
  port: number,
  first: FirstBytes,
  rule: TunnelRule,
  reason?: string,
][] = [
  ["the same name", "a.test", 443, tls("A.test."), {}],
  ["another name", "a.test", 443, tls("b.test"), {}, "sni_mismatch"],
  ["another name on another port", "a.test", 8443, tls("b.test"), {}, "sni_mismatch"],
  ["another name where any may be", "a.test", 443, tls("b.test"), { serverName: "any" }],
  ["no name", "a.test", 443, tls(), {}, "sni_missing"],
  ["no name where it may miss", "a.test", 443, tls(), { allowMissingName: true }],
  ["no name to an address", "93.184.216.34", 443, tls(), {}],
  ["a hidden name", "a.test", 443, tls("a.test", true), {}, "ech_refused"],
  ["a hidden name where it may hide", "a.test", 443, tls("a.test", true), { allowEncryptedHello: true }],
  ["something else on 443", "a.test", 443, { kind: "other" }, {}, "not_tls"],
  ["something else where it may be", "a.test", 443, { kind: "other" }, { allowPlainOn443: true }],
  ["something else on 22", "a.test", 22, { kind: "other" }, {}],
  ["a hello that cannot be read, on any port", "a.test", 8443, { kind: "broken-tls" }, {}, "not_tls"],
  ["too few bytes", "a.test", 443, { kind: "more" }, {}],
];
for (const [what, host, port, first, rule, reason] of cases) {
  test(`judgeTunnel() ${reason === undefined ? "passes" : "refuses"} ${what}`, () => {
    assert.equal(judgeTunnel(host, port, first, rule)?.reason, reason);
  });
}
