import type { Socket } from "node:net";
import { type FirstBytes, readFirstBytes } from "../client-hello.ts";
import { judgeTunnel } from "../tunnel-rule.ts";
import type { Settled, Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import type { Intake } from "./intake.ts";

const NOTHING = new Uint8Array(0);
/** A fatal TLS alert, access_denied (RFC 8446, 6.2): a client that waits for a ServerHello fails at once. */
const ACCESS_DENIED = Uint8Array.of(21, 3, 1, 0, 2, 2, 49);

/**
 * Serves a tunnel whose client was told that it stands. The client's first bytes are held back until they are judged; the
 * origin's flow from the start, since in many protocols the server speaks first. Settles when both sides are closed.
 */
export async function serveTunnel(
  state: EgressState,
  client: Intake,
  way: Way,
  settled: Settled & { readonly kind: "allow" },
): Promise<void> {
  const { socket: origin } = way;
  const exchange = new Exchange(state, settled.record);
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
  if (way.early && way.early.length > 0) client.socket.write(way.early);
  origin.pipe(client.socket);
  const first = await firstBytes(state, client, origin);
  if (first.kind === "tls" && first.serverName !== undefined) exchange.sni = first.serverName;
  const refusal =
    first.kind === "late"
      ? ({ reason: "not_tls" } as const)
      : judgeTunnel(settled.request.host, settled.request.port, first, state.tunnel);
  if (refusal) {
    exchange.tunnelReason = refusal.reason;
    origin.unpipe(client.socket);
    origin.destroy();
    client.socket.end(first.kind === "tls" ? ACCESS_DENIED : NOTHING, () => client.socket.destroy());
    client.socket.resume();
    finish("tunnel-refused");
    return;
  }
  const ended = client.ended;
  const left = client.release();
  if (left.length > 0) origin.write(left);
  if (ended) origin.end();
  else client.socket.pipe(origin);
  client.socket.setTimeout(state.limits.idleMs, destroy);
  await closed;
  finish("closed");
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
      // What is written already still goes out; what would come has nowhere to go.
      else other.end(() => other.destroy());
    };
    client.once("close", () => one(origin));
    origin.once("close", () => one(client));
    if (client.destroyed) queueMicrotask(() => one(origin));
  });
}
