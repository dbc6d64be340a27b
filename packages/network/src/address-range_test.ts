import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addressBytes, addressRange, addressText, isWithin } from "./address-range.ts";
import { NetworkError } from "./network-error.ts";

function contains(range: string, address: string): boolean {
  return addressRange(range).contains(addressBytes(address) ?? []);
}

for (const [range, address, inside] of [
  ["10.0.0.0/8", "10.255.255.255", true],
  ["10.0.0.0/8", "11.0.0.0", false],
  ["172.16.0.0/12", "172.31.255.255", true],
  ["172.16.0.0/12", "172.32.0.0", false],
  ["192.0.2.1", "192.0.2.1", true],
  ["192.0.2.1", "192.0.2.2", false],
  ["0.0.0.0/0", "255.255.255.255", true],
  ["0.0.0.0/0", "::1", false],
  ["2001:db8::/33", "2001:db8:7fff::1", true],
  ["2001:db8::/33", "2001:db8:8000::", false],
  ["::/0", "ffff::1", true],
] as const) {
  test(`${range} ${inside ? "holds" : "does not hold"} ${address}`, () =>
    assert.equal(contains(range, address), inside));
}

for (const range of [
  "",
  "10.0.0.1/8",
  "10.0.0.0/33",
  "010.0.0.0/8",
  "10.0.0/8",
  "10/8",
  "2001:db8::1/64",
  "::/129",
  "*.test",
  "10.0.0.0/-1",
  "fe80::1%eth0",
]) {
  test(`${JSON.stringify(range)} is no range`, () =>
    assert.throws(
      () => addressRange(range),
      (error) => error instanceof NetworkError && error.code === "bad-range",
    ));
}

test("a range holds exactly the addresses that agree in its first bits", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (a, b, bits) => {
      const whole = (text: string): number =>
        text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
      const first = Math.floor(whole(a) / 2 ** (32 - bits)) * 2 ** (32 - bits);
      const start = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
      const inside = whole(b) >= first && whole(b) < first + 2 ** (32 - bits);
      assert.equal(contains(`${start}/${bits}`, b), inside);
    }),
  );
});

test("an address has one spelling", () => {
  assert.equal(addressText(addressBytes("2001:0DB8:0:0::1") ?? []), "2001:db8::1");
  assert.equal(addressBytes("0x7f.0.0.1"), undefined);
});

test("a range lies in another when all of it does", () => {
  assert.equal(isWithin(addressRange("10.1.0.0/16"), addressRange("10.0.0.0/8")), true);
  assert.equal(isWithin(addressRange("10.0.0.0/8"), addressRange("10.1.0.0/16")), false);
  assert.equal(isWithin(addressRange("10.0.0.0/8"), addressRange("::/0")), false);
});
