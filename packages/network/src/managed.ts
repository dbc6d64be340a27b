import type { DomainEntry, NetworkPolicy, Origin } from "./decision.ts";
import { domainTable } from "./domain-table.ts";
import { NetworkError } from "./network-error.ts";
import { compilePattern } from "./pattern.ts";

/** What an admin's requirements say about the network, with the keys of `[experimental_network]` in camelCase. */
export interface ManagedNetwork {
  /** False takes the network away. */
  readonly enabled?: boolean;
  /** Only `limited` has an effect. */
  readonly mode?: "full" | "limited";
  /** Added to the user's; denials count over everything. */
  readonly domains?: readonly DomainEntry[];
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
  readonly entry: DomainEntry;
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
  const required = managed.domains ?? [];
  for (const entry of required) {
    if (entry.decision === "allow" && compilePattern(entry.pattern).text === "*") {
      throw new NetworkError(
        "bad-pattern",
        `a managed list cannot allow ${JSON.stringify(entry.pattern)}; name the hosts`,
      );
    }
  }
  const only = managed.managedAllowedDomainsOnly === true;
  const kept = user.domains.filter((entry) => !only || entry.decision !== "allow");
  const dropped = user.domains
    .filter((entry) => !kept.includes(entry))
    .map((entry) => ({ entry, text: `${entry.pattern} is dropped: only the administrator allows hosts` }));
  const policy: NetworkPolicy = {
    ...user,
    enabled: user.enabled && managed.enabled !== false,
    mode: managed.mode === "limited" || user.mode === "limited" ? "limited" : "full",
    domains: [...required, ...kept],
    allowLocalBinding: user.allowLocalBinding === true && managed.allowLocalBinding !== false,
    ...(only ? { unlisted: "deny" as const } : {}),
  };
  domainTable(policy.domains);
  return { policy, dropped };
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
