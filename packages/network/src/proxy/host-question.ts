import { type AskMemory, askKey, type HostAnswer } from "../ask-memory.ts";
import type { NetworkRequest } from "../decision.ts";

/** A destination that somebody has to decide about, while the connection waits. */
export interface HostQuestion {
  /** Unique within the proxy. */
  readonly id: string;
  /** Canonical. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** How it was asked for. */
  readonly protocol: NetworkRequest["protocol"];
  /** HTTP method, where seen. */
  readonly method?: string;
  /** The command whose listener the connection came in by. */
  readonly command?: string;
  /** One sentence for people. */
  readonly text: string;
}

/** Nobody answered, and why: `there is no terminal to ask on`. The destination is refused for what it was asked about. */
export interface Unasked {
  /** Without a full stop; said behind what the policy says about the host. */
  readonly unasked: string;
}

/** Puts a question; the signal aborts when nobody waits for the answer any more. A rejection is a denial. */
export type OnAsk = (question: HostQuestion, signal: AbortSignal) => Promise<HostAnswer | Unasked>;

/** How a question ended for one connection. */
export type Asked = "allow" | "deny" | "abandoned" | Unasked;

interface Pending {
  readonly key: string;
  readonly withdraw: AbortController;
  readonly answer: Promise<HostAnswer | Unasked>;
  readonly settle: (answer: HostAnswer) => void;
  waiting: number;
}

/** Asks about destinations: equal questions of one command are one question, and lasting answers are asked for once. */
export class HostAsker {
  readonly #onAsk: OnAsk;
  readonly #memory: AskMemory;
  readonly #pending = new Map<string, Pending>();
  /** Answers `once`: good for this destination and this command as long as the command has its listener. */
  readonly #once = new Map<string, "allow" | "deny" | Unasked>();
  #count = 0;

  constructor(onAsk: OnAsk, memory: AskMemory) {
    this.#onAsk = onAsk;
    this.#memory = memory;
  }

  /** The answer that is known already. */
  recall(request: NetworkRequest, command: string | undefined): "allow" | "deny" | Unasked | undefined {
    const lasting = this.#memory.recall(request);
    if (lasting !== undefined || command === undefined) return lasting;
    return this.#once.get(onceKey(request, command));
  }

  /** Asks, or joins who asks already. `gone` aborts when this connection needs no answer any more. */
  async ask(request: NetworkRequest, command: string | undefined, gone: AbortSignal): Promise<Asked> {
    const known = this.recall(request, command);
    if (known !== undefined) return known;
    const id = onceKey(request, command ?? "");
    const pending = this.#pending.get(id) ?? this.#put(id, request, command);
    pending.waiting += 1;
    const left = Promise.withResolvers<"left">();
    const leave = (): void => left.resolve("left");
    gone.addEventListener("abort", leave, { once: true });
    if (gone.aborted) leave();
    const outcome = await Promise.race([pending.answer, left.promise]);
    gone.removeEventListener("abort", leave);
    pending.waiting -= 1;
    if (outcome === "left") {
      if (pending.waiting === 0 && this.#pending.delete(id)) pending.withdraw.abort();
      return "abandoned";
    }
    if (typeof outcome === "object") return outcome;
    return outcome.startsWith("allow") ? "allow" : "deny";
  }

  /** Forgets what was answered for one run of a command. */
  forget(command: string): void {
    for (const key of this.#once.keys()) if (key.startsWith(`${command}\0`)) this.#once.delete(key);
  }

  #put(id: string, request: NetworkRequest, command: string | undefined): Pending {
    const withdraw = new AbortController();
    const { promise, resolve } = Promise.withResolvers<HostAnswer | Unasked>();
    const pending: Pending = { key: askKey(request), withdraw, answer: promise, settle: resolve, waiting: 0 };
    this.#pending.set(id, pending);
    this.#count += 1;
    const { host, port, protocol, method } = request;
    const question: HostQuestion = {
      id: `network#${this.#count}#${protocol}#${host}#${port}`,
      host,
      port,
      protocol,
      ...(method === undefined ? {} : { method }),
      ...(command === undefined ? {} : { command }),
      text: `${host} is not in the list of allowed hosts`,
    };
    const answered = (answer: HostAnswer | Unasked): void => {
      // Withdrawn: what is answered now was answered to nobody.
      if (!this.#pending.delete(id)) return;
      if (typeof answer === "object") {
        if (command !== undefined) this.#once.set(id, answer);
        resolve(answer);
        return;
      }
      this.#memory.remember(request, answer);
      if (answer.endsWith("-once") && command !== undefined)
        this.#once.set(id, answer === "allow-once" ? "allow" : "deny");
      resolve(answer);
      if (!answer.endsWith("-once")) this.#settleOthers(pending.key, answer);
    };
    Promise.resolve()
      .then(() => this.#onAsk(question, withdraw.signal))
      .then(answered, () => answered("deny-once"));
    return pending;
  }

  /** A lasting answer to one command's question answers the same question of the others. */
  #settleOthers(key: string, answer: HostAnswer): void {
    for (const [id, other] of this.#pending) {
      if (other.key !== key) continue;
      this.#pending.delete(id);
      other.settle(answer);
      other.withdraw.abort();
    }
  }
}

function onceKey(request: NetworkRequest, command: string): string {
  return `${command}\0${askKey(request)}`;
}
