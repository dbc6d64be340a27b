import type { Effective } from "@paddock/config";
import { type DomainEntry, type ManagedNetwork, mergeManaged, type NetworkPolicy } from "@paddock/network";
import type { RuleSet } from "@paddock/rules";
import type { Profile } from "@paddock/sandbox";
import type { Boundary } from "./boundary.ts";

type Table = Readonly<Record<string, unknown>>;

function table(value: unknown): Table {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Table) : {};
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** One segment of a dotted key; patterns hold dots of their own. */
function quoted(segment: string): string {
  return /^[A-Za-z0-9_-]+$/.test(segment) ? segment : JSON.stringify(segment);
}

function domainsOf(effective: Effective, key: string): readonly DomainEntry[] {
  const source = table(effective.get(key));
  const entry = (pattern: string, allowed: boolean, at: string): DomainEntry => {
    const origin = effective.explain(at)?.winner ?? effective.explain(key)?.winner;
    return { pattern, decision: allowed ? "allow" : "deny", ...(origin ? { origin } : {}) };
  };
  return [
    ...Object.entries(table(source["domains"])).map(([pattern, decision]) =>
      entry(pattern, decision === "allow", `${key}.domains.${quoted(pattern)}`),
    ),
    ...strings(source["allowed_domains"]).map((pattern) => entry(pattern, true, `${key}.allowed_domains`)),
    ...strings(source["denied_domains"]).map((pattern) => entry(pattern, false, `${key}.denied_domains`)),
  ];
}

function userKey(profile: Pick<Profile, "mode" | "name">): string {
  return profile.mode === "profile"
    ? `permissions.${quoted(profile.name)}.network`
    : "features.network_proxy";
}

/**
 * Says whether an open network is opened through the egress proxy: where hosts are listed, a mode is set, or the proxy is
 * switched on by the configuration or an administrator. Hosts that are listed are never ignored.
 */
export function wantsProxy(effective: Effective, profile: Pick<Profile, "mode" | "name">): boolean {
  const feature = effective.get("features.network_proxy");
  const managed = table(effective.get("experimental_network"));
  const on = (settings: Table): boolean =>
    settings["mode"] === "limited" || Object.keys(table(settings["domains"])).length > 0;
  return (
    feature === true ||
    table(feature)["enabled"] === true ||
    on(table(effective.get(userKey(profile)))) ||
    on(table(feature)) ||
    on(managed) ||
    managed["enabled"] === true ||
    managed["managed_allowed_domains_only"] === true ||
    strings(managed["allowed_domains"]).length + strings(managed["denied_domains"]).length > 0
  );
}

/** Translates the network part of the configuration. A managed denial counts over everything; managed allows are added. */
export function networkPolicyFromConfig(effective: Effective, profile: Profile): NetworkPolicy {
  const key = userKey(profile);
  const network = table(effective.get(key));
  const limits = table(effective.get("experimental_network"));
  const flag = (name: string): boolean | undefined =>
    typeof limits[name] === "boolean" ? limits[name] : undefined;
  const enabled = flag("enabled");
  const local = flag("allow_local_binding");
  const managed: ManagedNetwork = {
    domains: domainsOf(effective, "experimental_network"),
    managedAllowedDomainsOnly: limits["managed_allowed_domains_only"] === true,
    ...(enabled === undefined ? {} : { enabled }),
    ...(local === undefined ? {} : { allowLocalBinding: local }),
    ...(limits["mode"] === "limited" ? { mode: "limited" as const } : {}),
  };
  const user: NetworkPolicy = {
    enabled: profile.network.kind !== "off",
    ...(network["mode"] === "limited" ? { mode: "limited" as const } : {}),
    domains: domainsOf(effective, key),
    allowLocalBinding: network["allow_local_binding"] === true,
  };
  return mergeManaged(user, managed).policy;
}

/** `allow_upstream_proxy`, which an administrator can take away. */
export function allowsUpstream(effective: Effective, profile: Pick<Profile, "mode" | "name">): boolean {
  return (
    table(effective.get(userKey(profile)))["allow_upstream_proxy"] !== false &&
    table(effective.get("experimental_network"))["allow_upstream_proxy"] !== false
  );
}

const withRules = new WeakMap<RuleSet, { readonly base: NetworkPolicy; readonly policy: NetworkPolicy }>();

/**
 * The policy together with the `network_rule` lines of rule files, which count for every protocol. Where only an administrator
 * allows hosts, rules can deny but not allow.
 */
export function networkPolicyOf(boundary: Pick<Boundary, "networkPolicy">, rules: RuleSet): NetworkPolicy {
  const base = boundary.networkPolicy;
  const known = withRules.get(rules);
  if (known?.base === base) return known.policy;
  const entries = rules.networkRules
    .filter(({ decision }) => decision !== "allow" || base.unlisted !== "deny")
    .map(({ host, decision, origin }): DomainEntry => ({ pattern: host, decision, origin }));
  const policy = entries.length === 0 ? base : { ...base, domains: [...base.domains, ...entries] };
  withRules.set(rules, { base, policy });
  return policy;
}
