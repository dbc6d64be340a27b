import { isIP, type Socket } from "node:net";
import { NetworkError } from "../network-error.ts";
import { compilePattern } from "../pattern.ts";
import { type Dial, dialAny } from "./dial.ts";
import { Intake } from "./intake.ts";
import { type Resolve, resolveOnce } from "./resolve-host.ts";
import type { Ticker } from "./ticker.ts";

/** A corporate proxy that everything goes out by. */
export interface UpstreamProxy {
  readonly host: string;
  readonly port: number;
  /** For records: host and port, never the credentials. */
  readonly name: string;
  /** Value of Proxy-Authorization. */
  readonly authorization?: string;
  /** Hosts that are dialled directly. */
  bypasses(host: string): boolean;
}

/**
 * Reads the address of an HTTP proxy, with its credentials, and the patterns of hosts that go around it.
 *
 * @throws {NetworkError} `bad-upstream` for anything but an http URL.
 */
export function upstreamProxy(options: {
  readonly url: string;
  readonly except?: readonly string[];
}): UpstreamProxy {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (url?.protocol !== "http:" || url.hostname === "") {
    throw new NetworkError("bad-upstream", "the upstream proxy is no http URL; write http://HOST:PORT");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || 80);
  const { username, password } = url;
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const patterns = (options.except ?? []).map(compilePattern);
  return {
    host,
    port,
    name: `${url.hostname}:${port}`,
    ...(username === "" ? {} : { authorization: `Basic ${Buffer.from(plain).toString("base64")}` }),
    bypasses: (name) => patterns.some((pattern) => pattern.matches(name)),
  };
}

/** Connects to the upstream proxy itself. Undefined when it does not answer. */
export async function dialUpstream(
  upstream: UpstreamProxy,
  by: { readonly resolve: Resolve; readonly dial: Dial; readonly resolveMs: number; readonly dialMs: number },
): Promise<Socket | undefined> {
  const addresses = isIP(upstream.host)
    ? [upstream.host]
    : await resolveOnce(by.resolve, upstream.host, by.resolveMs);
  return (await dialAny(by.dial, addresses, upstream.port, by.dialMs))?.socket;
}

/** Asks the upstream proxy for a tunnel. The bytes that came after its answer; undefined when it refuses. */
export async function openUpstreamTunnel(
  upstream: UpstreamProxy,
  socket: Socket,
  authority: string,
  ms: number,
  ticker: Ticker,
): Promise<Uint8Array | undefined> {
  const authorization =
    upstream.authorization === undefined ? "" : `Proxy-Authorization: ${upstream.authorization}\r\n`;
  const intake = new Intake(socket, ticker);
  const until = performance.now() + ms;
  await intake.send(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`, ms);
  for (;;) {
    const text = Buffer.from(intake.held).toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) {
      if (intake.closed) return undefined;
      intake.take(end + 4);
      return /^HTTP\/1\.[01] 2\d\d[ \r]/.test(text) ? intake.release() : undefined;
    }
    if (intake.held.length > 65_536) return undefined;
    if ((await intake.wait(until - performance.now())) !== "more") return undefined;
  }
}
