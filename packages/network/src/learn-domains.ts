import { getDomain } from "tldts";
import { canonicalHost } from "./host.ts";
import { lintDomains } from "./lint-domains.ts";

/** A host that was asked for. */
export interface SeenHost {
  /** Canonical. */
  readonly host: string;
  /** How often. */
  readonly count: number;
}

/** One line of the table that allows what was seen. */
export interface LearnedDomain {
  /** For a domain table. */
  readonly pattern: string;
  /** How often its hosts were asked for. */
  readonly count: number;
  /** The hosts that it stands for; one for a plain name. */
  readonly hosts: readonly string[];
}

/** Fewer hosts below one name are listed one by one. */
const ENOUGH = 3;
/**
 * Names whose hosts belong to many strangers although the public suffix list does not say so: buckets, functions and user
 * content lie below them, so that a pattern would allow an upload to anybody.
 */
const SHARED: readonly string[] = [
  "googleapis.com",
  "googleusercontent.com",
  "amazonaws.com",
  "windows.net",
  "azure.com",
  "azureedge.net",
  "akamaized.net",
  "akamaihd.net",
  "fastly.net",
  "digitaloceanspaces.com",
  "backblazeb2.com",
  "cloudflarestorage.com",
  "aliyuncs.com",
  "myqcloud.com",
  "oraclecloud.com",
  "sharepoint.com",
  "slack.com",
  "atlassian.net",
  "zendesk.com",
  "salesforce.com",
];

/** The name that somebody registered; undefined for an address, a public suffix, and names of many owners. */
function ownerOf(host: string): string | undefined {
  const canonical = canonicalHost(host);
  if (!canonical.ok || canonical.kind !== "name") return undefined;
  const owner = getDomain(host, { allowPrivateDomains: true }) ?? undefined;
  return owner === undefined || SHARED.includes(owner) ? undefined : owner;
}

function parentOf(host: string): string {
  return host.slice(host.indexOf(".") + 1);
}

/** The deepest name with enough different hosts directly below it that lie below what somebody registered. */
function commonParent(hosts: readonly SeenHost[]): string | undefined {
  const children = new Map<string, Set<string>>();
  for (const { host } of hosts) {
    const owner = ownerOf(host);
    if (owner === undefined || host === owner) continue;
    const parent = parentOf(host);
    children.set(parent, (children.get(parent) ?? new Set()).add(host));
  }
  const enough = [...children].filter(
    ([parent, below]) => below.size >= ENOUGH && isFit(`*.${parent}`) && isFit(`**.${parent}`),
  );
  return enough.map(([parent]) => parent).sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
}

function isFit(pattern: string): boolean {
  return lintDomains([{ pattern, decision: "allow" }]).length === 0;
}

/**
 * The smallest domain table that allows what was seen: a plain name for each host, or one pattern where at least three hosts lie
 * directly below one name of the same owner. A pattern never reaches above what somebody registered, and never covers names
 * that belong to many. Sorted by pattern; equal hosts are counted together.
 *
 * @example
 * ```ts
 * import { learnDomains } from "@paddock/network/lint";
 *
 * const seen = ["a", "b", "c"].map((name) => ({ host: `${name}.cdn.example.com`, count: 1 }));
 * learnDomains(seen); // [{ pattern: "*.cdn.example.com", count: 3, hosts: [...] }]
 * ```
 */
export function learnDomains(seen: readonly SeenHost[]): readonly LearnedDomain[] {
  const counts = new Map<string, number>();
  for (const { host, count } of seen) counts.set(host, (counts.get(host) ?? 0) + count);
  let left = [...counts].map(([host, count]): SeenHost => ({ host, count }));
  const learned: LearnedDomain[] = [];
  for (;;) {
    const parent = commonParent(left);
    if (parent === undefined) break;
    const below = left.filter(({ host }) => host.endsWith(`.${parent}`));
    const apex = left.filter(({ host }) => host === parent);
    const covered = [...apex, ...below];
    learned.push(lineOf(apex.length > 0 ? `**.${parent}` : `*.${parent}`, covered));
    left = left.filter((one) => !covered.includes(one));
  }
  learned.push(...left.map((one) => lineOf(one.host, [one])));
  return learned.sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
}

function lineOf(pattern: string, covered: readonly SeenHost[]): LearnedDomain {
  return {
    pattern,
    count: covered.reduce((sum, { count }) => sum + count, 0),
    hosts: covered.map(({ host }) => host).sort(),
  };
}
