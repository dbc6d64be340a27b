import ipaddr from "ipaddr.js";
import { NetworkError } from "./network-error.ts";

/** The bytes of an address: 4 or 16 of them. */
export type AddressBytes = readonly number[];

/** A range of addresses, as `10.0.0.0/8` or `2001:db8::/32`; one address is a range of its own. */
export interface AddressRange {
  /** The one spelling, always with a prefix length. */
  readonly text: string;
  /** How many leading bits its addresses have in common. */
  readonly bits: number;
  /** Its first address. */
  readonly start: AddressBytes;
  /** Says whether an address lies in it; one of the other family never does. */
  contains(address: AddressBytes): boolean;
}

/** Reads canonical text of an address, without a zone; undefined for everything else, odd spellings of IPv4 among it. */
export function addressBytes(text: string): AddressBytes | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text.split(".").map(Number);
  return text.includes(":") && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text).toByteArray() : undefined;
}

/** The one spelling of an address. */
export function addressText(bytes: AddressBytes): string {
  if (bytes.length === 4) return bytes.join(".");
  return (ipaddr.fromByteArray([...bytes]) as ipaddr.IPv6).toRFC5952String();
}

/** Says whether two addresses of one family agree in their first bits. */
function agree(a: AddressBytes, b: AddressBytes, bits: number): boolean {
  const whole = bits >> 3;
  for (let at = 0; at < whole; at += 1) if (a[at] !== b[at]) return false;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return mask === 0 || (((a[whole] as number) ^ (b[whole] as number)) & mask) === 0;
}

function cleared(bytes: AddressBytes, bits: number): AddressBytes {
  return bytes.map((byte, at) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff);
}

/**
 * Reads an address or a range in CIDR notation. Bits behind the prefix have to be zero: a range that starts elsewhere than
 * written is a mistake.
 *
 * @throws {NetworkError} `bad-range` for everything else.
 */
export function addressRange(given: string): AddressRange {
  const refuse = (why: string): never => {
    throw new NetworkError("bad-range", `${JSON.stringify(given)} is no range of addresses: ${why}`);
  };
  const match = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(given.trim());
  const bytes = addressBytes(match?.[1] ?? "") ?? refuse("write it as 10.0.0.0/8 or 2001:db8::/32");
  const most = bytes.length * 8;
  const bits = match?.[2] === undefined ? most : Number(match[2]);
  if (bits > most) refuse(`the prefix has at most ${most} bits`);
  const start = cleared(bytes, bits);
  const text = `${addressText(start)}/${bits}`;
  if (!agree(start, bytes, most)) refuse(`write ${text}`);
  return {
    text,
    bits,
    start,
    contains: (address) => address.length === start.length && agree(start, address, bits),
  };
}

/** Says whether every address of one range lies in the other. */
export function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return inner.bits >= outer.bits && outer.contains(inner.start);
}

/**
 * Ranges of a table, read when they are first asked for: most programs that load a policy never judge an address, and
 * reading the tables would be a tenth of their start.
 */
export function lazyRanges(given: readonly string[]): () => readonly AddressRange[] {
  let ranges: readonly AddressRange[] | undefined;
  return () => {
    ranges ??= given.map(addressRange);
    return ranges;
  };
}
