import type { Answer, ApprovalRequest, Guard } from "@paddock/guard";
import type { Trail } from "@paddock/telemetry";
import { AgentError } from "./agent-error.ts";
import { type ConversationSink, conversation } from "./conversation.ts";
import type { AgentEvent, Message, Provider } from "./event.ts";
import { BASE_INSTRUCTIONS } from "./instructions/base.ts";
import type { Tool } from "./tools/tool.ts";
import { TOOLS } from "./tools/tool-set.ts";
import { runTurn } from "./turn.ts";

/** Everything an agent is made from. */
export interface AgentOptions {
  /** Decides, confines and records every tool call. */
  readonly guard: Guard;
  /** The model, or the offline guide. */
  readonly provider: Provider;
  /**
   * Answers questions in place of a person. `undefined` leaves the question pending for someone else to answer through
   * `guard.answer`.
   */
  readonly onAsk?: (request: ApprovalRequest) => Answer | undefined | Promise<Answer | undefined>;
  /** Text for the model, before the boundary's own description. Default: {@linkcode BASE_INSTRUCTIONS}. */
  readonly instructions?: string;
  /** Words of the project, such as {@linkcode projectInstructions}; told as the user's, and never an authorisation. */
  readonly context?: string;
  /** Default: {@linkcode TOOLS}. */
  readonly tools?: readonly Tool[];
  /** Model requests per turn; default 50. */
  readonly stepLimit?: number;
  /** Records turns, prompts and model requests beside the guard's own records. */
  readonly trail?: Trail;
  /** Plays the tour when a person asks the offline guide for it; see {@linkcode playTour}. */
  readonly tour?: (signal?: AbortSignal) => AsyncIterable<AgentEvent>;
  /** Messages of an earlier session, as {@linkcode readSession} gives them. */
  readonly history?: readonly Message[];
  /** Keeps the conversation, such as {@linkcode createSessionFile}. */
  readonly sink?: ConversationSink;
  /** Tokens after which a model is asked for a summary that replaces the conversation; default 150,000. */
  readonly compactAt?: number;
  /** Makes ids of turns; default `crypto.randomUUID`. */
  readonly newId?: () => string;
}

/** A conversation with a model whose every action goes through a guard. */
export interface Agent {
  /** What it was made with. */
  readonly provider: Provider;
  /** The conversation so far, without instructions. */
  readonly messages: readonly Message[];
  /**
   * Takes one request of a person and yields everything that happens until the turn ends. Ending the iteration early
   * cancels the turn; a call without a result gets one that says so.
   *
   * @throws {AgentError} `busy` while an earlier turn is still running.
   */
  send(text: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<AgentEvent>;
  /**
   * Adds words of the person to the running turn; the model gets them with its next request. False when no turn is
   * running, or the offline guide has it: send them as a request of their own then.
   */
  steer(text: string): boolean;
}

/**
 * Makes an agent. It proposes; the guard decides, confines and records.
 *
 * @example
 * ```ts
 * import { createAgent, offlineGuide } from "@paddock/agent";
 * import type { Guard } from "@paddock/guard";
 *
 * async function ask(guard: Guard): Promise<void> {
 *   const agent = createAgent({ guard, provider: offlineGuide() });
 *   for await (const event of agent.send("run ls")) {
 *     if (event.kind === "text-done") console.log(event.text);
 *   }
 * }
 * ```
 */
export function createAgent(options: AgentOptions): Agent {
  const history = options.history ?? [];
  const talk = conversation(history, options.sink);
  const steering: string[] = [];
  const newId = options.newId ?? ((): string => crypto.randomUUID());
  let busy = false;

  async function* send(
    text: string,
    sending: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<AgentEvent> {
    if (busy)
      throw new AgentError("busy", "a turn is still running; wait for it to end, or abort its signal first");
    busy = true;
    try {
      if (options.tour && !options.provider.isModel && /^\s*tour\W*$/i.test(text)) {
        yield* options.tour(sending.signal);
        return;
      }
      yield* runTurn({
        guard: options.guard,
        provider: options.provider,
        tools: options.tools ?? TOOLS,
        stepLimit: options.stepLimit ?? 50,
        conversation: talk,
        text,
        turn: newId(),
        instructions: options.instructions ?? (options.provider.isModel ? BASE_INSTRUCTIONS : ""),
        context: options.context ?? "",
        steered: () => steering.splice(0),
        compactAt: options.compactAt ?? 150_000,
        ...(options.onAsk ? { onAsk: options.onAsk } : {}),
        ...(options.trail ? { trail: options.trail } : {}),
        ...(sending.signal ? { signal: sending.signal } : {}),
      });
    } finally {
      busy = false;
    }
  }

  function steer(text: string): boolean {
    if (!busy || !options.provider.isModel) return false;
    steering.push(text);
    return true;
  }
  return { provider: options.provider, messages: talk.messages, send, steer };
}
