import { compilePolicy } from "./compiled-policy.ts";
import type { AddressEntry, DomainEntry, NetworkPolicy, Origin, PortEntry } from "./decision.ts";
import { NetworkError, placed } from "./network-error.ts";
import { compilePattern } from "./pattern.ts";

/** What an admin's requirements say about the network, with the keys of `[experimental_network]` in camelCase. */
export interface ManagedNetwork {
  /** False takes the network away. */
  readonly enabled?: boolean;
  /** Only `limited` has an effect. */
  readonly mode?: "full" | "limited";
  /** Added to the user's; denials count over everything. */
  readonly domains?: readonly DomainEntry[];
  /** Added to the user's; denials count over everything. */
  readonly ports?: readonly PortEntry[];
  /** Added to the user's; denials count over everything. */
  readonly addresses?: readonly AddressEntry[];
  /** User allows are dropped and a miss is refused without a question. */
  readonly managedAllowedDomainsOnly?: boolean;
  /** False forbids it. */
  readonly allowLocalBinding?: boolean;
  /** Where it was written. */
  readonly origin?: Origin;
}

/** A user's entry that the requirements made void. */
export interface DroppedEntry {
  /** As the user wrote it. */
  readonly entry: DomainEntry | PortEntry | AddressEntry;
  /** Why, in one sentence. */
  readonly text: string;
}

/**
 * Combines a user's policy with an admin's: every denial counts, managed allows are added, and a switch only becomes
 * stricter. No order of the two can loosen the result.
 *
 * @throws {NetworkError} `bad-pattern` when a managed entry has no meaning; a managed allow of `*` is none.
 */
export function mergeManaged(
  user: NetworkPolicy,
  managed: ManagedNetwork,
): { readonly policy: NetworkPolicy; readonly dropped: readonly DroppedEntry[] } {
  for (const entry of managed.domains ?? []) {
    if (
      entry.decision === "allow" &&
      placed(entry.origin, () => compilePattern(entry.pattern)).text === "*"
    ) {
      throw new NetworkError(
        "bad-pattern",
        `a managed list cannot allow ${JSON.stringify(entry.pattern)}; name the hosts`,
        entry,
      );
    }
  }
  const only = managed.managedAllowedDomainsOnly === true;
  const dropped: DroppedEntry[] = [];
  const under = <T extends DomainEntry | PortEntry | AddressEntry>(
    required: readonly T[] = [],
    own: readonly T[] = [],
  ): readonly T[] => {
    const kept = own.filter((entry) => !only || entry.decision !== "allow");
    for (const entry of own) {
      const text = `${written(entry)} is dropped: only the administrator allows hosts`;
      if (!kept.includes(entry)) dropped.push({ entry, text });
    }
    return [...required, ...kept];
  };
  const policy: NetworkPolicy = {
    ...user,
    enabled: user.enabled && managed.enabled !== false,
    mode: managed.mode === "limited" || user.mode === "limited" ? "limited" : "full",
    domains: under(managed.domains, user.domains),
    ports: under(managed.ports, user.ports),
    addresses: under(managed.addresses, user.addresses),
    allowLocalBinding: user.allowLocalBinding === true && managed.allowLocalBinding !== false,
    ...(only ? { unlisted: "deny" as const } : {}),
  };
  compilePolicy(policy);
  return { policy, dropped };
}

function written(entry: DomainEntry | PortEntry | AddressEntry): string {
  if ("pattern" in entry) return entry.pattern;
  return "target" in entry ? entry.target : entry.range;
}

/** One host whose entries contradict each other, e.g. `AAA.test` denied and `aaa.test` allowed. */
export interface DomainClash {
  /** The one spelling of all of them. */
  readonly pattern: string;
  /** What contradicts each other. */
  readonly entries: readonly DomainEntry[];
}

/** Finds entries that mean the same host or pattern and decide differently; the stricter counts. */
export function domainClashes(domains: readonly DomainEntry[]): readonly DomainClash[] {
  const groups = new Map<string, DomainEntry[]>();
  for (const entry of domains) {
    const { text } = compilePattern(entry.pattern);
    groups.set(text, [...(groups.get(text) ?? []), entry]);
  }
  return [...groups]
    .filter(([, entries]) => new Set(entries.map((entry) => entry.decision)).size > 1)
    .map(([pattern, entries]) => ({ pattern, entries }));
}
