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

const MAPPED = ipaddr.IPv6.parseCIDR("::ffff:0:0/96");
const COMPATIBLE = ipaddr.IPv6.parseCIDR("::/96");
const TRANSLATED = ipaddr.IPv6.parseCIDR("::ffff:0:0:0/96");
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
const NAT64_LOCAL = ipaddr.IPv6.parseCIDR("64:ff9b:1::/48");
const SIX_TO_FOUR = ipaddr.IPv6.parseCIDR("2002::/16");

function specialIpv4(address: ipaddr.IPv4): boolean {
  return IPV4_RANGES.some((range) => address.match(range));
}

function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  if ([MAPPED, COMPATIBLE, TRANSLATED, NAT64].some((range) => address.match(range)))
    return new ipaddr.IPv4(bytes.slice(12));
  if (address.match(SIX_TO_FOUR)) return new ipaddr.IPv4(bytes.slice(2, 6));
  return undefined;
}

/** Says whether an address literal (canonical text) is anything but a public unicast address. Unreadable = special. */
export function isSpecialAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return specialIpv4(ipaddr.IPv4.parse(text));
  if (!ipaddr.IPv6.isValid(text)) return true;
  const address = ipaddr.IPv6.parse(text);
  const inner = embeddedIpv4(address);
  if (inner && specialIpv4(inner)) return true;
  return address.match(NAT64_LOCAL) || IPV6_RANGES.some((range) => address.match(range));
}
