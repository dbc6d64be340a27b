import type { NetworkRequest } from "../decision.ts";
import type { EgressState } from "./egress-state.ts";
import type { Intake } from "./intake.ts";
import { type StreamWords, serveStream } from "./serve-stream.ts";
import { readSocksGreeting, readSocksRequest, SOCKS_REPLY, socksReply } from "./socks-message.ts";

const NOTHING = new Uint8Array(0);
const NONE_ACCEPTABLE = Uint8Array.of(5, 0xff);
const NO_AUTHENTICATION = Uint8Array.of(5, 0);
const WORDS: StreamWords = {
  granted: socksReply(SOCKS_REPLY.granted),
  failed: socksReply(SOCKS_REPLY.dialFailed),
  refused: () => socksReply(SOCKS_REPLY.refusedByRules),
};

async function readMessage<T extends { readonly kind: string }>(
  client: Intake,
  read: (bytes: Uint8Array) => T,
  until: number,
): Promise<T | undefined> {
  for (;;) {
    const message = read(client.held);
    if (message.kind !== "more") return message;
    if ((await client.wait(until - performance.now())) !== "more") return undefined;
  }
}

/** Serves a SOCKS5 client: CONNECT without authentication, nothing else. */
export async function serveSocks(
  state: EgressState,
  client: Intake,
  command: string | undefined,
): Promise<void> {
  const { socket } = client;
  const refuse = (bytes: Uint8Array = NOTHING): void => {
    socket.end(bytes, () => socket.destroy());
  };
  const until = performance.now() + state.limits.headMs;
  const greeting = await readMessage(client, readSocksGreeting, until);
  if (greeting?.kind !== "greeting") return refuse();
  client.take(greeting.size);
  if (!greeting.noAuthentication) return refuse(NONE_ACCEPTABLE);
  await client.send(NO_AUTHENTICATION, state.limits.headMs);
  const wanted = await readMessage(client, readSocksRequest, until);
  if (wanted === undefined || wanted.kind === "more") return refuse();
  if (wanted.kind === "bad") return refuse(socksReply(wanted.reply));
  client.take(wanted.size);
  const request: NetworkRequest = { protocol: "socks5_tcp", host: wanted.host, port: wanted.port };
  await serveStream(state, client, command, request, WORDS);
}
