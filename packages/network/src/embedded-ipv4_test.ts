import assert from "node:assert/strict";
import { test } from "node:test";
import { embeddedIpv4, nat64Carrier } from "./embedded-ipv4.ts";
import { NetworkError } from "./network-error.ts";

for (const [what, address, inside] of [
  ["mapped", "::ffff:10.1.2.3", ["10.1.2.3"]],
  ["compatible", "::10.1.2.3", ["10.1.2.3"]],
  ["translated", "::ffff:0:10.1.2.3", ["10.1.2.3"]],
  ["NAT64", "64:ff9b::a01:203", ["10.1.2.3"]],
  ["6to4", "2002:a01:203::1", ["10.1.2.3"]],
  ["Teredo, server and client", "2001:0:a01:203::f5fe:fdfc", ["10.1.2.3", "10.1.2.3"]],
  ["ISATAP", "2606:4700::5efe:a01:203", ["10.1.2.3"]],
  ["ISATAP of a universal address", "2606:4700::200:5efe:a01:203", ["10.1.2.3"]],
  ["ISATAP of a link", "fe80::5efe:a01:203%eth0", ["10.1.2.3"]],
  ["none", "2606:4700::1", []],
  ["IPv4 itself", "10.1.2.3", []],
] as const) {
  test(`embeddedIpv4() finds ${what} in ${address}`, () =>
    assert.deepEqual(embeddedIpv4(address), [...new Set(inside)]));
}

// RFC 6052, section 2.4, with 192.0.2.33.
for (const [prefix, address] of [
  ["2001:db8::/32", "2001:db8:c000:221::"],
  ["2001:db8:100::/40", "2001:db8:1c0:2:21::"],
  ["2001:db8:122::/48", "2001:db8:122:c000:2:2100::"],
  ["2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::"],
  ["2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::"],
  ["2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33"],
] as const) {
  test(`a NAT64 prefix of the network's own, ${prefix}, is seen through`, () =>
    assert.ok(embeddedIpv4(address, [nat64Carrier(prefix)]).includes("192.0.2.33")));
}

test("a NAT64 prefix of another length is refused", () => {
  for (const prefix of ["2001:db8::/33", "10.0.0.0/32", "x"])
    assert.throws(() => nat64Carrier(prefix), NetworkError);
});
