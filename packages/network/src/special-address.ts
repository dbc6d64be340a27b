import {
  type AddressBytes,
  type AddressRange,
  addressBytes,
  addressText,
  lazyRanges,
} from "./address-range.ts";
import { type Carrier, embeddedBytes } from "./embedded-ipv4.ts";

/**
 * IPv4 ranges that are not the public internet: RFC 6890 and the IANA registry, and the address at which a cloud answers its
 * machines.
 */
const ipv4Ranges = lazyRanges([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "168.63.129.16/32",
]);

/** IPv6 ranges that are not the public internet, by name (IANA special-purpose registry, RFC 9637, RFC 9602, RFC 3879). */
const ipv6Ranges = lazyRanges([
  "::1/128",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
]);

/** All that IANA has given out as global unicast; what lies elsewhere leads to nobody in public. */
const globalUnicast = lazyRanges(["2000::/3"]);
/** Ranges elsewhere whose addresses stand for an IPv4 address and are judged by that alone. */
const standsForIpv4 = lazyRanges(["::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "::/96"]);

/** Where clouds tell a machine its secrets. They are opened by being named one by one, never by a range. */
const METADATA: ReadonlySet<string> = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::23",
  "fd00:ec2::254",
  "fd20:ce::254",
  "fd00:c1::a9fe:a9fe",
  "fd00:42::42",
]);

/** The special ranges that an address lies in by itself. */
export function specialRanges(address: AddressBytes): readonly AddressRange[] {
  return (address.length === 16 ? ipv6Ranges() : ipv4Ranges()).filter((range) => range.contains(address));
}

/** Says whether an address is that of a cloud's metadata service, in any form. */
export function isMetadata(address: AddressBytes): boolean {
  return METADATA.has(addressText(address)) || embeddedBytes(address).some(isMetadata);
}

/** Says whether an address is anything but a public unicast one. */
export function isSpecial(address: AddressBytes, nat64: readonly Carrier[] = []): boolean {
  if (address.length === 4) return ipv4Ranges().some((range) => range.contains(address));
  if (ipv6Ranges().some((range) => range.contains(address))) return true;
  const within = (range: AddressRange): boolean => range.contains(address);
  if (!globalUnicast().some(within) && !standsForIpv4().some(within)) return true;
  return embeddedBytes(address, nat64).some((inner) => isSpecial(inner));
}

/**
 * Says whether an address (canonical text, with or without a zone) is anything but a public unicast address. An IPv4 address
 * inside an IPv6 one counts as itself; `nat64` are the network's own prefixes for that. Unreadable text is special.
 */
export function isSpecialAddress(text: string, nat64: readonly Carrier[] = []): boolean {
  const address = addressBytes(text.replace(/%.*$/, ""));
  return address === undefined || isSpecial(address, nat64);
}
