import type { PortEntry } from "./decision.ts";
import { NetworkError, placed } from "./network-error.ts";
import { compilePattern, type HostPattern } from "./pattern.ts";

/** Ports from the first to the last, both among them. */
type PortRange = readonly [first: number, last: number];

/** A compiled entry. */
interface PortRule {
  readonly entry: PortEntry;
  readonly host: HostPattern;
  readonly ports: readonly PortRange[];
}

/** The compiled port table of one policy. */
export interface PortTable {
  /**
   * The entry that keeps a port of a canonical host shut: one that denies it, or one that allows other ports of the host while
   * none allows this. Undefined when nothing does; what no entry covers is open.
   */
  shut(host: string, port: number): PortEntry | undefined;
}

function portsOf(entry: PortEntry, text: string): readonly PortRange[] {
  return text.split(",").map((part): PortRange => {
    const match = /^\s*(?:(\*)|(\d{1,5})(?:-(\d{1,5}))?)\s*$/.exec(part);
    const first = match?.[1] ? 1 : Number(match?.[2]);
    const last = match?.[1] ? 65_535 : Number(match?.[3] ?? match?.[2]);
    if (!match || first < 1 || last > 65_535 || first > last) {
      const shown = JSON.stringify(entry.target);
      throw new NetworkError(
        "bad-port",
        `${shown} names no ports: write HOST:443, HOST:80,443 or HOST:8000-8999`,
      );
    }
    return [first, last];
  });
}

function compile(entry: PortEntry): PortRule {
  const colon = entry.target.lastIndexOf(":");
  const host = entry.target.slice(0, Math.max(colon, 0));
  if (host.includes(":") && !/^\s*\[/.test(host)) {
    const shown = JSON.stringify(entry.target);
    throw new NetworkError("bad-port", `${shown} is not HOST:PORTS; write an IPv6 address in brackets`);
  }
  return { entry, ports: portsOf(entry, entry.target.slice(colon + 1)), host: compilePattern(host) };
}

/**
 * Compiles the port table of one policy. Deny beats allow, in whatever order they were written.
 *
 * @throws {NetworkError} `bad-port` for an entry without ports, `bad-pattern` for one without a host pattern.
 */
export function portTable(entries: readonly PortEntry[]): PortTable {
  const rules = entries.map((entry) => placed(entry.origin, () => compile(entry)));
  const covers = ({ ports }: PortRule, port: number): boolean =>
    ports.some(([first, last]) => port >= first && port <= last);
  return {
    shut(host, port) {
      if (rules.length === 0) return undefined;
      const named = rules.filter((rule) => rule.host.matches(host));
      const denied = named.find((rule) => rule.entry.decision === "deny" && covers(rule, port));
      if (denied) return denied.entry;
      const allowing = named.filter((rule) => rule.entry.decision === "allow");
      return allowing.some((rule) => covers(rule, port)) ? undefined : allowing[0]?.entry;
    },
  };
}
