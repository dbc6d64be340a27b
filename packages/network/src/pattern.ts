import { canonicalHost } from "./host.ts";
import { NetworkError } from "./network-error.ts";

/** A compiled pattern of the domain table. */
export interface HostPattern {
  /** The one spelling, for comparing entries. */
  readonly text: string;
  /** True when it names one host and nothing else. */
  readonly exact: boolean;
  matches(host: string): boolean;
}

function refuse(pattern: string, why: string): never {
  throw new NetworkError("bad-pattern", `${JSON.stringify(pattern)} is no host pattern: ${why}`);
}

function globOf(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}

/**
 * Compiles `name`, `*.name` (any depth below), `**.name` (itself and below), `*`, or a name with `*` and `?` inside.
 * A port is dropped: every port matches.
 *
 * @throws {NetworkError} `bad-pattern` for URLs, CIDRs, blanks, braces and misplaced `**`.
 */
export function compilePattern(pattern: string): HostPattern {
  let text = pattern.trim().toLowerCase();
  if (text === "") refuse(pattern, "it is empty");
  if (/[{}\\/\s]/.test(text)) refuse(pattern, "write a host name without scheme, path, range or blank");
  if (text.startsWith("[")) {
    const close = text.indexOf("]");
    const inner = text.slice(1, close);
    if (close < 0 || (inner !== "*" && !inner.includes(":")))
      refuse(pattern, "brackets are for IPv6 addresses only");
    text = inner;
  } else if (text.split(":").length === 2) text = text.split(":")[0] as string;
  text = text.replace(/\.+$/, "");
  if (text === "") refuse(pattern, "it is empty");
  const apex = text.startsWith("**.");
  if ((apex ? text.slice(3) : text).includes("**"))
    refuse(pattern, "** stands only at the start, as in **.example.com");
  if (!/[*?]/.test(text)) {
    const canonical = canonicalHost(text);
    const host = canonical.ok ? canonical.host : text;
    return { text: host, exact: true, matches: (other) => other === host };
  }
  if (text === "*") return { text, exact: false, matches: () => true };
  const prefix = apex ? "**." : text.startsWith("*.") ? "*." : "";
  const rest = text.slice(prefix.length);
  const canonical = /[*?]/.test(rest) ? undefined : canonicalHost(rest);
  const name = canonical?.ok ? canonical.host : rest;
  const inner = globOf(name);
  const below = globOf(`*.${name}`);
  const matches = (host: string): boolean =>
    prefix === "" ? inner.test(host) : below.test(host) || (prefix === "**." && inner.test(host));
  return { text: prefix + name, exact: false, matches };
}
