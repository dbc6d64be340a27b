import {
  type AddressBytes,
  type AddressRange,
  addressBytes,
  addressRange,
  lazyRanges,
} from "./address-range.ts";
import { NetworkError } from "./network-error.ts";

/** Where an IPv6 address carries an IPv4 address: in which range, and at which bytes. */
export interface Carrier {
  readonly range: AddressRange;
  readonly at: readonly number[];
  readonly inverted?: true;
}

const LAST: readonly number[] = [12, 13, 14, 15];

/** RFC 4291 (mapped, compatible), 2765 (translated), 6052 (NAT64), 3056 (6to4), 4380 (Teredo: server, and client inverted). */
const CARRIERS: readonly (Omit<Carrier, "range"> & { readonly range: string })[] = [
  { range: "::ffff:0:0/96", at: LAST },
  { range: "::/96", at: LAST },
  { range: "::ffff:0:0:0/96", at: LAST },
  { range: "64:ff9b::/96", at: LAST },
  { range: "2002::/16", at: [2, 3, 4, 5] },
  { range: "2001::/32", at: [4, 5, 6, 7] },
  { range: "2001::/32", at: LAST, inverted: true },
];
const carrierRanges = lazyRanges(CARRIERS.map(({ range }) => range));

function wellKnownCarriers(): readonly Carrier[] {
  return carrierRanges().map((range, index) => ({
    ...(CARRIERS[index] as (typeof CARRIERS)[number]),
    range,
  }));
}

/** Bytes of the IPv4 address behind a NAT64 prefix of so many bits; byte 8 is left out (RFC 6052, 2.2). */
const BEHIND_PREFIX: Readonly<Record<number, readonly number[]>> = {
  32: [4, 5, 6, 7],
  40: [5, 6, 7, 9],
  48: [6, 7, 9, 10],
  56: [7, 9, 10, 11],
  64: [9, 10, 11, 12],
  96: LAST,
};

/**
 * Says how a network's own NAT64 prefix carries IPv4 addresses.
 *
 * @throws {NetworkError} `bad-range` when it is no IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits.
 */
export function nat64Carrier(prefix: string): Carrier {
  const range = addressRange(prefix);
  const at = range.start.length === 16 ? BEHIND_PREFIX[range.bits] : undefined;
  if (at) return { range, at };
  const shown = JSON.stringify(prefix);
  throw new NetworkError("bad-range", `${shown} is no NAT64 prefix: it has 32, 40, 48, 56, 64 or 96 bits`);
}

/** ISATAP puts the IPv4 address behind 0:5efe or 200:5efe, whatever the prefix (RFC 5214, 6.1). */
function isIsatap(bytes: AddressBytes): boolean {
  return ((bytes[8] as number) & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}

/**
 * The IPv4 addresses inside an IPv6 address: mapped, compatible, translated, NAT64 with the well-known and given prefixes, 6to4,
 * Teredo, ISATAP. Empty when there is none.
 */
export function embeddedBytes(bytes: AddressBytes, nat64: readonly Carrier[] = []): readonly AddressBytes[] {
  if (bytes.length !== 16) return [];
  const found: AddressBytes[] = [];
  for (const { range, at, inverted } of [...wellKnownCarriers(), ...nat64]) {
    if (range.contains(bytes))
      found.push(at.map((index) => (bytes[index] as number) ^ (inverted ? 0xff : 0)));
  }
  if (isIsatap(bytes)) found.push(bytes.slice(12));
  return found;
}

/** As {@linkcode embeddedBytes}, from canonical text to text. */
export function embeddedIpv4(text: string, nat64: readonly Carrier[] = []): readonly string[] {
  const bytes = addressBytes(text.replace(/%.*$/, ""));
  return bytes ? [...new Set(embeddedBytes(bytes, nat64).map((inner) => inner.join(".")))] : [];
}
