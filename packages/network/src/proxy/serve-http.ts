import type { NetworkRequest } from "../decision.ts";
import { type HeaderField, type RequestHead, readRequestHead } from "../request-head.ts";
import { answerText, blockedAnswer, type OwnAnswer, textAnswer } from "./blocked-answer.ts";
import { dialDestination, settleDestination } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import { goneSignal } from "./gone-signal.ts";
import { type HeadBytes, readHeadBytes } from "./head-reading.ts";
import { type Intake, send } from "./intake.ts";
import { type Origin, serveRequest } from "./serve-request.ts";
import { serveTunnel } from "./serve-tunnel.ts";

const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";
/** How long a client is listened to after an answer that ends the connection, so that it can read it. */
const LINGER_MS = 1000;

/** Gives an answer of our own and closes. */
function refuse(client: Intake, answer: OwnAnswer, head = false): void {
  const { socket } = client;
  client.release();
  socket.end(answerText(answer, { head }), "latin1");
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("end", () => socket.destroy());
  socket.once("close", () => clearTimeout(timer));
}

function badHead(bytes: Exclude<HeadBytes, { kind: "head" }>): OwnAnswer | undefined {
  if (bytes.kind === "too-large") return textAnswer(431, "request header fields too large");
  if (bytes.kind === "bare-lf") return textAnswer(400, "a line ends with a bare CR or LF");
  return bytes.kind === "late" && bytes.begun ? textAnswer(408, "the request took too long") : undefined;
}

function fieldOf(headers: readonly HeaderField[], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Serves an HTTP client: its requests one after the other, each judged on its own, or one tunnel. */
export async function serveHttp(
  state: EgressState,
  client: Intake,
  command: string | undefined,
): Promise<void> {
  const { headBytes, headFields, headMs, idleMs } = state.limits;
  let origin: Origin | undefined;
  const drop = (): void => {
    origin?.intake.socket.destroy();
  };
  client.socket.once("close", drop);
  for (;;) {
    const bytes = await readHeadBytes(client, { bytes: headBytes, headMs, idleMs });
    if (bytes.kind !== "head") {
      const answer = badHead(bytes);
      if (answer) refuse(client, answer);
      else client.socket.destroy();
      return drop();
    }
    const many = bytes.text.split("\r\n").length - 1 > headFields;
    const read = many ? undefined : readRequestHead(bytes.text);
    if (!read?.ok) {
      refuse(
        client,
        read ? textAnswer(read.bad.status, read.bad.text) : textAnswer(431, "too many header fields"),
      );
      return drop();
    }
    const { head } = read;
    if (fieldOf(head.headers, "x-unix-socket") !== undefined) {
      refuse(client, textAnswer(501, "unix sockets unsupported"));
      return drop();
    }
    if (head.form === "authority") {
      drop();
      client.socket.off("close", drop);
      return await serveConnect(state, client, head, command);
    }
    const request: NetworkRequest = {
      protocol: "http",
      host: head.host,
      port: head.port,
      method: head.method,
      bodyBytes: head.body.kind === "length" ? head.body.bytes : head.body.kind === "chunked" ? 1 : 0,
    };
    const pinned = origin?.serves(head) ? origin.way.address : undefined;
    const gone = goneSignal(client);
    const settled = await settleDestination(state, request, {
      command,
      gone: gone.signal,
      upgrade: head.upgrade,
      ...(pinned === undefined ? {} : { pinned }),
    });
    gone.release();
    const exchange = new Exchange(state, settled.record);
    if (settled.kind === "deny") {
      exchange.finish("refused", bytes.text.length, 0);
      const answer = blockedAnswer(settled.decision, { protocol: "http", port: head.port });
      refuse(client, answer, head.method === "HEAD");
      return drop();
    }
    const served = await serveRequest(state, client, head, settled, exchange, origin);
    if (served.kind === "kept") {
      origin = served.origin;
      continue;
    }
    if (served.kind === "failed") refuse(client, textAnswer(502, "upstream failure"), head.method === "HEAD");
    else if (served.kind === "ended") client.socket.end(() => client.socket.destroy());
    return;
  }
}

async function serveConnect(
  state: EgressState,
  client: Intake,
  head: RequestHead,
  command: string | undefined,
): Promise<void> {
  if (head.body.kind !== "none") return refuse(client, textAnswer(400, "a CONNECT has no body"));
  const request: NetworkRequest = { protocol: "https", host: head.host, port: head.port, method: "CONNECT" };
  const gone = goneSignal(client);
  const settled = await settleDestination(state, request, { command, gone: gone.signal });
  gone.release();
  if (settled.kind === "deny") {
    new Exchange(state, settled.record).finish("refused", 0, 0);
    const acceptsJson = fieldOf(head.headers, "accept")?.includes("application/json") === true;
    return refuse(
      client,
      blockedAnswer(settled.decision, { protocol: "connect", port: head.port, acceptsJson }),
    );
  }
  const way = await dialDestination(state, settled);
  if (!way) {
    new Exchange(state, settled.record).finish("dial-failed", 0, 0);
    return refuse(client, textAnswer(502, "upstream failure"));
  }
  await send(client.socket, ESTABLISHED);
  await serveTunnel(state, client, way, settled);
}
