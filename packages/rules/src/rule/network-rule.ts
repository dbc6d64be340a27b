import { Failure } from "../starlark/mod.ts";
import type { Origin } from "../verdict.ts";

/** One network rule of a rule file. */
export interface NetworkRule {
  /** Host name or address, lower case, without port. */
  readonly host: string;
  /** Protocol that the rule names. */
  readonly protocol: "http" | "https" | "socks5_tcp" | "socks5_udp";
  /** What the rule decides. */
  readonly decision: "allow" | "ask" | "deny";
  /** Why, in the words of its author. */
  readonly justification?: string;
  /** Where it was written. */
  readonly origin: Origin;
}

const PROTOCOLS: Readonly<Record<string, NetworkRule["protocol"]>> = {
  http: "http",
  https: "https",
  https_connect: "https",
  "http-connect": "https",
  socks5_tcp: "socks5_tcp",
  socks5_udp: "socks5_udp",
};
const DECISIONS: Readonly<Record<string, NetworkRule["decision"]>> = {
  allow: "allow",
  deny: "deny",
  forbidden: "deny",
  prompt: "ask",
};

/** Reads a protocol word or fails. */
export function readProtocol(word: string): NetworkRule["protocol"] {
  if (Object.hasOwn(PROTOCOLS, word)) return PROTOCOLS[word]!;
  throw new Failure(
    "host",
    `invalid rule: network_rule protocol must be one of http, https, socks5_tcp, socks5_udp (got ${word})`,
  );
}

/** Reads a decision word or fails. */
export function readNetworkDecision(word: string): NetworkRule["decision"] {
  if (Object.hasOwn(DECISIONS, word)) return DECISIONS[word]!;
  throw new Failure("host", `invalid decision: ${word}`);
}

/** Reads a host: trimmed, brackets and port off, trailing dots off, ASCII lower case. */
export function readHost(given: string): string {
  const text = given.trim();
  if (text === "") fail("cannot be empty");
  if (/:\/\/|[/?#]/.test(text)) fail("must be a hostname or IP literal (without scheme or path)");
  const host = unwrap(text, given)
    .replace(/\.+$/, "")
    .trim()
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (host === "") fail("cannot be empty");
  if (host.includes("*")) fail("must be a specific host; wildcards are not allowed");
  if (/[\p{White_Space}]/u.test(host)) fail("cannot contain whitespace");
  return host;
}

function unwrap(text: string, given: string): string {
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end < 0) return fail("has an invalid bracketed IPv6 literal");
    const rest = text.slice(end + 1);
    if (rest !== "" && !/^:[0-9]+$/.test(rest)) return fail(`contains an unsupported suffix: ${given}`);
    return text.slice(1, end);
  }
  const port = /^([^:]*):([0-9]+)$/.exec(text);
  // A lone port leaves nothing to strip it from: Codex keeps `:443` as it is.
  return port === null || port[1] === "" ? text : port[1]!;
}

function fail(what: string): never {
  throw new Failure("host", `invalid rule: network_rule host ${what}`);
}
