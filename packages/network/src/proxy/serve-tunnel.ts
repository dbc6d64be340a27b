import type { Socket } from "node:net";
import { type FirstBytes, readFirstBytes } from "../client-hello.ts";
import { opensTunnels } from "../opens-tunnels.ts";
import { judgeTunnel } from "../tunnel-rule.ts";
import type { Settled, Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import type { Intake } from "./intake.ts";
import { relay } from "./relay.ts";
import { serveOpenedTunnel } from "./serve-opened-tunnel.ts";

const NOTHING = new Uint8Array(0);
/** A fatal TLS alert, access_denied (RFC 8446, 6.2): a client that waits for a ServerHello fails at once. */
const ACCESS_DENIED = Uint8Array.of(21, 3, 1, 0, 2, 2, 49);

/**
 * Serves a tunnel whose client was told that it stands. The client's first bytes are held back until they are judged; the
 * origin's flow from the start, since in many protocols the server speaks first. Where requests have to be looked at the tunnel
 * is opened, and nothing of the origin flows before. Settles when both sides are closed.
 */
export async function serveTunnel(
  state: EgressState,
  client: Intake,
  way: Way,
  settled: Settled & { readonly kind: "allow" },
): Promise<void> {
  const { socket: origin } = way;
  const { host, port } = settled.request;
  const opened = opensTunnels(state.policy, host);
  const exchange = new Exchange(state, settled.record);
  const upBefore = client.socket.bytesRead - client.held.length;
  const downBefore = origin.bytesRead - (way.early?.length ?? 0);
  const finish = (outcome: "closed" | "tunnel-refused"): void =>
    exchange.finish(outcome, client.socket.bytesRead - upBefore, origin.bytesRead - downBefore);
  const destroy = (): void => {
    client.socket.destroy();
    origin.destroy();
  };
  exchange.start(settled.request, way, destroy, !opened);
  const closed = bothClosed(client.socket, origin);
  origin.on("error", () => {});
  if (opened && way.early && way.early.length > 0) origin.unshift(way.early);
  else if (way.early && way.early.length > 0) client.socket.write(way.early);
  const stop = opened ? () => {} : relay(origin, client.socket);
  const first = await firstBytes(state, client, origin);
  if (first.kind === "tls" && first.serverName !== undefined) exchange.sni = first.serverName;
  const rule = { ...state.tunnel, ...state.policy.tunnel };
  const refusal = opened
    ? judgeOpened(host, port, first, rule)
    : first.kind === "late"
      ? "not_tls"
      : judgeTunnel(host, port, first, rule)?.reason;
  if (refusal !== undefined) {
    exchange.tunnelReason = refusal;
    stop();
    origin.destroy();
    client.socket.end(first.kind === "tls" || opened ? ACCESS_DENIED : NOTHING, () =>
      client.socket.destroy(),
    );
    client.socket.resume();
    finish("tunnel-refused");
    return;
  }
  if (opened && first.kind === "tls") {
    const outcome = await serveOpenedTunnel(state, client, way, settled, exchange).catch(
      () => "closed" as const,
    );
    destroy();
    await closed;
    return finish(outcome);
  }
  const ended = client.ended;
  const left = client.release();
  if (left.length > 0) origin.write(left);
  if (ended) origin.end();
  else relay(client.socket, origin);
  client.socket.setTimeout(state.limits.idleMs, destroy);
  await closed;
  finish("closed");
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
