import {
  type DomainEntry,
  type ManagedNetwork,
  mergeManaged,
  NetworkError,
  type NetworkPolicy,
  readHooks,
} from "@paddock/network";

type Table = Readonly<Record<string, unknown>>;

function table(value: unknown): Table {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Table) : {};
}

function entries(value: unknown): readonly DomainEntry[] {
  return Object.entries(table(value)).map(([pattern, decision]) => {
    if (decision !== "allow" && decision !== "deny")
      throw new NetworkError("bad-pattern", `${pattern} is neither allow nor deny`);
    return { pattern, decision };
  });
}

function checkMode(mode: unknown): void {
  if (mode !== undefined && mode !== "limited" && mode !== "full")
    throw new NetworkError("bad-pattern", `${String(mode)} is no mode`);
}

function listed(value: unknown, decision: "allow" | "deny"): readonly DomainEntry[] {
  return Array.isArray(value) ? value.map((pattern) => ({ pattern: String(pattern), decision })) : [];
}

function userPolicy(source: Table): NetworkPolicy {
  checkMode(source["mode"]);
  return {
    enabled: source["enabled"] === true,
    ...(source["mode"] === "limited" ? { mode: "limited" } : {}),
    domains: entries(source["domains"]),
    allowLocalBinding: source["allow_local_binding"] === true,
    ...(source["mitm"] === undefined ? {} : { hooks: readHooks(source["mitm"], "mitm") }),
  };
}

function managedPolicy(requirements: Table): ManagedNetwork {
  const source = table(
    requirements["experimental_network"] ??
      requirements["network_proxy"] ??
      table(requirements["permissions"])["network"],
  );
  checkMode(source["mode"]);
  return {
    ...(typeof source["enabled"] === "boolean" ? { enabled: source["enabled"] } : {}),
    ...(source["mode"] === "limited" ? { mode: "limited" } : {}),
    ...(typeof source["allow_local_binding"] === "boolean"
      ? { allowLocalBinding: source["allow_local_binding"] }
      : {}),
    managedAllowedDomainsOnly: source["managed_allowed_domains_only"] === true,
    domains: [
      ...entries(source["domains"]),
      ...listed(source["allowed_domains"], "allow"),
      ...listed(source["denied_domains"], "deny"),
    ],
  };
}

/** Reads the policy of a case: a user's table, or a user's table under an admin's requirements. */
export function readPolicy(source: Table): NetworkPolicy {
  if (source["requirements"] === undefined) return userPolicy(source);
  return mergeManaged(userPolicy(table(source["user"])), managedPolicy(table(source["requirements"]))).policy;
}
