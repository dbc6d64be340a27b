import type { Socket } from "node:net";
import { answerText, textAnswer } from "./blocked-answer.ts";
import type { Clients } from "./clients.ts";
import type { EgressState } from "./egress-state.ts";
import { Intake } from "./intake.ts";
import { serveHttp } from "./serve-http.ts";
import { serveSocks } from "./serve-socks.ts";

/** Serves one client connection to its end, as one of `clients`. */
export function serveClient(
  state: EgressState,
  socket: Socket,
  command: string | undefined,
  clients: Clients,
): void {
  socket.setNoDelay(true);
  const client = new Intake(socket, state.ticker);
  if (state.clients.size >= state.limits.connections) {
    socket.end(answerText(textAnswer(503, "too many connections")), () => socket.destroy());
    return;
  }
  clients.add(socket, serve(state, client, command));
}

async function serve(state: EgressState, client: Intake, command: string | undefined): Promise<void> {
  const first = client.held.length > 0 ? "more" : await client.wait(state.limits.idleMs);
  // SOCKS4 and everything that is neither is told nothing.
  if (first !== "more" || client.held[0] === 4) client.socket.destroy();
  else if (client.held[0] === 5 && state.policy.socks5 === false) client.socket.destroy();
  else if (client.held[0] === 5) await serveSocks(state, client, command);
  else await serveHttp(state, client, command);
}
