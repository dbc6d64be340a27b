import type { DomainEntry } from "./decision.ts";
import { NetworkError, placed } from "./network-error.ts";
import { compilePattern, type HostPattern } from "./pattern.ts";

/** An entry with its compiled pattern. */
export interface CompiledEntry {
  readonly entry: DomainEntry;
  readonly pattern: HostPattern;
}

/** The compiled domain table of one policy. */
export interface DomainTable {
  /** The deciding entry for a canonical host: deny beats ask beats allow, in whatever order they were written. */
  find(decision: DomainEntry["decision"], host: string): CompiledEntry | undefined;
  /** An allow entry that names exactly this host. */
  exactAllow(host: string): CompiledEntry | undefined;
}

/** An IPv6 address with a zone is covered by what covers it with the zone, and by what covers it without. */
function either<T>(host: string, look: (spelling: string) => T | undefined): T | undefined {
  const zone = host.indexOf("%");
  return look(host) ?? (zone < 0 ? undefined : look(host.slice(0, zone)));
}

const compiled = new WeakMap<readonly DomainEntry[], DomainTable>();

function build(domains: readonly DomainEntry[]): DomainTable {
  const exact = new Map<string, CompiledEntry[]>();
  const wide: CompiledEntry[] = [];
  for (const entry of domains) {
    const pattern = placed(entry.origin, () => compilePattern(entry.pattern));
    if (pattern.text === "*" && entry.decision === "deny") {
      const hint = "leave the host out instead: what is not allowed is never reached";
      throw new NetworkError(
        "bad-pattern",
        `${JSON.stringify(entry.pattern)} cannot be denied: ${hint}`,
        entry,
      );
    }
    const item = { entry, pattern };
    if (pattern.exact) exact.set(pattern.text, [...(exact.get(pattern.text) ?? []), item]);
    else wide.push(item);
  }
  const named = (decision: DomainEntry["decision"], host: string): CompiledEntry | undefined =>
    exact.get(host)?.find((item) => item.entry.decision === decision);
  const covering = (decision: DomainEntry["decision"], host: string): CompiledEntry | undefined =>
    named(decision, host) ??
    wide.find((item) => item.entry.decision === decision && item.pattern.matches(host));
  return {
    find: (decision, host) => either(host, (spelling) => covering(decision, spelling)),
    exactAllow: (host) => either(host, (spelling) => named("allow", spelling)),
  };
}

/**
 * Compiles a domain table, once for each table.
 *
 * @throws {NetworkError} `bad-pattern` for the first pattern without a meaning.
 */
export function domainTable(domains: readonly DomainEntry[]): DomainTable {
  let table = compiled.get(domains);
  if (!table) {
    table = build(domains);
    compiled.set(domains, table);
  }
  return table;
}
