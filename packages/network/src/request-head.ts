import { BoundedCache } from "./bounded-cache.ts";
import { canonicalHost } from "./host.ts";

/** One header field, name as written. */
export type HeaderField = readonly [name: string, value: string];

/** A request head that says one thing to every parser. */
export interface RequestHead {
  /** CONNECT has authority-form; `inner` is one that came through an opened tunnel, for the tunnel's host. */
  readonly form: "absolute" | "authority" | "inner";
  /** As written; methods are case-sensitive. */
  readonly method: string;
  /** HTTP version. */
  readonly version: "1.0" | "1.1";
  /** Canonical. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Path and query for the origin; empty for authority-form. */
  readonly path: string;
  /** In their order. */
  readonly headers: readonly HeaderField[];
  /** How the body is framed. */
  readonly body:
    | { readonly kind: "none" }
    | { readonly kind: "length"; readonly bytes: number }
    | { readonly kind: "chunked" };
  /** True for a WebSocket. Every other upgrade is left out of what is sent, as if the client had not offered it. */
  readonly upgrade: boolean;
}

/** Why a head is refused; `status` is what the client is told. */
export interface BadHead {
  /** Stable, for programs. */
  readonly code:
    | "bad_request_form"
    | "bad_target"
    | "bad_scheme"
    | "userinfo"
    | "smuggling"
    | "host_mismatch"
    | "invalid_host"
    | "invalid_port"
    | "unix_socket_unsupported";
  /** HTTP status for the client. */
  readonly status: 400 | 501;
  /** One sentence for the client. */
  readonly text: string;
}

/** A judged head. */
export type ReadHead =
  | { readonly ok: true; readonly head: RequestHead }
  | { readonly ok: false; readonly bad: BadHead };

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

class Refusal extends Error {
  readonly bad: BadHead;
  constructor(code: BadHead["code"], text: string, status: BadHead["status"] = 400) {
    super(text);
    this.bad = { code, status, text };
  }
}

function portOf(text: string | undefined, fallback: number | undefined): number {
  if (text === undefined || text === "") {
    if (fallback === undefined) throw new Refusal("bad_target", "the target has no port");
    return fallback;
  }
  if (!/^\d{1,9}$/.test(text)) throw new Refusal("bad_target", "the port is no number");
  const port = Number(text);
  if (port < 1 || port > 65_535) throw new Refusal("invalid_port", `${port} is no port`);
  return port;
}

/** Splits `host:port` or `[v6]:port`; anything a second parser could split differently is refused. */
function authorityOf(text: string, fallback: number | undefined): Authority {
  return authorities.get(`${fallback} ${text}`, () => readAuthority(text, fallback));
}

interface Authority {
  readonly host: string;
  readonly port: number;
}

/** A command asks for the same few hosts again and again, and names each twice. */
const authorities = new BoundedCache<Authority>();

function readAuthority(text: string, fallback: number | undefined): Authority {
  if (text.includes("@"))
    throw new Refusal("userinfo", "the target names a user; credentials do not belong there");
  const match = /^(\[[0-9a-fA-F:.%\w]+\]|[^:[\]]+)(?::(.*))?$/.exec(text);
  if (!match?.[1] || /[\\#?/\s]/.test(text))
    throw new Refusal("bad_target", "the target is no host and port");
  const port = portOf(match[2], fallback);
  const canonical = canonicalHost(match[1]);
  // An odd IPv4 spelling stays as written: the policy says what it means and refuses it.
  if (!canonical.ok && canonical.means === undefined) throw new Refusal("invalid_host", canonical.why);
  return { host: canonical.ok ? canonical.host : match[1], port };
}

function targetOf(method: string, target: string): Pick<RequestHead, "form" | "host" | "port" | "path"> {
  if (method === "CONNECT") return { form: "authority", ...authorityOf(target, undefined), path: "" };
  if (target.startsWith("/") || target === "*")
    throw new Refusal("bad_request_form", "a proxy takes requests in absolute form");
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?]*)(.*)$/.exec(target);
  if (!match) throw new Refusal("bad_request_form", "a proxy takes requests in absolute form");
  const [, scheme = "", authority = "", rest = ""] = match;
  if (scheme.toLowerCase() !== "http")
    throw new Refusal("bad_scheme", `the scheme ${scheme} is not relayed; use CONNECT for https`);
  if (target.includes("#") || target.includes("\\"))
    throw new Refusal("bad_target", "the target holds a fragment or a backslash");
  if (/[^\x21-\x7e]/.test(target))
    throw new Refusal("bad_target", "the target holds a character that no target has");
  const path = rest === "" || rest.startsWith("?") ? `/${rest}` : rest;
  return { form: "absolute", ...authorityOf(authority, 80), path };
}

function fieldsOf(lines: readonly string[]): readonly HeaderField[] {
  return lines.map((line) => {
    if (/^[ \t]/.test(line)) throw new Refusal("smuggling", "a header is folded over two lines");
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    if (!TOKEN.test(name))
      throw new Refusal("smuggling", "a header has no name, or a blank before its colon");
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "");
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value))
      throw new Refusal("smuggling", "a header holds a control character");
    return [name, value] as const;
  });
}

