import { evaluate, NetworkError, type NetworkPolicy, type NetworkRequest } from "@paddock/network";
import { judged, type Outcome } from "../outcome.ts";
import type { RawCase, Suite } from "../suite.ts";

const PROTOCOLS: Readonly<Record<string, NetworkRequest["protocol"]>> = {
  http: "http",
  https: "https",
  https_connect: "https",
  socks5_tcp: "socks5_tcp",
  socks5_udp: "socks5_udp",
};

/** Parts of a request that only a running proxy sees, and what they need. */
const NEEDS_PROXY: readonly (readonly [key: string, what: string])[] = [
  ["raw", "the reading of raw requests"],
  ["resolved_ips", "the judgement of resolved addresses"],
  ["dns", "the judgement of resolved addresses"],
  ["sni", "the comparison of TLS names"],
  ["inner", "the inspection of encrypted requests"],
  ["body", "the limit on request bodies"],
  ["state", "the memory of earlier answers"],
  ["first_bytes", "the tunnel"],
  ["path", "the unix socket list"],
  ["methods", "the SOCKS handshake"],
];

function check(item: RawCase): Outcome {
  const id = String(item["id"]);
  const request = item["request"] as RawCase;
  const source = item["policy"] as RawCase;
  if (request["host"] === undefined && request["protocol"] !== "load") {
    return { kind: "skipped", id, reason: "needs the proxy: the connection itself" };
  }
  const protocol = PROTOCOLS[String(request["protocol"])];
  for (const [key, what] of NEEDS_PROXY) {
    if (
      request[key] !== undefined &&
      !(key === "resolved_ips" && item["expect"] !== "allow" && item["reason"] !== "not_allowed_local")
    ) {
      return { kind: "skipped", id, reason: `needs the proxy: ${what}` };
    }
  }
  if (source["rules"] !== undefined || source["requirements"] !== undefined || source["mitm"] !== undefined) {
    return { kind: "skipped", id, reason: "needs the proxy: policy from rules, requirements or hooks" };
  }
  const policy: NetworkPolicy = {
    enabled: source["enabled"] === true,
    ...(source["mode"] === "limited" ? { mode: "limited" } : {}),
    domains: Object.entries((source["domains"] ?? {}) as Readonly<Record<string, string>>).map(
      ([pattern, decision]) => ({
        pattern,
        decision: decision === "allow" ? "allow" : "deny",
      }),
    ),
    allowLocalBinding: source["allow_local_binding"] === true,
  };
  let decision: string;
  let reason: string | undefined;
  try {
    const result = evaluate(policy, {
      host: String(request["host"] ?? "load.test"),
      port: Number(request["port"] ?? 443),
      protocol: protocol ?? "https",
      ...(typeof request["method"] === "string" ? { method: request["method"] } : {}),
    });
    ({ decision, reason } = request["protocol"] === "load" ? { decision: "allow", reason: "loads" } : result);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    decision = "deny";
    reason = "config_error";
  }
  const complaints: string[] = [];
  if (decision !== item["expect"]) complaints.push(`${decision}, expected ${item["expect"]}: ${item["why"]}`);
  const byCodex = /^(?:verified:codex-[\d.]+|read:source)$/.test(String(item["source"]));
  if (byCodex && decision !== "allow" && reason !== item["reason"]) {
    complaints.push(`reason ${reason}, expected ${item["reason"]}: ${item["why"]}`);
  }
  return judged(id, complaints);
}

/** Destinations against recorded decisions. */
export const networkSuite: Suite = {
  name: "network",
  cases: "network.jsonl",
  drivers: ["paddock"],
  async *run(cases) {
    for (const item of cases) yield check(item);
  },
};
