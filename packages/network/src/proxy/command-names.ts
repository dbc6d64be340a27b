import { isIP, type Socket } from "node:net";
import type { NetworkDecision, NetworkPolicy } from "../decision.ts";
import { evaluate } from "../evaluate.ts";
import { answerLookup, type NameVerdict } from "./answer-lookup.ts";
import { answerText, blockedAnswer } from "./blocked-answer.ts";
import { Clients } from "./clients.ts";
import type { EgressState } from "./egress-state.ts";
import { Intake } from "./intake.ts";
import { NameBook } from "./name-book.ts";
import { type StreamWords, serveStream } from "./serve-stream.ts";

/** A lookup that was refused. Each name of a command is reported once. */
export interface RefusedLookup {
  /** The command that asked. */
  readonly command: string;
  /** As it was asked for, in lower case. */
  readonly host: string;
  /** What decided. */
  readonly decision: NetworkDecision;
}

/** The names of one command, for programs that look a host up first and connect by themselves. */
export interface CommandNames extends AsyncDisposable {
  /**
   * Answers one DNS message. Names that may be reached, or asked about, get an address of 198.18.0.0/20 that means nothing but
   * this name; the others do not exist. Nothing is forwarded. Undefined where nothing is to be said.
   */
  answer(message: Uint8Array): Uint8Array | undefined;
  /** Serves a connection that was made to such an address, as if its name had been asked for: judged, asked about, recorded. */
  accept(socket: Socket, address: string, port: number): void;
  /** Ends what came in by it. */
  close(): Promise<void>;
}

/** A lookup is about the host alone; what is said about ports and methods is said when it is connected to. */
const ABOUT_HOSTS: ReadonlySet<string | undefined> = new Set([
  "denied",
  "not_allowed",
  "not_allowed_local",
  "invalid_host",
  "proxy_disabled",
]);
const NOTHING = new Uint8Array(0);
/** A fatal TLS alert, access_denied (RFC 8446, 6.2). */
const ACCESS_DENIED = Uint8Array.of(21, 3, 1, 0, 2, 2, 49);
/** Refused names that are remembered for one command, so that each is reported once. */
const MOST_REFUSED = 1000;

function isLoopbackName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost");
}

function judge(policy: NetworkPolicy, host: string): NetworkDecision {
  return evaluate(policy, { host, port: 443, protocol: "https" });
}

/** What a program that knows no proxy understands: an HTTP answer, a TLS alert, or a closed connection. */
function wordsFor(port: number): StreamWords {
  const refused = (decision: NetworkDecision): Uint8Array => {
    if (port === 443) return ACCESS_DENIED;
    return port === 80
      ? Buffer.from(answerText(blockedAnswer(decision, { protocol: "http", port })))
      : NOTHING;
  };
  return { granted: NOTHING, failed: NOTHING, refused };
}

/** Opens the names of one command. `report` hears of lookups that were refused. */
export function commandNames(
  state: EgressState,
  command: string,
  report: (lookup: RefusedLookup) => void,
): CommandNames {
  const book = new NameBook();
  const refused = new Set<string>();
  const clients = new Clients(state.clients);
  const judgeName = (host: string): NameVerdict => {
    // The command's own loopback, whose servers are its own.
    if (isLoopbackName(host)) return { kind: "known", ipv4: "127.0.0.1", ipv6: "::1" };
    const decision = judge(state.policy, host);
    if (decision.decision === "deny" && ABOUT_HOSTS.has(decision.reason)) {
      if (!refused.has(host) && refused.size < MOST_REFUSED) {
        refused.add(host);
        report({ command, host, decision });
      }
      return { kind: "refused", text: decision.text };
    }
    if (isIP(decision.host) !== 0) return { kind: "known" };
    const ipv4 = book.addressOf(decision.host);
    return ipv4 === undefined ? { kind: "full" } : { kind: "known", ipv4 };
  };
  const close = async (): Promise<void> => {
    clients.destroy();
    await clients.gone();
  };
  return {
    answer(message) {
      try {
        return answerLookup(message, { judge: judgeName, nameOf: (address) => book.nameOf(address) });
      } catch {
        return undefined; // a policy without a meaning answers nothing
      }
    },
    accept(socket, address, port) {
      const host = book.nameOf(address);
      socket.on("error", () => {});
      if (host === undefined || state.clients.size >= state.limits.connections) {
        socket.destroy();
        return;
      }
      const client = new Intake(socket, state.ticker);
      const request = { protocol: "socks5_tcp", host, port } as const;
      clients.add(socket, serveStream(state, client, command, request, wordsFor(port)));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