function bodyOf(headers: readonly HeaderField[], version: string): RequestHead["body"] {
  const all = (wanted: string): readonly string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const lengths = all("content-length");
  const codings = all("transfer-encoding");
  if (codings.length > 0) {
    if (lengths.length > 0)
      throw new Refusal("smuggling", "both Content-Length and Transfer-Encoding are given");
    // Who speaks HTTP/1.0 knows no codings: to an origin that does not, the body is the next request (RFC 9112, 6.1).
    if (version === "HTTP/1.0")
      throw new Refusal("smuggling", "a transfer coding is given in HTTP/1.0, which has none");
    if (codings.length > 1 || codings[0]?.toLowerCase() !== "chunked")
      throw new Refusal("smuggling", "the transfer coding is not chunked alone");
    return { kind: "chunked" };
  }
  if (lengths.length === 0) return { kind: "none" };
  if (lengths.length > 1 || !/^\d{1,15}$/.test(lengths[0] as string))
    throw new Refusal("smuggling", "Content-Length is not one number");
  const bytes = Number(lengths[0]);
  return bytes === 0 ? { kind: "none" } : { kind: "length", bytes };
}

const MISMATCH = "Host header does not match request target";

/** The Host field must name the target, in whatever spelling of it. */
function checkHost(
  headers: readonly HeaderField[],
  target: { host: string; port: number },
  fallback: number,
): void {
  const hosts = headers.filter(([name]) => name.toLowerCase() === "host");
  if (hosts.length > 1) throw new Refusal("host_mismatch", "multiple Host headers");
  const [given] = hosts;
  if (!given) return;
  let named: { readonly host: string; readonly port: number };
  try {
    named = authorityOf(given[1], fallback);
  } catch {
    throw new Refusal("host_mismatch", "invalid Host header");
  }
  if (named.host !== target.host || named.port !== target.port) {
    throw new Refusal("host_mismatch", MISMATCH);
  }
}

/** A request through a tunnel has no other place than Host to name its host, so that it has to be there. */
function checkInnerHost(headers: readonly HeaderField[], tunnel: TunnelTarget, version: string): void {
  try {
    checkHost(headers, tunnel, 443);
  } catch (error) {
    if (!(error instanceof Refusal) || error.bad.text !== MISMATCH) throw error;
    throw new Refusal("host_mismatch", "host mismatch");
  }
  if (version === "HTTP/1.1" && !headers.some(([name]) => name.toLowerCase() === "host"))
    throw new Refusal("host_mismatch", "the request has no Host");
}

/**
 * Says whether a head asks for a WebSocket. What else a connection can become (`h2c` above all) carries further requests, which
 * nobody would judge.
 */
function isWebSocket(headers: readonly HeaderField[], method: string, version: string): boolean {
  const all = (wanted: string): readonly string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value.toLowerCase());
  const named = all("connection").some((value) => value.split(",").some((word) => word.trim() === "upgrade"));
  return named && method === "GET" && version === "HTTP/1.1" && all("upgrade").join() === "websocket";
}

function count(text: string, char: string): number {
  let found = 0;
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) found += 1;
  return found;
}

/** Where an opened tunnel leads. */
export interface TunnelTarget {
  /** Canonical. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The target of a request inside a tunnel: origin-form, or absolute-form that names the tunnel's host. */
function innerTarget(
  target: string,
  tunnel: TunnelTarget,
): Pick<RequestHead, "form" | "host" | "port" | "path"> {
  if (/[^\x21-\x7e]|[#\\]/.test(target))
    throw new Refusal("bad_target", "the target holds a character that no target has");
  const match = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?]*)(.*)$/.exec(target);
  if (match) {
    if (!/^(?:https|wss):/i.test(target))
      throw new Refusal("bad_scheme", "the scheme is not that of the tunnel");
    const named = authorityOf(match[1] ?? "", 443);
    if (named.host !== tunnel.host || named.port !== tunnel.port)
      throw new Refusal("host_mismatch", "host mismatch");
    const rest = match[2] ?? "";
    return { form: "inner", ...tunnel, path: rest.startsWith("/") ? rest : `/${rest}` };
  }
  if (target !== "*" && !target.startsWith("/"))
    throw new Refusal("bad_request_form", "the target is no path");
  return { form: "inner", ...tunnel, path: target };
}

/**
 * Reads the head of a request to a forward proxy, everything before the empty line, as Latin-1 text. Strict: a head that two
 * parsers could read differently is refused, with what is wrong. With `tunnel` it is one that came through an opened tunnel.
 *
 * Source: RFC 9112 sections 2 to 6, RFC 9110 section 7.2.
 */
export function readRequestHead(text: string, tunnel?: TunnelTarget): ReadHead {
  try {
    const lines = text.split("\r\n");
    // A line end is CR LF; what is left of either stands alone.
    if (
      text.includes("\0") ||
      count(text, "\r") !== lines.length - 1 ||
      count(text, "\n") !== lines.length - 1
    )
      throw new Refusal("smuggling", "a line ends with a bare CR or LF");
    const [first = "", ...rest] = lines;
    const parts = first.split(" ");
    const [method = "", target = "", version = ""] = parts;
    if (parts.length !== 3 || !TOKEN.test(method))
      throw new Refusal("bad_request_form", "the request line is not METHOD TARGET VERSION");
    if (version !== "HTTP/1.1" && version !== "HTTP/1.0")
      throw new Refusal("bad_request_form", `${version} is not spoken here`);
    const headers = fieldsOf(rest);
    if (headers.some(([name]) => name.toLowerCase() === "x-unix-socket"))
      throw new Refusal("unix_socket_unsupported", "unix sockets unsupported", 501);
    const where = tunnel ? innerTarget(target, tunnel) : targetOf(method, target);
    if (tunnel) checkInnerHost(headers, tunnel, version);
    else checkHost(headers, where, where.form === "authority" ? where.port : 80);
    const body = bodyOf(headers, version);
    const upgrade = body.kind === "none" && isWebSocket(headers, method, version);
    const spoken = version === "HTTP/1.0" ? "1.0" : "1.1";
    return { ok: true, head: { ...where, method, version: spoken, headers, body, upgrade } };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, bad: error.bad };
    throw error;
  }
}
