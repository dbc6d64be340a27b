import type { NetworkDecision, NetworkPolicy, NetworkRequest } from "./decision.ts";
import { type CompiledEntry, type DomainTable, domainTable } from "./domain-table.ts";
import { type CanonicalHost, canonicalHost } from "./host.ts";
import { embeddedIpv4, isSpecialAddress } from "./special-address.ts";

/** Methods that limited mode lets pass; compared as written, since methods are case-sensitive (RFC 9110, 9.1). */
const READING_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

function decide(
  host: string,
  decision: NetworkDecision["decision"],
  text: string,
  reason?: string,
  match?: CompiledEntry,
  source: NetworkDecision["source"] = "baseline_policy",
): NetworkDecision {
  return {
    decision,
    source,
    host,
    text,
    ...(reason === undefined ? {} : { reason }),
    ...(match ? { pattern: match.entry.pattern } : {}),
    ...(match?.entry.origin ? { origin: match.entry.origin } : {}),
  };
}

/** The deny entry that covers an address in any of its spellings. */
function deniedAddress(table: DomainTable, address: string): CompiledEntry | undefined {
  const inner = embeddedIpv4(address);
  return table.find("deny", address) ?? (inner === undefined ? undefined : table.find("deny", inner));
}

function isLoopbackName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

/** An odd spelling is refused whatever it means; what it means decides what is said. */
function refuseSpelling(
  host: string,
  canonical: CanonicalHost & { ok: false },
  table: DomainTable,
): NetworkDecision {
  const { why, means } = canonical;
  if (means === undefined) return decide(host, "deny", why, "invalid_host");
  const denied = deniedAddress(table, means);
  if (denied) return decide(host, "deny", `${host} means ${means}, which is denied`, "denied", denied);
  if (isSpecialAddress(means))
    return decide(host, "deny", `${host} means ${means}: ${LOCAL}`, "not_allowed_local");
  return decide(host, "deny", `${why}; write ${means}`, "invalid_host");
}

/**
 * What limited mode says to a request whose host is allowed, by the table or by an answer: reading methods without a body
 * pass. Undefined when it has nothing against it.
 */
export function limitedRefusal(
  policy: NetworkPolicy,
  request: NetworkRequest,
  host: string,
): NetworkDecision | undefined {
  if (policy.mode !== "limited") return undefined;
  const { method, protocol, bodyBytes = 0 } = request;
  const deny = (text: string, reason: string): NetworkDecision =>
    decide(host, "deny", text, reason, undefined, "mode_guard");
  if (method !== undefined && protocol === "http" && !READING_METHODS.has(method))
    return deny(`limited mode allows only GET, HEAD and OPTIONS, not ${method}`, "method_not_allowed");
  return bodyBytes > 0 ? deny("limited mode sends no request bodies", "body_not_allowed") : undefined;
}

const NONE: ReadonlySet<string> = new Set();
const LOCAL = "an address of this machine, of a private network or of no network";

/**
 * Judges one destination by the policy. Pure: resolves nothing, so an allowed name must still have every address judged by
 * {@link evaluateAddresses} before it is dialled. Deny beats ask beats allow over every spelling.
 *
 * @throws {NetworkError} `bad-pattern` when the policy holds a pattern without a meaning.
 */
export function evaluate(policy: NetworkPolicy, request: NetworkRequest): NetworkDecision {
  const { port, protocol } = request;
  const table = domainTable(policy.domains);
  const canonical = canonicalHost(request.host);
  const host = canonical.ok ? canonical.host : request.host;
  if (!policy.enabled)
    return decide(host, "deny", "the network is off", "proxy_disabled", undefined, "proxy_state");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return decide(host, "deny", `${port} is no port`, "invalid_port");
  }
  if (!canonical.ok) return refuseSpelling(host, canonical, table);
  if (protocol === "socks5_udp") return decide(host, "deny", "UDP is not relayed", "udp_unsupported");
  const limited = policy.mode === "limited";
  if (limited && protocol === "socks5_tcp" && port !== 443) {
    return decide(
      host,
      "deny",
      "limited mode relays only port 443",
      "method_not_allowed",
      undefined,
      "mode_guard",
    );
  }
  const denied = canonical.kind === "name" ? table.find("deny", host) : deniedAddress(table, host);
  if (denied) return decide(host, "deny", `${host} is denied by ${denied.entry.pattern}`, "denied", denied);
  const local = canonical.kind === "name" ? isLoopbackName(host) : isSpecialAddress(host);
  if (local && policy.allowLocalBinding !== true && !table.exactAllow(host)) {
    return decide(host, "deny", `${host} is ${LOCAL}`, "not_allowed_local");
  }
  const asked = table.find("ask", host);
  if (asked) return decide(host, "ask", `${host} asks by ${asked.entry.pattern}`, "not_allowed", asked);
  const allowed = table.find("allow", host);
  if (!allowed) {
    return decide(
      host,
      policy.unlisted ?? "ask",
      `${host} is not in the list of allowed hosts`,
      "not_allowed",
    );
  }
  const refused = limitedRefusal(policy, request, host);
  if (refused) return refused;
  return decide(host, "allow", `${host} is allowed by ${allowed.entry.pattern}`, undefined, allowed);
}

/**
 * Judges every address that an allowed host resolved to; one bad address is enough. An empty list (no answer, an error, a
 * timeout) is refused. The caller dials one of exactly these addresses and resolves no second time.
 *
 * Names that were approved by an answer are judged the same way: approving a name opens no private address. `own` are this
 * machine's addresses: a public one reaches services of this machine that believe to be asked from within.
 */
export function evaluateAddresses(
  policy: NetworkPolicy,
  given: string,
  addresses: readonly string[],
  own: ReadonlySet<string> = NONE,
): NetworkDecision {
  const table = domainTable(policy.domains);
  const canonical = canonicalHost(given);
  const host = canonical.ok ? canonical.host : given;
  if (addresses.length === 0) return decide(host, "deny", `${host} has no address`, "not_allowed_local");
  for (const address of addresses) {
    const spelled = canonicalHost(address);
    const text = spelled.ok ? spelled.host : address;
    const denied = deniedAddress(table, text);
    if (denied) return decide(host, "deny", `${host} resolves to ${text}, which is denied`, "denied", denied);
    if (!(isSpecialAddress(text) || own.has(text)) || policy.allowLocalBinding === true) continue;
    // Only a literal, or localhost, opens itself by being listed; a listed name that resolves there does not.
    if ((text === host || isLoopbackName(host)) && table.exactAllow(host)) continue;
    return decide(host, "deny", `${host} resolves to ${text}, ${LOCAL}`, "not_allowed_local");
  }
  return decide(host, "allow", `every address of ${host} is public or allowed by name`);
}
