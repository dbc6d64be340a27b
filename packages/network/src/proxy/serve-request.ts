import type { RequestHead } from "../request-head.ts";
import { relayBody } from "./body-relay.ts";
import { type Allowed, authorityText, type Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { endToEnd } from "./end-to-end.ts";
import type { Exchange } from "./exchange.ts";
import { readHeadBytes } from "./head-reading.ts";
import { Intake } from "./intake.ts";
import { relay } from "./relay.ts";
import { connectionNames, type ResponseHead, readResponseHead } from "./response-head.ts";
import type { Ticker } from "./ticker.ts";

/** A connection to an origin that this client, and no other, may use again. */
export interface Origin {
  readonly intake: Intake;
  readonly way: Way;
  readonly key: string;
  /** Says whether it leads where a head wants to go, and nobody hung up. */
  serves(head: RequestHead): boolean;
}

/** How a request ended. */
export type Served =
  /** Both connections may go on. */
  | { readonly kind: "kept"; readonly origin: Origin | undefined }
  /** The answer is complete and was the last. */
  | { readonly kind: "ended" }
  /** Nothing was answered; the client is to be told. */
  | { readonly kind: "failed" }
  /** Nothing was answered, since the body is not framed as it says. */
  | { readonly kind: "bad-body" }
  /** Both connections are closed or are being closed. */
  | { readonly kind: "gone" };

const RESPONSE_HEAD_BYTES = 262_144;
/** Methods that may be sent again to an origin that hung up without an answer (RFC 9110, 9.2.2). */
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

function makeOrigin(way: Way, key: string, ticker: Ticker): Origin {
  const intake = new Intake(way.socket, ticker);
  return {
    intake,
    way,
    key,
    serves: (head) =>
      key === authorityText(head.host, head.port) &&
      // What cannot be sent a second time goes to no origin that may just be hanging up.
      IDEMPOTENT.has(head.method) &&
      head.body.kind === "none" &&
      !head.upgrade &&
      !intake.ended &&
      intake.held.length === 0,
  };
}

/** The head as the origin gets it: origin-form, one Host, nothing hop-by-hop. Behind an upstream proxy absolute-form. */
function requestText(state: EgressState, head: RequestHead, way: Way): string {
  const full = authorityText(head.host, head.port);
  const host = head.port === (head.form === "inner" ? 443 : 80) ? full.slice(0, full.lastIndexOf(":")) : full;
  const byProxy = way.upstream !== undefined && head.form !== "inner";
  const target = byProxy ? `http://${host}${head.path}` : head.path;
  let text = `${head.method} ${target} HTTP/${head.version}\r\nHost: ${host}\r\n`;
  for (const [name, value] of endToEnd(head.headers)) text += `${name}: ${value}\r\n`;
  if (head.upgrade) text += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  else if (head.version === "1.0") text += "Connection: close\r\n";
  const authorization = byProxy ? state.upstream?.authorization : undefined;
  if (authorization !== undefined) text += `Proxy-Authorization: ${authorization}\r\n`;
  return `${text}\r\n`;
}

function clientStays(head: RequestHead): boolean {
  if (head.version === "1.0" || head.upgrade) return false;
  return !head.headers.some(
    ([name, value]) => /^(?:proxy-)?connection$/i.test(name) && connectionNames([value]).has("close"),
  );
}

function responseText(response: ResponseHead, last: string): string {
  return `${response.lines.join("\r\n")}\r\n${last}\r\n\r\n`;
}

/** Sends one allowed request to its origin and the answer back. */
export async function serveRequest(
  state: EgressState,
  client: Intake,
  head: RequestHead,
  settled: Allowed,
  exchange: Exchange,
  by: { readonly before: Origin | undefined; reach(): Promise<Way | undefined> },
): Promise<Served> {
  const { before } = by;
  const again = before?.serves(head) ? before : undefined;
  if (!again) before?.intake.socket.destroy();
  if (again) {
    const served = await exchangeOnce(state, client, head, settled, exchange, again);
    // An origin may hang up between two requests; then this one has not been seen by anybody.
    if (served.kind !== "unanswered") return served;
    again.intake.socket.destroy();
  }
  const way = client.closed ? undefined : await by.reach();
  if (!way) {
    exchange.finish(client.closed ? "closed" : "dial-failed", 0, 0);
    return { kind: client.closed ? "gone" : "failed" };
  }
  const origin = makeOrigin(way, authorityText(head.host, head.port), state.ticker);
  const served = await exchangeOnce(state, client, head, settled, exchange, origin);
  if (served.kind !== "unanswered") return served;
  way.socket.destroy();
  exchange.finish(client.closed ? "closed" : "upstream-failed", 0, 0);
  return { kind: client.closed ? "gone" : "failed" };
}

async function exchangeOnce(
  state: EgressState,
  client: Intake,
  head: RequestHead,
  settled: Allowed,
  exchange: Exchange,
  origin: Origin,
): Promise<Served | { readonly kind: "unanswered" }> {
  const { idleMs } = state.limits;
  const { socket } = origin.intake;
  const up = socket.bytesWritten;
  const down = socket.bytesRead;
  const end = (): void => {
    socket.destroy();
    client.socket.destroy();
  };
  const finish = (outcome: "served" | "upstream-failed" | "closed"): void =>
    exchange.finish(outcome, socket.bytesWritten - up, socket.bytesRead - down);
  const gone = (): Served => {
    finish("closed");
    end();
    return { kind: "gone" };
  };
  exchange.start(settled.request, origin.way, end);
  await origin.intake.send(requestText(state, head, origin.way), idleMs);
  const sending = head.upgrade
    ? Promise.resolve("done" as const)
    : relayBody(client, origin.intake, head.body, { idleMs });
  let answered = false;
  let broken = false;
  // A body that ends in its middle, or is framed in no way, takes the whole exchange along.
  void sending.then((outcome) => {
    if (outcome !== "broken") return;
    broken = true;
    socket.destroy();
    if (answered) client.socket.destroy();
  });
  for (;;) {
    const bytes = await readHeadBytes(origin.intake, { bytes: RESPONSE_HEAD_BYTES, idleMs, headMs: idleMs });
    if (bytes.kind === "end" && !bytes.begun && head.body.kind === "none") return { kind: "unanswered" };
    const response = bytes.kind === "head" ? readResponseHead(bytes.text, head.method) : undefined;
    if (!response) {
      finish(broken || client.closed ? "closed" : "upstream-failed");
      socket.destroy();
      if (!client.socket.writable) return { kind: "gone" };
      return { kind: broken ? "bad-body" : "failed" };
    }
    if (response.status === 101) {
      if (!head.upgrade || !response.lines.some((line) => /^upgrade:[ \t]*websocket[ \t]*$/i.test(line)))
        return gone();
      await client.send(responseText(response, "Connection: Upgrade"), idleMs);
      await relayUpgraded(client, origin.intake, idleMs);
      finish("closed");
      return { kind: "gone" };
    }
    if (response.status < 200) {
      // Who speaks HTTP/1.0 knows none of them (RFC 9110, 15.2).
      if (head.version === "1.1") await client.send(`${response.lines.join("\r\n")}\r\n\r\n`, idleMs);
      continue;
    }
    answered = true;
    // Head and first part of the body leave in one write.
    client.socket.cork();
    process.nextTick(() => client.socket.uncork());
    const stays = clientStays(head) && response.body.kind !== "until-close";
    await client.send(responseText(response, stays ? "Connection: keep-alive" : "Connection: close"), idleMs);
    const received = await relayBody(origin.intake, client, response.body, { idleMs, lenient: true });
    if (received !== "done") return gone();
    // An answer that came before the whole body was sent leaves the connection in no defined place.
    const sent =
      head.body.kind === "none" ? "done" : await Promise.race([sending, Promise.resolve("open" as const)]);
    finish("served");
    if (sent !== "done" || !stays) {
      socket.destroy();
      return { kind: "ended" };
    }
    if (response.reusable && origin.intake.held.length === 0) return { kind: "kept", origin };
    socket.destroy();
    return { kind: "kept", origin: undefined };
  }
}

function relayUpgraded(client: Intake, origin: Intake, idleMs: number): Promise<void> {
  const a = client.socket;
  const b = origin.socket;
  return new Promise((resolve) => {
    const end = (): void => {
      a.destroy();
      b.destroy();
      resolve();
    };
    a.once("close", end);
    b.once("close", end);
    // Node's TLS sends nothing for no bytes; Deno's ends the connection.
    const said = client.release();
    const answered = origin.release();
    if (said.length > 0) b.write(said);
    if (answered.length > 0) a.write(answered);
    relay(a, b);
    relay(b, a);
    a.setTimeout(idleMs, end);
  });
}
