import { canonicalHost } from "./host.ts";
import { matchesGlob } from "./matches-glob.ts";
import { NetworkError } from "./network-error.ts";

/** A compiled pattern of the domain table. */
export interface HostPattern {
  /** The one spelling, for comparing entries. */
  readonly text: string;
  /** True when it names one host and nothing else. */
  readonly exact: boolean;
  /** Says whether a canonical host is covered. */
  matches(host: string): boolean;
}

function refuse(pattern: string, why: string): never {
  throw new NetworkError("bad-pattern", `${JSON.stringify(pattern)} is no host pattern: ${why}`);
}

/** Takes brackets and a port off; every port matches. */
function hostPart(pattern: string, text: string): string {
  if (text.startsWith("[")) {
    const close = text.indexOf("]");
    const inner = text.slice(1, close);
    if (close < 0 || (inner !== "*" && !inner.includes(":")))
      refuse(pattern, "brackets are for IPv6 addresses only");
    return inner;
  }
  const parts = text.split(":");
  return parts.length === 2 && /^(?:\d+|\*)$/.test(parts[1] as string) ? (parts[0] as string) : text;
}

/** A-labels for a name without wildcards; what has no canonical form stays as it is and matches nothing real. */
function nameOf(text: string): string {
  if (/[*?]/.test(text)) return text;
  const canonical = canonicalHost(text);
  return canonical.ok ? canonical.host : text;
}

/**
 * Compiles `name`, `*.name` (any depth below), `**.name` (itself and below), `*`, or a name with `*` and `?` inside,
 * where `*` is any run of characters including dots. A port is dropped: every port matches.
 *
 * @throws {NetworkError} `bad-pattern` for URLs, CIDRs, blanks inside, braces, misplaced `**` and nothing at all.
 */
export function compilePattern(pattern: string): HostPattern {
  const given = pattern.trim().toLowerCase();
  if (/[{}\\/\s]/.test(given)) refuse(pattern, "write a host name without scheme, path, range or blank");
  const text = hostPart(pattern, given).replace(/\.+$/, "");
  if (text === "" || (text === "*" && given.startsWith("*."))) refuse(pattern, "it names no host");
  const prefix = text.startsWith("**.") ? "**." : text.startsWith("*.") ? "*." : "";
  const rest = text.slice(prefix.length);
  if (rest.includes("**")) refuse(pattern, "** stands only at the start, as in **.example.com");
  if (text === "*") return { text, exact: false, matches: () => true };
  const name = nameOf(rest);
  if (prefix === "" && !/[*?]/.test(name))
    return { text: name, exact: true, matches: (host) => host === name };
  const below = `*.${name}`;
  return {
    text: prefix + name,
    exact: false,
    matches: (host) =>
      prefix === ""
        ? matchesGlob(name, host)
        : matchesGlob(below, host) || (prefix === "**." && matchesGlob(name, host)),
  };
}
