import type { Socket } from "node:net";
import { answerText, textAnswer } from "./blocked-answer.ts";
import type { EgressState } from "./egress-state.ts";
import { Intake } from "./intake.ts";
import { serveHttp } from "./serve-http.ts";
import { serveSocks } from "./serve-socks.ts";

/** Serves one client connection to its end. Never rejects: whatever goes wrong closes the connection. */
export async function serveClient(
  state: EgressState,
  socket: Socket,
  command: string | undefined,
): Promise<void> {
  socket.on("error", () => {});
  socket.setNoDelay(true);
  if (state.clients.size >= state.limits.connections) {
    socket.end(answerText(textAnswer(503, "too many connections")), () => socket.destroy());
    return;
  }
  state.clients.add(socket);
  socket.once("close", () => state.clients.delete(socket));
  const client = new Intake(socket);
  try {
    const first = client.held.length > 0 ? "more" : await client.wait(state.limits.idleMs);
    // SOCKS4 and everything that is neither is told nothing.
    if (first !== "more" || client.held[0] === 4) socket.destroy();
    else if (client.held[0] === 5 && state.policy.socks5 === false) socket.destroy();
    else if (client.held[0] === 5) await serveSocks(state, client, command);
    else await serveHttp(state, client, command);
  } catch {
    socket.destroy();
  }
}
