import { isIP, type Socket } from "node:net";
import { connect, type SecureContext, TLSSocket } from "node:tls";
import { type Allowed, dialDestination, type Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import type { Exchange } from "./exchange.ts";
import { Intake } from "./intake.ts";
import { prepareInner } from "./prepare-request.ts";
import { serveRequests } from "./serve-requests.ts";

/** Only HTTP/1.1 is read here; clients that offer it beside HTTP/2 go on with it, those that speak nothing else (gRPC) end. */
const PROTOCOLS = ["http/1.1"];
const DISTRUST =
  /UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REQUIRED/;

/** Why the client's handshake came to nothing, from the code of its error. */
function reasonOf(code: string): string {
  if (DISTRUST.test(code)) return "ca_not_trusted";
  return /NO_APPLICATION_PROTOCOL/.test(code) ? "http2_only" : "tls_failed";
}

/** Waits until TLS stands: undefined then, or else the code of what went wrong. */
function handshake(
  socket: TLSSocket,
  event: "secure" | "secureConnect",
  ms: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done("TIMEOUT"), ms);
    const done = (code?: string): void => {
      clearTimeout(timer);
      socket.off(event, onReady);
      socket.off("close", onClose);
      resolve(code);
    };
    const onReady = (): void => done();
    const onClose = (): void => done("CLOSED");
    socket.once(event, onReady);
    socket.once("close", onClose);
    // This listener stays: a socket without one would end the process.
    socket.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}

/** Answers the client's hello with a certificate made for the host that was allowed. */
async function openForClient(
  state: EgressState,
  client: Intake,
  host: string,
): Promise<{ readonly socket: TLSSocket } | { readonly code: string }> {
  const secureContext = await (await state.authority()).contextFor(host);
  if (client.ended) return { code: "CLOSED" };
  const hello = client.release();
  client.socket.unshift(hello);
  const socket = new TLSSocket(client.socket, { isServer: true, secureContext, ALPNProtocols: PROTOCOLS });
  const code = await handshake(socket, "secure", state.limits.headMs);
  return code === undefined ? { socket } : { code };
}

/** Speaks TLS to the origin, which has to prove that it is the host that was allowed. */
async function openForOrigin(
  state: EgressState,
  socket: Socket,
  host: string,
  secureContext: SecureContext,
): Promise<TLSSocket | { readonly code: string }> {
  const named = isIP(host) === 0 ? { servername: host } : {};
  // Said outright: a variable of this process would switch it off otherwise.
  const origin = connect({
    socket,
    host,
    ...named,
    secureContext,
    ALPNProtocols: PROTOCOLS,
    rejectUnauthorized: true,
  });
  const code = await handshake(origin, "secureConnect", state.limits.dialMs);
  if (code === undefined) return origin;
  origin.destroy();
  return { code };
}

/**
 * Serves a tunnel that has to be looked into: the proxy answers the client's hello in the host's name, reads its requests, judges
 * each, and sends those that pass to the origin over a TLS of its own, which verifies the origin's certificate.
 */
export async function serveOpenedTunnel(
  state: EgressState,
  client: Intake,
  way: Way,
  settled: Allowed,
  exchange: Exchange,
): Promise<"closed" | "tunnel-refused"> {
  const { host, port } = settled.request;
  const opened = await openForClient(state, client, host);
  if ("code" in opened) {
    exchange.tunnelReason = reasonOf(opened.code);
    return "tunnel-refused";
  }
  let first: Way | undefined = way;
  await serveRequests(state, new Intake(opened.socket, state.ticker), settled.record.command, {
    tunnel: { host, port },
    protocol: settled.request.protocol,
    failure: "mitm upstream error",
    ...(way.address === undefined ? {} : { pinned: way.address }),
    prepare: (head) => prepareInner(state, head),
    async reach(request, served) {
      // The request was judged now, with the tunnel's address; the tunnel was judged when it was opened.
      const raw = first?.socket.destroyed === false ? first : await dialDestination(state, request);
      first = undefined;
      if (!raw) return undefined;
      const origin = await openForOrigin(state, raw.socket, host, state.originContext());
      if (!("code" in origin)) return { ...raw, socket: origin };
      served.tunnelReason = origin.code;
      raw.socket.destroy();
      return undefined;
    },
  });
  await closedOrEnded(opened.socket);
  return "closed";
}

/** An answer of ours may still be on its way out. */
function closedOrEnded(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
