import type { NetworkRequest } from "../decision.ts";
import type { RequestHead } from "../request-head.ts";
import { blockedAnswer, textAnswer } from "./blocked-answer.ts";
import { dialDestination, settleDestination } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import { acceptsJson, refuse } from "./head-answers.ts";
import type { Intake } from "./intake.ts";
import { preparePlain } from "./prepare-request.ts";
import { serveRequests } from "./serve-requests.ts";
import { serveTunnel } from "./serve-tunnel.ts";
import { takeWholeConnect } from "./whole-connect.ts";

const ESTABLISHED = Buffer.from("HTTP/1.1 200 Connection established\r\n\r\n", "latin1");

/** Serves an HTTP client: its requests one after the other, each judged on its own, or one tunnel. */
export function serveHttp(state: EgressState, client: Intake, command: string | undefined): Promise<void> {
  const head = takeWholeConnect(client, state.limits);
  return head ? serveConnect(state, client, head, command) : servePlain(state, client, command);
}

async function servePlain(state: EgressState, client: Intake, command: string | undefined): Promise<void> {
  const head = await serveRequests(state, client, command, {
    protocol: "http",
    failure: "upstream failure",
    prepare: (head) => preparePlain(state, head),
    reach: (settled) => dialDestination(state, settled),
  });
  if (head) await serveConnect(state, client, head, command);
}

async function serveConnect(
  state: EgressState,
  client: Intake,
  head: RequestHead,
  command: string | undefined,
): Promise<void> {
  if (head.body.kind !== "none") return refuse(client, textAnswer(400, "a CONNECT has no body"));
  const request: NetworkRequest = { protocol: "https", host: head.host, port: head.port, method: "CONNECT" };
  const soon = settleDestination(state, request, { command, client });
  const settled = soon instanceof Promise ? await soon : soon;
  if (settled.kind === "deny") {
    new Exchange(state, settled).finish("refused", 0, 0);
    const of = { protocol: "connect", port: head.port, acceptsJson: acceptsJson(head.headers) } as const;
    return refuse(client, blockedAnswer(settled.decision, of));
  }
  const way = await dialDestination(state, settled);
  if (way) return await serveTunnel(state, client, way, settled, ESTABLISHED);
  new Exchange(state, settled).finish("dial-failed", 0, 0);
  refuse(client, textAnswer(502, "upstream failure"));
}
