import type { DomainEntry, NetworkDecision, NetworkPolicy, NetworkRequest } from "./decision.ts";
import { canonicalHost } from "./host.ts";
import { compilePattern, type HostPattern } from "./pattern.ts";
import { isSpecialAddress } from "./special-address.ts";

interface Compiled {
  readonly entry: DomainEntry;
  readonly pattern: HostPattern;
}

const compiled = new WeakMap<readonly DomainEntry[], readonly Compiled[]>();

function compile(domains: readonly DomainEntry[]): readonly Compiled[] {
  let table = compiled.get(domains);
  if (!table) {
    table = domains.map((entry) => ({ entry, pattern: compilePattern(entry.pattern) }));
    compiled.set(domains, table);
  }
  return table;
}

function find(
  table: readonly Compiled[],
  decision: DomainEntry["decision"],
  host: string,
): Compiled | undefined {
  return table.find((item) => item.entry.decision === decision && item.pattern.matches(host));
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Judges one destination by the policy. Pure: resolves nothing, so an allowed name must still have every address judged
 * before it is dialled. Deny beats ask beats allow over every spelling.
 *
 * @throws {NetworkError} `bad-pattern` when the policy holds a pattern without a meaning.
 */
export function evaluate(policy: NetworkPolicy, request: NetworkRequest): NetworkDecision {
  const canonical = canonicalHost(request.host);
  const host = canonical.ok ? canonical.host : request.host;
  const answer = (
    decision: NetworkDecision["decision"],
    text: string,
    rest: Partial<Pick<NetworkDecision, "reason" | "source">> & {
      readonly match?: Compiled | undefined;
    } = {},
  ): NetworkDecision => ({
    decision,
    source: rest.source ?? "baseline_policy",
    host,
    text,
    ...(rest.reason === undefined ? {} : { reason: rest.reason }),
    ...(rest.match ? { pattern: rest.match.entry.pattern } : {}),
    ...(rest.match?.entry.origin ? { origin: rest.match.entry.origin } : {}),
  });
  if (!policy.enabled)
    return answer("deny", "the network is off", { reason: "proxy_disabled", source: "proxy_state" });
  if (!canonical.ok) return answer("deny", canonical.why, { reason: "not_allowed" });
  if (request.protocol === "socks5_udp")
    return answer("deny", "UDP is not relayed", { reason: "not_allowed" });
  if (policy.mode === "limited" && request.protocol === "socks5_tcp" && request.port !== 443) {
    return answer("deny", "limited mode relays only port 443", {
      reason: "method_not_allowed",
      source: "mode_guard",
    });
  }
  const table = compile(policy.domains);
  const denied = find(table, "deny", host);
  if (denied)
    return answer("deny", `${host} is denied by ${denied.entry.pattern}`, {
      reason: "denied",
      match: denied,
    });
  const local =
    host === "localhost" ||
    host.endsWith(".localhost") ||
    (canonical.kind !== "name" && isSpecialAddress(host));
  const named = table.find(
    (item) => item.entry.decision === "allow" && item.pattern.exact && item.pattern.matches(host),
  );
  if (local && !named && policy.allowLocalBinding !== true) {
    return answer("deny", `${host} is an address of this machine or of a private network`, {
      reason: "not_allowed_local",
    });
  }
  const asked = find(table, "ask", host);
  if (asked)
    return answer("ask", `${host} asks by ${asked.entry.pattern}`, { reason: "not_allowed", match: asked });
  const allowed = find(table, "allow", host);
  if (!allowed) {
    const unlisted = policy.unlisted ?? "ask";
    return answer(unlisted, `${host} is not in the list of allowed hosts`, { reason: "not_allowed" });
  }
  if (policy.mode === "limited" && request.method !== undefined && !SAFE_METHODS.has(request.method)) {
    return answer("deny", `limited mode allows only GET, HEAD and OPTIONS, not ${request.method}`, {
      reason: "method_not_allowed",
      source: "mode_guard",
    });
  }
  return answer("allow", `${host} is allowed by ${allowed.entry.pattern}`, { match: allowed });
}
