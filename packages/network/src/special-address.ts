import ipaddr from "ipaddr.js";

/** IPv4 ranges that are not the public internet (RFC 6890 and the IANA registry, plus cloud metadata outside them). */
const IPV4_RANGES = [
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
].map((range) => ipaddr.IPv4.parseCIDR(range));

/** IPv6 ranges that are not the public internet. Those that carry an IPv4 address are judged by it as well. */
const IPV6_RANGES = [
  "::/128",
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
].map((range) => ipaddr.IPv6.parseCIDR(range));

/** Where IPv6 addresses carry an IPv4 address: prefix and first byte of it (RFC 4291, 6052, 3056, 2765, 4380). */
const CARRIERS: readonly (readonly [range: [ipaddr.IPv6, number], at: number, inverted?: true])[] = [
  [ipaddr.IPv6.parseCIDR("::ffff:0:0/96"), 12],
  [ipaddr.IPv6.parseCIDR("::ffff:0:0:0/96"), 12],
  [ipaddr.IPv6.parseCIDR("64:ff9b::/96"), 12],
  [ipaddr.IPv6.parseCIDR("::/96"), 12],
  [ipaddr.IPv6.parseCIDR("2002::/16"), 2],
  [ipaddr.IPv6.parseCIDR("2001::/32"), 12, true],
];

/** The IPv4 address inside an IPv6 address, as text; undefined when there is none. */
export function embeddedIpv4(text: string): string | undefined {
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  for (const [range, at, inverted] of CARRIERS) {
    if (!address.match(range)) continue;
    const bytes = address.toByteArray().slice(at, at + 4);
    return bytes.map((byte) => (inverted ? byte ^ 0xff : byte)).join(".");
  }
  return undefined;
}

/** Says whether an address (canonical text) is anything but a public unicast address. Unreadable text is special. */
export function isSpecialAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    const address = ipaddr.IPv4.parse(text);
    return IPV4_RANGES.some((range) => address.match(range));
  }
  if (!ipaddr.IPv6.isValid(text)) return true;
  const address = ipaddr.IPv6.parse(text);
  const inner = embeddedIpv4(text);
  if (inner !== undefined && isSpecialAddress(inner)) return true;
  return IPV6_RANGES.some((range) => address.match(range));
}
