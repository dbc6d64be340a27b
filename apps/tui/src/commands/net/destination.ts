import { domainToASCII } from "node:url";
import type { NetworkRequest } from "@paddock/network";
import { UsageError } from "../../cli/usage-error.ts";

const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  ssh: 22,
  socks5: 1080,
};
const PROTOCOLS: Readonly<Record<string, NetworkRequest["protocol"]>> = {
  http: "http",
  ws: "http",
  https: "https",
  wss: "https",
};

/**
 * Reads a URL, or a bare `HOST` or `HOST:PORT`, as the destination that a client would ask the proxy for. The host stays as it
 * is written, since an odd spelling is judged by the policy and must not be mended before.
 *
 * @throws {UsageError} when no host can be told.
 */
export function readDestination(text: string): NetworkRequest {
  const match =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:[^/?#@]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?(?:[/?#].*)?$/.exec(
      text,
    );
  const [, scheme, host = "", port] = match ?? [];
  if (host === "") throw new UsageError(`"${text}" names no host; write https://HOST/ or HOST:PORT`);
  const known = scheme?.toLowerCase() ?? "https";
  const fallback = PORTS[known];
  if (port === undefined && fallback === undefined)
    throw new UsageError(`"${text}" needs a port: nothing is known about ${known}`);
  const number = Number(port ?? fallback);
  if (number < 1 || number > 65535) throw new UsageError(`${number} is no port; ports are 1 to 65535`);
  return {
    host: asClientsWrite(host),
    port: number,
    protocol: PROTOCOLS[known] ?? "socks5_tcp",
  };
}

/** A name in another script is sent by clients in ASCII; what that makes a number of stays as it is, and is refused. */
function asClientsWrite(host: string): string {
  if (/^[\x20-\x7e]*$/.test(host)) return host;
  const ascii = domainToASCII(host);
  return ascii === "" || /(?:^|\.)\d+\.?$/.test(ascii) ? host : ascii;
}
