import { isIP, type Socket } from "node:net";
import { connect, type SecureContext, TLSSocket } from "node:tls";
import { evaluateInner } from "../inner-request.ts";
import type { HeaderField, RequestHead } from "../request-head.ts";
import type { RequestHook } from "../request-hook.ts";
import { dialDestination, type Settled, type Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import type { Exchange } from "./exchange.ts";
import { Intake } from "./intake.ts";
import { injectedValue, type SecretSource } from "./secret-source.ts";
import { type Scene, serveRequests } from "./serve-requests.ts";

/** Only HTTP/1.1 is read here; every client of HTTP/2 speaks it as well. */
const PROTOCOLS = ["http/1.1"];
const DISTRUST =
  /UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REQUIRED/;

type Allowed = Settled & { readonly kind: "allow" };

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
  const origin = connect({ socket, host, ...named, secureContext, ALPNProtocols: PROTOCOLS });
  const code = await handshake(origin, "secureConnect", state.limits.dialMs);
  if (code === undefined) return origin;
  origin.destroy();
  return { code };
}

/** The head as a hook changes it; undefined when a secret of it is missing. */
function changed(head: RequestHead, hook: RequestHook, secrets: SecretSource): RequestHead | undefined {
  const added: HeaderField[] = [];
  for (const injection of hook.inject) {
    const value = injectedValue(injection, secrets);
    if (value === undefined) return undefined;
    added.push([injection.name, value]);
  }
  const gone = new Set([...hook.strip, ...added.map(([name]) => name.toLowerCase())]);
  return { ...head, headers: [...head.headers.filter(([name]) => !gone.has(name.toLowerCase())), ...added] };
}

/** Judges a request inside of the tunnel by mode and hooks, and says what is sent for it. */
function prepare(state: EgressState, head: RequestHead): ReturnType<NonNullable<Scene["prepare"]>> {
  const { policy } = state;
  const limited = policy.mode === "limited";
  const bodyBytes = head.body.kind === "none" ? 0 : 1;
  const { method, path, headers, upgrade } = head;
  const inner = evaluateInner(
    head.host,
    { method, path, headers, upgrade, bodyBytes },
    { limited, hooks: policy.hooks ?? [] },
  );
  if (inner.decision === "deny") {
    const source = inner.reason === "mitm_hook_denied" ? "baseline_policy" : "mode_guard";
    return { head, refusal: { reason: inner.reason, text: inner.text, source } };
  }
  const sent = { ...head, path: inner.path };
  if (!inner.hook) return { head: sent };
  const hooked = changed(sent, inner.hook, state.secrets);
  if (hooked) return { head: hooked };
  const text = `a secret that hook ${inner.hook.name} adds is missing`;
  return { head, refusal: { reason: "mitm_hook_denied", text, source: "baseline_policy" } };
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
    exchange.tunnelReason = DISTRUST.test(opened.code) ? "ca_not_trusted" : "tls_failed";
    return "tunnel-refused";
  }
  let first: Way | undefined = way;
  await serveRequests(state, new Intake(opened.socket), settled.record.command, {
    tunnel: { host, port },
    failure: "mitm upstream error",
    ...(way.address === undefined ? {} : { pinned: way.address }),
    prepare: (head) => prepare(state, head),
    async reach(_request, served) {
      const raw = first?.socket.destroyed === false ? first : await dialDestination(state, settled);
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
