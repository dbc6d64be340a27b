import { addressBytes } from "./address-range.ts";
import { type CompiledPolicy, compilePolicy } from "./compiled-policy.ts";
import type { AddressEntry, NetworkDecision, NetworkPolicy, NetworkRequest, Origin } from "./decision.ts";
import type { CompiledEntry } from "./domain-table.ts";
import { embeddedIpv4 } from "./embedded-ipv4.ts";
import { type CanonicalHost, canonicalHost } from "./host.ts";
import { limitedRefusal } from "./limited-mode.ts";
import { isMetadata, isSpecialAddress } from "./special-address.ts";

/** What decided, beside the words: an entry of any table. */
interface Because {
  readonly reason?: string;
  readonly entry?: { readonly pattern: string; readonly origin?: Origin };
  readonly source?: NetworkDecision["source"];
  readonly remedy?: string;
}

const LOCAL = "an address of this machine, of a private network or of no network";
const NONE: ReadonlySet<string> = new Set();

function decide(
  host: string,
  decision: NetworkDecision["decision"],
  text: string,
  { reason, entry, source = "baseline_policy", remedy }: Because = {},
): NetworkDecision {
  return {
    decision,
    source,
    host,
    text,
    ...(reason === undefined ? {} : { reason }),
    ...(entry ? { pattern: entry.pattern } : {}),
    ...(entry?.origin ? { origin: entry.origin } : {}),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** Names a table of the policy as its writer knows it. */
function tableOf(policy: NetworkPolicy, name: string): string {
  return policy.key === undefined ? `the ${name} table` : `[${policy.key}.${name}]`;
}

/** How to open what an entry shuts: by changing that entry, where it stands. */
function changing(entry: NonNullable<Because["entry"]>): string {
  const { file, line, layer } = entry.origin ?? {};
  const place = file === undefined ? layer : `${file}:${line ?? 1}`;
  return `change the entry ${JSON.stringify(entry.pattern)}${place === undefined ? "" : ` (${place})`}`;
}

function ofRange({ range, origin }: AddressEntry): NonNullable<Because["entry"]> {
  return { pattern: range, ...(origin ? { origin } : {}) };
}

/** The deny entry that covers an address in any of its spellings. */
function deniedAddress(tables: CompiledPolicy, address: string): Because["entry"] | undefined {
  if (!tables.deniesAddresses) return undefined;
  for (const spelling of [address, ...embeddedIpv4(address, tables.nat64)]) {
    const found = tables.domains.find("deny", spelling);
    if (found) return found.entry;
  }
  const bytes = addressBytes(address.replace(/%.*$/, ""));
  const range = bytes && tables.addresses.denied(bytes);
  return range && ofRange(range);
}

function deniedBy(host: string, what: string, entry: NonNullable<Because["entry"]>): NetworkDecision {
  return decide(host, "deny", what, { reason: "denied", entry, remedy: changing(entry) });
}

function isSpecial(tables: CompiledPolicy, address: string): boolean {
  return tables.special.get(address, () => isSpecialAddress(address, tables.nat64));
}

/** Says whether `allow_local_binding` opens an address: a cloud's metadata service has to be named by itself all the same. */
function opensLocal(policy: NetworkPolicy, address: string): boolean {
  if (policy.allowLocalBinding !== true) return false;
  const bytes = addressBytes(address.replace(/%.*$/, ""));
  return bytes !== undefined && !isMetadata(bytes);
}

function isLoopbackName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

/** A person may write a name in any script; a client sends ASCII, and what else comes in a request was made to mislead. */
function hostOnTheWire(given: string): CanonicalHost {
  const canonical = canonicalHost(given);
  if (!canonical.ok || !/[^\x20-\x7e]/.test(given)) return canonical;
  return { ok: false, why: "the host is not written in ASCII", means: canonical.host };
}

/** An odd spelling is refused whatever it means; what it means decides what is said. */
function refuseSpelling(
  host: string,
  { why, means }: CanonicalHost & { ok: false },
  tables: CompiledPolicy,
): NetworkDecision {
  if (means === undefined) return decide(host, "deny", why, { reason: "invalid_host" });
  const literal = addressBytes(means) !== undefined;
  const denied = literal ? deniedAddress(tables, means) : tables.domains.find("deny", means)?.entry;
  if (denied) return deniedBy(host, `${host} means ${means}, which is denied`, denied);
  if (literal ? isSpecial(tables, means) : isLoopbackName(means))
    return decide(host, "deny", `${host} means ${means}: ${LOCAL}`, { reason: "not_allowed_local" });
  return decide(host, "deny", why, { reason: "invalid_host", remedy: `ask for ${means}` });
}

/** The entry that lets a host be reached: of the domain table, or of a range for a literal. */
function allowedBy(tables: CompiledPolicy, host: string, literal: boolean): Because["entry"] | undefined {
  const named: CompiledEntry | undefined = tables.domains.find("allow", host);
  if (named || !literal) return named?.entry;
  const bytes = addressBytes(host.replace(/%.*$/, ""));
  const range = bytes && (tables.addresses.opened(bytes) ?? tables.addresses.allowed(bytes));
  return range && ofRange(range);
}

/** Says whether a special literal, or a loopback name, is opened by being named. */
function isOpened(tables: CompiledPolicy, host: string, literal: boolean): boolean {
  if (tables.domains.exactAllow(host)) return true;
  const bytes = literal ? addressBytes(host.replace(/%.*$/, "")) : undefined;
  return bytes !== undefined && tables.addresses.opened(bytes) !== undefined;
}

/**
 * Judges one destination by the policy. Pure: resolves nothing, so an allowed name must still have every address judged by
 * {@link evaluateAddresses} before it is dialled. Deny beats ask beats allow over every spelling, table and layer.
 *
 * @throws {NetworkError} when the policy holds an entry without a meaning.
 */
export function evaluate(policy: NetworkPolicy, request: NetworkRequest): NetworkDecision {
  const { port, protocol } = request;
  const tables = compilePolicy(policy);
  const canonical = hostOnTheWire(request.host);
  const host = canonical.ok ? canonical.host : request.host;
  if (!policy.enabled)
    return decide(host, "deny", "the network is off", { reason: "proxy_disabled", source: "proxy_state" });
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return decide(host, "deny", `${port} is no port`, { reason: "invalid_port" });
  if (!canonical.ok) return refuseSpelling(host, canonical, tables);
  if (protocol === "socks5_udp")
    return decide(host, "deny", "UDP is not relayed", { reason: "udp_unsupported" });
  if (policy.mode === "limited" && protocol === "socks5_tcp" && port !== 443) {
    const text = "limited mode relays only port 443";
    return decide(host, "deny", text, { reason: "method_not_allowed", source: "mode_guard" });
  }
  return evaluateHost(policy, request, canonical, tables);
}

/** In full mode nothing but host and port counts beyond what was looked at already. */
function evaluateHost(
  policy: NetworkPolicy,
  request: NetworkRequest,
  canonical: CanonicalHost & { ok: true },
  tables: CompiledPolicy,
): NetworkDecision {
  const judge = (): NetworkDecision => judgeHost(policy, request, canonical, tables);
  if (policy.mode === "limited") return judge();
  return tables.decisions.get(`${canonical.host} ${request.port}`, judge);
}

function judgeHost(
  policy: NetworkPolicy,
  request: NetworkRequest,
  { host, kind }: CanonicalHost & { ok: true },
  tables: CompiledPolicy,
): NetworkDecision {
  const { port } = request;
  const literal = kind !== "name";
  const denied = literal ? deniedAddress(tables, host) : tables.domains.find("deny", host)?.entry;
  if (denied) return deniedBy(host, `${host} is denied by ${denied.pattern}`, denied);
  const local = literal ? isSpecial(tables, host) : isLoopbackName(host);
  const opened = literal ? opensLocal(policy, host) : policy.allowLocalBinding === true;
  if (local && !opened && !isOpened(tables, host, literal)) {
    const remedy = `name it in ${tableOf(policy, "domains")}: ${JSON.stringify(host)} = "allow"`;
    return decide(host, "deny", `${host} is ${LOCAL}`, { reason: "not_allowed_local", remedy });
  }
  const shut = tables.ports.shut(host, port);
  if (shut) {
    const entry = { pattern: shut.target, ...(shut.origin ? { origin: shut.origin } : {}) };
    const remedy =
      shut.decision === "deny"
        ? changing(entry)
        : `add to ${tableOf(policy, "ports")}: ${JSON.stringify(`${host.includes(":") ? `[${host}]` : host}:${port}`)} = "allow"`;
    return decide(host, "deny", `port ${port} of ${host} is shut by ${shut.target}`, {
      reason: "port_not_allowed",
      entry,
      remedy,
    });
  }
  const asked = tables.domains.find("ask", host)?.entry;
  if (asked)
    return decide(host, "ask", `${host} asks by ${asked.pattern}`, { reason: "not_allowed", entry: asked });
  const allowed = allowedBy(tables, host, literal);
  if (!allowed) {
    const remedy = `add to ${tableOf(policy, "domains")}: ${JSON.stringify(host)} = "allow"`;
    const text = `${host} is not in the list of allowed hosts`;
    return decide(host, policy.unlisted ?? "ask", text, { reason: "not_allowed", remedy });
  }
  const limited = limitedRefusal(policy, request);
  if (limited) return decide(host, "deny", limited.text, { reason: limited.reason, source: "mode_guard" });
  return decide(host, "allow", `${host} is allowed by ${allowed.pattern}`, { entry: allowed });
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
  const tables = compilePolicy(policy);
  const canonical = canonicalHost(given);
  const host = canonical.ok ? canonical.host : given;
  if (addresses.length === 0)
    return decide(host, "deny", `${host} has no address`, { reason: "not_allowed_local" });
  for (const address of addresses) {
    const spelled = canonicalHost(address);
    const text = spelled.ok ? spelled.host : address;
    const denied = deniedAddress(tables, text);
    if (denied) return deniedBy(host, `${host} resolves to ${text}, which is denied`, denied);
    if (!isSpecial(tables, text) && !own.has(text)) continue;
    if (opensLocal(policy, text) || isOpenedFor(tables, host, text)) continue;
    const remedy =
      text === host
        ? `name it in ${tableOf(policy, "domains")}: ${JSON.stringify(host)} = "allow"`
        : `where ${host} is known to lead there: ${JSON.stringify(text)} = "allow" in ${tableOf(policy, "cidrs")}`;
    const reason = "not_allowed_local";
    return decide(host, "deny", `${host} resolves to ${text}, ${LOCAL}`, { reason, remedy });
  }
  return decide(host, "allow", `every address of ${host} is public or allowed by name`);
}

/** Only a literal, or localhost, opens itself by being listed; for a name that resolves there a range has to open it. */
function isOpenedFor(tables: CompiledPolicy, host: string, address: string): boolean {
  if ((address === host || isLoopbackName(host)) && tables.domains.exactAllow(host)) return true;
  const bytes = addressBytes(address.replace(/%.*$/, ""));
  return bytes !== undefined && tables.addresses.opened(bytes) !== undefined;
}
