import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";

/** A host in its one spelling, or why it has none. That same spelling serves rule, dial, SNI and log. */
export type CanonicalHost =
  | {
      readonly ok: true;
      readonly host: string;
      readonly kind: "name" | "ipv4" | "ipv6";
      readonly zone?: string;
    }
  | { readonly ok: false; readonly why: string };

const IPV4 = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;

/** A last label that is a number makes the whole host an IPv4 address for the URL standard (ends-in-a-number). */
function endsInNumber(host: string): boolean {
  const last = host.split(".").at(-1) ?? "";
  return /^\d+$/.test(last) || /^0x[0-9a-f]*$/i.test(last);
}

/**
 * Gives a host its one spelling: lower case, no trailing dots, A-labels (UTS 46), no brackets. IPv4 in any other form
 * than four canonical decimal numbers is refused: every parser reads those differently.
 *
 * Source: WHATWG URL, host parsing; RFC 5952 for IPv6 text.
 */
export function canonicalHost(given: string): CanonicalHost {
  let host = given.trim();
  if (host.startsWith("[") && host.endsWith("]")) host = host.slice(1, -1);
  host = host.replace(/\.+$/, "");
  if (host === "") return { ok: false, why: "the host is empty" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
  if (/[\u0000-\u0020\u007f/\\?#@]/.test(host))
    return { ok: false, why: "the host holds a character that no host has" };
  if (host.includes(":")) {
    const [address = "", zone] = host.replace("%25", "%").split("%", 2);
    if (!ipaddr.IPv6.isValid(address)) return { ok: false, why: "the host is no IPv6 address" };
    const text = ipaddr.IPv6.parse(address).toRFC5952String();
    return { ok: true, host: text, kind: "ipv6", ...(zone === undefined ? {} : { zone }) };
  }
  if (endsInNumber(host)) {
    const valid = IPV4.test(host) && host.split(".").every((part) => Number(part) <= 255);
    return valid
      ? { ok: true, host, kind: "ipv4" }
      : { ok: false, why: "the host is a number that is no canonical IPv4 address" };
  }
  const ascii = domainToASCII(host).toLowerCase();
  if (ascii === "" || ascii.length > 253) return { ok: false, why: "the host is no domain name" };
  return { ok: true, host: ascii, kind: "name" };
}
