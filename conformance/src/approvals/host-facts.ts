import type { ActionFacts } from "@paddock/approvals";
import { evaluate, type NetworkPolicy } from "@paddock/network";
import type { RawCase } from "../suite.ts";
import { object, strings } from "./fields.ts";

type Domains = NetworkPolicy["domains"];

/** Hosts that an earlier answer put into the rule file, for this protocol. */
function ruledHosts(rules: readonly string[], protocol: unknown): Domains {
  return rules.flatMap((rule) => {
    const argument = (name: string): string | undefined =>
      new RegExp(`${name}\\s*=\\s*"([^"]*)"`).exec(rule)?.[1];
    const pattern = argument("host");
    if (!rule.startsWith("network_rule(") || pattern === undefined || argument("protocol") !== protocol)
      return [];
    return [{ pattern, decision: argument("decision") === "allow" ? "allow" : "deny" }];
  });
}

/** Hosts that requirements list: a table from name to decision, or two lists. */
function managedHosts(requirements: RawCase): Domains {
  const managed = object(requirements["experimental_network"] ?? requirements["network_proxy"]);
  const listed = (key: string, decision: "allow" | "deny"): Domains =>
    strings(managed[key]).map((pattern) => ({ pattern, decision }));
  return [
    ...Object.entries(object(managed["domains"])).map(([pattern, decision]) => ({
      pattern,
      decision: decision === "allow" ? ("allow" as const) : ("deny" as const),
    })),
    ...listed("allowed_domains", "allow"),
    ...listed("denied_domains", "deny"),
  ];
}

/** What the network policy of a case says about its host. */
export function hostFacts(item: RawCase, action: RawCase): ActionFacts {
  const policy: NetworkPolicy = {
    enabled: true,
    domains: [
      ...managedHosts(object(item["requirements"])),
      ...ruledHosts(strings(item["rules"]), action["protocol"]),
    ],
    // Without a managed proxy nobody is asked about a host.
    unlisted: action["proxy"] === "user-config" ? "deny" : "ask",
  };
  const place = {
    host: String(action["host"]),
    port: Number(action["port"]),
    protocol: action["protocol"] as "http",
  };
  if (action["resolves_to"] === "private-or-loopback") {
    return { kind: "network", ...place, decision: "deny", reason: "not_allowed_local" };
  }
  const { decision, reason } = evaluate(policy, place);
  return { kind: "network", ...place, decision, ...(reason === undefined ? {} : { reason }) };
}
