import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import { BoundedCache } from "./bounded-cache.ts";
import { endsInNumber, looseIpv4 } from "./ipv4-spelling.ts";

/** A host in its one spelling, or why it has none. That same spelling serves rule, dial, SNI and log. */
export type CanonicalHost =
  | {
      readonly ok: true;
      /** An IPv6 address keeps its zone: `fe80::1%eth0`. */
      readonly host: string;
      readonly kind: "name" | "ipv4" | "ipv6";
    }
  /** `means`: the address or name that lax parsers would take it for. */
  | { readonly ok: false; readonly why: string; readonly means?: string };

const IPV4 = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;
/** What the URL parser gives back as it is: it need not be asked. */
const PLAIN = /^[a-z0-9.-]+$/;
const NO_HOST = /[\u0000-\u0020\u007f/\\?#@%<>^|]/;

function address6(text: string): CanonicalHost {
  const percent = text.indexOf("%");
  const address = percent < 0 ? text : text.slice(0, percent);
  const zone = percent < 0 ? undefined : text.slice(percent + 1).replace(/^25(?=.)/, "");
  if (!ipaddr.IPv6.isValid(address) || (zone !== undefined && !/^[\w.-]+$/.test(zone))) {
    return { ok: false, why: "the host is no IPv6 address" };
  }
  const host = ipaddr.IPv6.parse(address).toRFC5952String();
  return { ok: true, host: zone === undefined ? host : `${host}%${zone.toLowerCase()}`, kind: "ipv6" };
}

const NO_IPV4 = "the host is a number that is no canonical IPv4 address";

function address4(text: string): CanonicalHost {
  if (looseIpv4(text) === text && IPV4.test(text)) return { ok: true, host: text, kind: "ipv4" };
  return oddAddress(text);
}

/**
 * Gives a host its one spelling: lower case, no trailing dots, A-labels (UTS 46), no brackets. IPv4 in any other form
 * than four canonical decimal numbers is refused: every parser reads those differently.
 *
 * Source: WHATWG URL, host parsing; RFC 5952 for IPv6 text.
 */
export function canonicalHost(given: string): CanonicalHost {
  return known.get(given, () => readHost(given));
}

const known = new BoundedCache<CanonicalHost>();

function readHost(given: string): CanonicalHost {
  let text = given.trim();
  const bracketed = text.startsWith("[") && text.endsWith("]");
  if (bracketed) text = text.slice(1, -1);
  if (bracketed || text.includes(":")) return address6(text);
  if (IPV4.test(text) && looseIpv4(text) === text) return { ok: true, host: text, kind: "ipv4" };
  if (NO_HOST.test(text)) return { ok: false, why: "the host holds a character that no host has" };
  const plain = PLAIN.test(text) && !text.includes("xn--") && !endsInNumber(text.replace(/\.+$/, ""));
  const ascii = (plain ? text : domainToASCII(text).toLowerCase()).replace(/\.+$/, "");
  // Names that DNS knows and IDNA does not stay as they are, but for A-labels that stand for nothing.
  const kept = ascii === "" && /^[\x21-\x7e]+$/.test(text) && !/xn--/i.test(text);
  const host = kept ? text.toLowerCase().replace(/\.+$/, "") : ascii;
  if (host === "") return { ok: false, why: "the host is empty or no domain name" };
  // Looked at before the URL parser's reading as well: it turns odd spellings into canonical ones.
  const spelled = text.replace(/\.+$/, "");
  if (endsInNumber(spelled)) return /[^\x21-\x7e]/.test(spelled) ? oddAddress(host) : address4(spelled);
  if (endsInNumber(host)) return oddAddress(host);
  if (host.length > 253 || host.split(".").some((label) => label === "" || label.length > 63)) {
    return { ok: false, why: "the host has an empty or too long label" };
  }
  return { ok: true, host, kind: "name" };
}

/** What only mapping made a number was written in other digits or dots. */
function oddAddress(mapped: string): CanonicalHost {
  const means = looseIpv4(mapped);
  return { ok: false, why: NO_IPV4, ...(means === undefined ? {} : { means }) };
}
