import type { Socket } from "node:net";
import { type FirstBytes, readFirstBytes } from "../client-hello.ts";
import { opensTunnels } from "../opens-tunnels.ts";
import { judgeTunnel } from "../tunnel-rule.ts";
import type { Allowed, Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import type { Intake } from "./intake.ts";
import { OpaqueTunnel } from "./opaque-tunnel.ts";
import { serveOpenedTunnel } from "./serve-opened-tunnel.ts";

/** A fatal TLS alert, access_denied (RFC 8446, 6.2): a client that waits for a ServerHello fails at once. */
const ACCESS_DENIED = Uint8Array.of(21, 3, 1, 0, 2, 2, 49);

/**
 * Serves a tunnel to an origin that was dialled; the client hears `granted`. Where requests have to be looked at the tunnel is
 * opened. Settles when both sides are closed.
 */
export function serveTunnel(
  state: EgressState,
  client: Intake,
  way: Way,
  settled: Allowed,
  granted: Uint8Array,
): Promise<void> {
  if (opensTunnels(state.policy, settled.request.host))
    return serveByOpening(state, client, way, settled, granted);
  return new Promise((resolve) => {
    new OpaqueTunnel(state, client, way, settled, granted, resolve);
  });
}

/** Nothing of the client or the origin flows before the client's hello is judged. */
async function serveByOpening(
  state: EgressState,
  client: Intake,
  way: Way,
  settled: Allowed,
  granted: Uint8Array,
): Promise<void> {
  const { socket: origin } = way;
  const { host, port } = settled.request;
  const exchange = new Exchange(state, settled);
  const upBefore = client.socket.bytesRead - client.held.length;
  const downBefore = origin.bytesRead - (way.early?.length ?? 0);
  const finish = (outcome: "closed" | "tunnel-refused"): void =>
    exchange.finish(outcome, client.socket.bytesRead - upBefore, origin.bytesRead - downBefore);
  const destroy = (): void => {
    client.socket.destroy();
    origin.destroy();
  };
  exchange.start(settled.request, way, destroy);
  const closed = bothClosed(client.socket, origin);
  origin.on("error", () => {});
  if (granted.length > 0) await client.send(granted, state.limits.headMs);
  if (way.early && way.early.length > 0) origin.unshift(way.early);
  const first = await firstBytes(state, client, origin);
  if (first.kind === "tls" && first.serverName !== undefined) exchange.sni = first.serverName;
  const refusal = judgeOpened(host, port, first, { ...state.tunnel, ...state.policy.tunnel });
  if (refusal === undefined && first.kind === "tls") {
    const outcome = await serveOpenedTunnel(state, client, way, settled, exchange).catch(
      () => "closed" as const,
    );
    destroy();
    await closed;
    return finish(outcome);
  }
  if (refusal === undefined) destroy();
  else {
    exchange.tunnelReason = refusal;
    origin.destroy();
    client.socket.end(ACCESS_DENIED, () => client.socket.destroy());
    client.socket.resume();
  }
  finish(refusal === undefined ? "closed" : "tunnel-refused");
}

/** A tunnel that has to be opened carries TLS or nothing; a hello's encrypted part stays with who answers it, and that is us. */
function judgeOpened(
  host: string,
  port: number,
  first: FirstBytes | { readonly kind: "late" },
  rule: Parameters<typeof judgeTunnel>[3],
): string | undefined {
  if (first.kind === "more") return undefined;
  if (first.kind !== "tls") return "mitm_required";
  return judgeTunnel(host, port, first, { ...rule, allowEncryptedHello: true })?.reason;
}

/** Waits for bytes that can be told apart, or for the end. Whoever began a hello has to finish it in time. */
async function firstBytes(
  state: EgressState,
  client: Intake,
  origin: Socket,
): Promise<FirstBytes | { readonly kind: "late" }> {
  let until: number | undefined;
  for (;;) {
    const first = readFirstBytes(client.held);
    if (first.kind !== "more") return first;
    if (client.held.length > 0) until ??= performance.now() + state.limits.headMs;
    const ms = until === undefined ? state.limits.idleMs : until - performance.now();
    const outcome = await client.wait(ms);
    if (outcome === "more") continue;
    // Nothing at all was sent: there is nothing to judge. The beginning of a hello alone is no TLS.
    if (client.held.length > 0) return { kind: "late" };
    if (outcome === "late") origin.destroy();
    return first;
  }
}

function bothClosed(client: Socket, origin: Socket): Promise<void> {
  return new Promise((resolve) => {
    let open = 2;
    const one = (other: Socket): void => {
      open -= 1;
      if (open === 0) resolve();
      else if (other.writableFinished) other.destroy();
      // What is written already still goes out; what would come has nowhere to go.
      else if (!other.destroyed) other.once("finish", () => other.destroy()).end();
    };
    client.once("close", () => one(origin));
    origin.once("close", () => one(client));
    if (client.destroyed) queueMicrotask(() => one(origin));
  });
}
