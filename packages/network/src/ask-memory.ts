import type { NetworkRequest } from "./decision.ts";
import { canonicalHost } from "./host.ts";

/** An answer to the question whether a host may be reached. */
export type HostAnswer = "allow-once" | "allow-session" | "allow-always" | "deny-once" | "deny-always";

/** Whether anybody can be asked at all. */
export interface Askable {
  /** The approval policy in one word. */
  readonly approvalPolicy: "untrusted" | "on-request" | "on-failure" | "granular" | "never";
  /** The sandbox mode. */
  readonly sandbox: "read-only" | "workspace-write" | "profile" | "danger-full-access";
  /** False when no turn runs: nobody waits for the answer. Default true. */
  readonly activeTurn?: boolean;
}

/** Says whether an unlisted host is put to somebody; otherwise it is refused at once. */
export function mayAskHost(askable: Askable): boolean {
  return (
    askable.approvalPolicy !== "never" &&
    askable.sandbox !== "danger-full-access" &&
    askable.activeTurn !== false
  );
}

/** What a session remembers about hosts. Keys are exact: protocol, canonical host and port. */
export interface AskMemory {
  /** The remembered answer; undefined when it must be asked. */
  recall(request: NetworkRequest): "allow" | "deny" | undefined;
  /** Keeps an answer; `once` answers are not kept. */
  remember(request: NetworkRequest, answer: HostAnswer): void;
  /** Forgets everything. */
  clear(): void;
}

/** The key under which answers are kept and equal questions are merged. */
export function askKey(request: NetworkRequest): string {
  const canonical = canonicalHost(request.host);
  return `${request.protocol}|${canonical.ok ? canonical.host : request.host.toLowerCase()}|${request.port}`;
}

/** Makes an empty memory. */
export function createAskMemory(): AskMemory {
  const answers = new Map<string, "allow" | "deny">();
  return {
    recall: (request) => answers.get(askKey(request)),
    remember(request, answer) {
      if (answer === "allow-once" || answer === "deny-once") return;
      answers.set(askKey(request), answer === "deny-always" ? "deny" : "allow");
    },
    clear: () => answers.clear(),
  };
}
