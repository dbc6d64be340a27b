import type { NetworkDecision, NetworkRequest } from "../decision.ts";
import { dialDestination, settleDestination } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import type { Intake } from "./intake.ts";
import { serveTunnel } from "./serve-tunnel.ts";

/** What the client of a stream is told; empty bytes say nothing. */
export interface StreamWords {
  readonly granted: Uint8Array;
  readonly failed: Uint8Array;
  refused(decision: NetworkDecision): Uint8Array;
}

/** Serves one stream to a destination that the client has named already: judged, dialled, and then a tunnel. */
export async function serveStream(
  state: EgressState,
  client: Intake,
  command: string | undefined,
  request: NetworkRequest,
  words: StreamWords,
): Promise<void> {
  const { socket } = client;
  const end = (bytes: Uint8Array): void => {
    socket.end(bytes, () => socket.destroy());
  };
  const settled = await settleDestination(state, request, { command, client });
  if (settled.kind === "deny") {
    new Exchange(state, settled).finish("refused", 0, 0);
    return end(words.refused(settled.decision));
  }
  const way = await dialDestination(state, settled);
  if (!way) {
    new Exchange(state, settled).finish("dial-failed", 0, 0);
    return end(words.failed);
  }
  await serveTunnel(state, client, way, settled, words.granted);
}
