import type { Effective } from "@paddock/config";
import {
  type AddressEntry,
  type DomainEntry,
  expandPresets,
  type ManagedNetwork,
  mergeManaged,
  type NetworkPolicy,
  type Origin,
  type PortEntry,
  readHooks,
  type TunnelRule,
} from "@paddock/network";
import type { RuleSet } from "@paddock/rules";
import type { Profile } from "@paddock/sandbox";

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

/** One entry of a table, with where it was written. */
interface Entry {
  readonly written: string;
  readonly decision: "allow" | "deny";
  readonly origin?: Origin;
}

/** The entries of `KEY.NAME`, a map from what is written to `allow` or `deny`. */
function entriesOf(effective: Effective, key: string, name: string): readonly Entry[] {
  return Object.entries(table(table(effective.get(key))[name])).map(([written, decision]) => {
    const origin = originOf(effective, `${key}.${name}.${quoted(written)}`, key);
    return { written, decision: decision === "allow" ? "allow" : "deny", ...origin };
  });
}

function originOf(effective: Effective, at: string, key: string): { readonly origin?: Origin } {
  const origin = effective.explain(at)?.winner ?? effective.explain(key)?.winner;
  return origin ? { origin } : {};
}

function domainsOf(effective: Effective, key: string): readonly DomainEntry[] {
  const source = table(effective.get(key));
  const listed = (name: string, decision: "allow" | "deny"): readonly DomainEntry[] =>
    strings(source[name]).map((pattern) => ({
      pattern,
      decision,
      ...originOf(effective, `${key}.${name}`, key),
    }));
  return [
    ...entriesOf(effective, key, "domains").map(({ written: pattern, ...rest }) => ({ pattern, ...rest })),
    ...listed("allowed_domains", "allow"),
    ...listed("denied_domains", "deny"),
    ...expandPresets(strings(source["presets"]), originOf(effective, `${key}.presets`, key).origin),
  ];
}

function portsOf(effective: Effective, key: string): readonly PortEntry[] {
  return entriesOf(effective, key, "ports").map(({ written: target, ...rest }) => ({ target, ...rest }));
}

function rangesOf(effective: Effective, key: string): readonly AddressEntry[] {
  return entriesOf(effective, key, "cidrs").map(({ written: range, ...rest }) => ({ range, ...rest }));
}

function tunnelOf(source: Table): TunnelRule {
  return {
    serverName: source["server_name"] === "any" ? "any" : "same",
    allowMissingName: source["allow_missing_name"] === true,
    allowEncryptedHello: source["allow_encrypted_hello"] === true,
    allowPlainOn443: source["allow_plain_on_443"] === true,
  };
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
    settings["mode"] === "limited" ||
    strings(settings["presets"]).length > 0 ||
    [settings["domains"], settings["ports"], settings["cidrs"], table(settings["mitm"])["hooks"]].some(
      (entries) => Object.keys(table(entries)).length > 0,
    );
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
    ports: portsOf(effective, "experimental_network"),
    addresses: rangesOf(effective, "experimental_network"),
    managedAllowedDomainsOnly: limits["managed_allowed_domains_only"] === true,
    ...(enabled === undefined ? {} : { enabled }),
    ...(local === undefined ? {} : { allowLocalBinding: local }),
    ...(limits["mode"] === "limited" ? { mode: "limited" as const } : {}),
  };
  const user: NetworkPolicy = {
    enabled: profile.network.kind !== "off",
    ...(network["mode"] === "limited" ? { mode: "limited" as const } : {}),
    ...(network["enable_socks5"] === false ? { socks5: false } : {}),
    domains: domainsOf(effective, key),
    ports: portsOf(effective, key),
    addresses: rangesOf(effective, key),
    nat64Prefixes: strings(network["nat64_prefixes"]),
    ...(network["tunnel"] === undefined ? {} : { tunnel: tunnelOf(table(network["tunnel"])) }),
    ...(network["mitm"] === undefined
      ? {}
      : {
          hooks: readHooks(network["mitm"], `${key}.mitm`, originOf(effective, `${key}.mitm`, key).origin),
        }),
    key,
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
export function networkPolicyOf(
  boundary: { readonly networkPolicy: NetworkPolicy },
  rules: RuleSet,
): NetworkPolicy {
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
