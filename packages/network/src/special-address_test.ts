import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { embeddedIpv4 } from "./embedded-ipv4.ts";
import { isSpecialAddress } from "./special-address.ts";

const special = [
  "0.0.0.0",
  "10.9.8.7",
  "100.100.100.200",
  "127.255.255.254",
  "169.254.169.254",
  "168.63.129.16",
  "172.31.0.1",
  "192.0.0.192",
  "192.168.1.1",
  "198.18.0.1",
  "203.0.113.9",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:10.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "2002:7f00:1::1",
  "2001:0:7f00:1::1",
  "2001:db8::1",
  "3fff::1",
  "5f00::1",
  "100::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "no address",
];
for (const address of special) {
  test(`${address} is special`, () => assert.equal(isSpecialAddress(address), true));
}
for (const address of ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808"]) {
  test(`${address} is public`, () => assert.equal(isSpecialAddress(address), false));
}

test("an IPv4 address is as special inside every IPv6 form as by itself", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a, b, c, d] = address.split(".").map(Number) as [number, number, number, number];
      const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
      for (const carrier of [`::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`]) {
        assert.ok(embeddedIpv4(carrier).includes(address));
        if (isSpecialAddress(address)) assert.equal(isSpecialAddress(carrier), true);
      }
    }),
  );
});
