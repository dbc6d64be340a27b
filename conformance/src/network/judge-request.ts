import {
  type Askable,
  createAskMemory,
  evaluate,
  evaluateAddresses,
  evaluateInner,
  evaluateUnixSocket,
  type FirstBytes,
  judgeTunnel,
  mayAskHost,
  type NetworkDecision,
  type NetworkPolicy,
  type NetworkRequest,
  opensTunnels,
  readFirstBytes,
  readHooks,
  readRequestHead,
} from "@paddock/network";
import { DEFAULT_LIMITS } from "@paddock/network/proxy";
import { readPolicy } from "./read-policy.ts";

type Table = Readonly<Record<string, unknown>>;

/** What our engine says about a case. */
export interface Verdict {
  readonly decision: string;
  readonly reason?: string;
}

const PROTOCOLS: Readonly<Record<string, NetworkRequest["protocol"]>> = {
  http: "http",
  https: "https",
  https_connect: "https",
  socks5_tcp: "socks5_tcp",
  socks5_udp: "socks5_udp",
};

function verdict({ decision, reason }: NetworkDecision): Verdict {
  return { decision, reason: reason ?? "allow" };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Keys of the cases are `protocol|host|port` with the proxy's names of protocols. */
function requestOfKey(key: string): NetworkRequest {
  const [protocol = "", host = "", port = ""] = key.split("|");
  return { protocol: PROTOCOLS[protocol] ?? "https", host, port: Number(port) };
}

/** Plays the questions: memory first, then whether anybody may be asked, then the answer of the case. */
function playAsking(policy: Table, request: NetworkRequest, state: Table): Verdict {
  const memory = createAskMemory();
  for (const key of strings(state["session_allowed"])) memory.remember(requestOfKey(key), "allow-session");
  for (const key of strings(state["session_denied"])) memory.remember(requestOfKey(key), "deny-always");
  const remembered = memory.recall(request);
  if (remembered !== undefined) return { decision: remembered, reason: "not_allowed" };
  const askable: Askable = {
    approvalPolicy: String(
      state["approval_policy"] ?? policy["approval_policy"] ?? "on-request",
    ) as Askable["approvalPolicy"],
    sandbox: String(
      state["sandbox_mode"] ?? policy["sandbox_mode"] ?? "workspace-write",
    ) as Askable["sandbox"],
    activeTurn: state["no_active_turn"] !== true,
  };
  if (!mayAskHost(askable)) return { decision: "deny", reason: "not_allowed" };
  if (state["client_gone"] === true) return { decision: "deny", reason: "abandoned" };
  const answer = typeof state["answer"] === "string" ? state["answer"].replaceAll("_", "-") : undefined;
  if (answer === undefined) return { decision: "ask", reason: "not_allowed" };
  memory.remember(request, answer as Parameters<typeof memory.remember>[1]);
  if (typeof state["then"] === "string") {
    return { decision: memory.recall(request) ?? "ask", reason: "not_allowed" };
  }
  return { decision: answer.startsWith("allow") ? "allow" : "deny", reason: "not_allowed" };
}

/** A ClientHello, with a server name and an encrypted part where the case has them (RFC 8446, 4.1.2). */
function clientHello(serverName: string | undefined, encrypted = false): Uint8Array {
  const number = (value: number, size: number): number[] =>
    Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
  const vector = (size: number, bytes: readonly number[]): number[] => [
    ...number(bytes.length, size),
    ...bytes,
  ];
  const name = [...new TextEncoder().encode(serverName)];
  const named = [...number(0, 2), ...vector(2, vector(2, [0, ...vector(2, name)]))];
  const extensions = [
    ...(serverName === undefined ? [] : named),
    ...(encrypted ? [...number(0xfe0d, 2), ...vector(2, [0])] : []),
  ];
  const body = [
    3,
    3,
    ...Array.from({ length: 32 }, () => 7),
    0,
    ...vector(2, [0x13, 0x01]),
    1,
    0,
    ...vector(2, extensions),
  ];
  const message = [1, ...vector(3, body)];
  return new Uint8Array([22, 3, 1, ...vector(2, message)]);
}

/** The first bytes of a case: a hello, one without a name where it is null or empty, or what it says. */
function firstBytesOf(request: Table): FirstBytes | undefined {
  const { sni, first_bytes: bytes, ech } = request;
  if (typeof bytes === "string") return readFirstBytes(new TextEncoder().encode(bytes));
  if (sni === undefined && ech === undefined) return undefined;
  return readFirstBytes(clientHello(typeof sni === "string" && sni !== "" ? sni : undefined, ech === true));
}

/** A request inside of the tunnel of a case. */
interface Inner {
  readonly method: string;
  readonly path: string;
  readonly host?: string;
  readonly sni?: string;
  readonly headers?: unknown;
  readonly body?: unknown;
}

function judgeInner(
  policy: NetworkPolicy,
  source: Table,
  inner: Inner,
  { host, port }: NetworkRequest,
): Verdict {
  const refused =
    inner.sni === undefined ? undefined : judgeTunnel(host, port, readFirstBytes(clientHello(inner.sni)));
  if (refused) return { decision: "deny", reason: refused.reason };
  const { method, path } = inner;
  const judged = evaluateInner(
    host,
    {
      method,
      path,
      headers: fieldsOf(inner.headers),
      ...(inner.host === undefined ? {} : { host: inner.host }),
      ...(typeof inner.body === "string" ? { bodyBytes: Buffer.byteLength(inner.body) } : {}),
    },
    { limited: policy.mode === "limited", hooks: readHooks(source["mitm"] ?? {}, "mitm") },
  );
  return { decision: judged.decision, reason: judged.decision === "deny" ? judged.reason : "allow" };
}

/** Header fields as a case has them: lines, a list of lines, or a table. */
function fieldsOf(given: unknown): readonly (readonly [name: string, value: string])[] {
  if (given !== null && typeof given === "object" && !Array.isArray(given))
    return Object.entries(given).map(([name, value]) => [name, String(value)]);
  const lines = typeof given === "string" ? given.split(/\r?\n/) : strings(given);
  return lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}

function judgeDestination(
  policy: NetworkPolicy,
  source: Table,
  request: Table,
  destination: NetworkRequest,
): Verdict {
  const first = evaluate(policy, destination);
  if (first.decision === "deny") return verdict(first);
  const state = (request["state"] ?? {}) as Table;
  const asked = first.decision === "ask" ? playAsking(source, destination, state) : verdict(first);
  if (asked.decision !== "allow") return asked;
  if (request["resolved_ips"] !== undefined) {
    const addresses = evaluateAddresses(policy, destination.host, strings(request["resolved_ips"]));
    if (addresses.decision === "deny") return verdict(addresses);
  }
  const bytes = firstBytesOf(request);
  if (bytes?.kind === "other" && opensTunnels(policy, destination.host))
    return { decision: "deny", reason: "mitm_required" };
  const refused = bytes ? judgeTunnel(destination.host, destination.port, bytes) : undefined;
  if (refused) return { decision: "deny", reason: refused.reason };
  return request["inner"] === undefined
    ? asked
    : judgeInner(policy, source, request["inner"] as Inner, destination);
}

/** Judges all requests of a connection, one after the other; the first that is not allowed decides. */
function judgeRaw(policy: NetworkPolicy, raw: string): Verdict {
  const end = raw.indexOf("\r\n\r\n");
  const text = end < 0 ? raw : raw.slice(0, end);
  const fields = text.split("\r\n").length - 1;
  if (text.length > DEFAULT_LIMITS.headBytes || fields > DEFAULT_LIMITS.headFields)
    return { decision: "deny", reason: "head_too_large" };
  const read = readRequestHead(text);
  if (!read.ok) return { decision: "deny", reason: read.bad.code };
  const { head } = read;
  const protocol = head.form === "authority" ? "https" : "http";
  const judged = verdict(
    evaluate(policy, {
      host: head.host,
      port: head.port,
      protocol,
      method: head.method,
      upgrade: head.upgrade,
      headerNames: head.headers.map(([name]) => name),
      targetLength: head.path.length,
      bodyBytes: head.body.kind === "none" ? 0 : 1,
    }),
  );
  const rest = raw.slice(end + 4 + (head.body.kind === "length" ? head.body.bytes : 0));
  const more = judged.decision === "allow" && protocol === "http" && head.body.kind !== "chunked";
  return more && end >= 0 && rest !== "" ? judgeRaw(policy, rest) : judged;
}

/** Judges the request of a case by the pure engine; undefined where only a running proxy or kernel can tell. */
export function judgeRequest(source: Table, request: Table): Verdict | undefined {
  const name = String(request["protocol"]);
  if (name === "unix") {
    const rules = { allow: [], all: source["dangerously_allow_all_unix_sockets"] === true };
    const { decision, reason = "allow" } = evaluateUnixSocket(rules, String(request["path"]));
    return { decision, reason };
  }
  const policy = readPolicy(source);
  if (typeof request["raw"] === "string") return judgeRaw(policy, request["raw"]);
  if (name === "load") {
    evaluate(policy, { host: "load.test", port: 443, protocol: "https" });
    return { decision: "allow", reason: "loads" };
  }
  const protocol = PROTOCOLS[name];
  if (protocol === undefined) return undefined;
  return judgeDestination(policy, source, request, {
    host: String(request["host"]),
    port: Number(request["port"]),
    protocol,
    ...(typeof request["method"] === "string" ? { method: request["method"] } : {}),
    headerNames: fieldsOf(request["headers"]).map(([name]) => name),
    ...(typeof request["body"] === "string" ? { bodyBytes: Buffer.byteLength(request["body"]) } : {}),
  });
}
