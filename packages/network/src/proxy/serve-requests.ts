import type { Socket } from "node:net";
import type { NetworkDecision, NetworkRequest } from "../decision.ts";
import { type RequestHead, readRequestHead, type TunnelTarget } from "../request-head.ts";
import { blockedAnswer, textAnswer } from "./blocked-answer.ts";
import { type Allowed, settleDestination, type Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import { acceptsJson, badHead, refuse } from "./head-answers.ts";
import { readHeadBytes } from "./head-reading.ts";
import type { Intake } from "./intake.ts";
import { type Origin, serveRequest } from "./serve-request.ts";

/** A head as it is to be sent, or why it is not. */
export interface Prepared {
  readonly head: RequestHead;
  readonly refusal?: Pick<NetworkDecision, "reason" | "text" | "source">;
}

/** What differs between requests in the clear and those inside of an opened tunnel. */
export interface Scene {
  /** Where the tunnel leads. */
  readonly tunnel?: TunnelTarget;
  /** How it was asked for: an answer about the tunnel is one about its requests. */
  readonly protocol: NetworkRequest["protocol"];
  /** What to say where the origin does not answer. */
  readonly failure: string;
  /** An address that was judged for the tunnel: it is judged again, and no other is looked up. */
  readonly pinned?: string;
  /** What is to be sent for a head, or why nothing is. */
  prepare(head: RequestHead): Prepared;
  /** Connects to the origin of an allowed request. Undefined when it does not answer. */
  reach(request: Allowed, exchange: Exchange): Promise<Way | undefined>;
}

function requestOf(head: RequestHead, protocol: NetworkRequest["protocol"]): NetworkRequest {
  return {
    protocol,
    host: head.host,
    port: head.port,
    method: head.method,
    bodyBytes: head.body.kind === "length" ? head.body.bytes : head.body.kind === "chunked" ? 1 : 0,
    targetLength: head.path.length,
    headerNames: head.headers.map(([name]) => name),
    upgrade: head.upgrade,
  };
}

/**
 * Serves the requests of a client one after the other, each judged on its own, until one of them is a CONNECT, which is given
 * back, or the connection is done with.
 */
export async function serveRequests(
  state: EgressState,
  client: Intake,
  command: string | undefined,
  scene: Scene,
): Promise<RequestHead | undefined> {
  const { headBytes, headFields, headMs, idleMs } = state.limits;
  let origin: Origin | undefined;
  /** The connection that goes with the client. */
  let used: Socket | undefined;
  const drop = (): void => {
    used?.destroy();
  };
  client.socket.once("close", drop);
  for (;;) {
    const bytes = await readHeadBytes(client, { bytes: headBytes, headMs, idleMs });
    if (bytes.kind !== "head") {
      const answer = badHead(bytes);
      if (answer) refuse(client, answer);
      else client.finish(idleMs);
      drop();
      return undefined;
    }
    const many = bytes.text.split("\r\n").length - 1 > headFields;
    const read = many ? undefined : readRequestHead(bytes.text, scene.tunnel);
    if (!read?.ok) {
      refuse(client, read ? textAnswer(read.bad.status, read.bad.text) : TOO_MANY);
      drop();
      return undefined;
    }
    if (read.head.form === "authority") {
      drop();
      client.socket.off("close", drop);
      return read.head;
    }
    let prepared: Prepared = { head: read.head };
    const refusal = (): Prepared["refusal"] => {
      prepared = scene.prepare(read.head);
      return prepared.refusal;
    };
    const pinned = scene.pinned ?? (origin?.serves(read.head) ? origin.way.address : undefined);
    const request = requestOf(read.head, scene.protocol);
    const settled = await settleDestination(state, request, { command, client, pinned, refusal });
    const { head } = prepared;
    const exchange = new Exchange(state, settled);
    if (settled.kind === "deny") {
      exchange.finish("refused", bytes.text.length, 0);
      const protocol = scene.tunnel ? "inner" : "http";
      const of = { protocol, port: head.port, acceptsJson: acceptsJson(head.headers) } as const;
      refuse(client, blockedAnswer(settled.decision, of), head.method === "HEAD");
      drop();
      return undefined;
    }
    const reach = async (): Promise<Way | undefined> => {
      const way = await scene.reach(settled, exchange);
      used = way?.socket;
      if (client.closed) drop();
      return way;
    };
    const served = await serveRequest(state, client, head, settled, exchange, { before: origin, reach });
    if (served.kind === "kept") {
      origin = served.origin;
      continue;
    }
    if (served.kind === "failed") refuse(client, textAnswer(502, scene.failure), head.method === "HEAD");
    else if (served.kind === "bad-body") refuse(client, BAD_BODY);
    else if (served.kind === "ended") client.finish(idleMs);
    return undefined;
  }
}

const BAD_BODY = textAnswer(
  400,
  "the body ends early, or is not framed as it says; chunk extensions and trailers of requests are not relayed",
);
const TOO_MANY = textAnswer(431, "too many header fields");
