import type { Message } from "./event.ts";

/** Keeps what a conversation becomes, for example in a session file. */
export interface ConversationSink {
  /** One message was added. */
  add(message: Message): Promise<void>;
  /** Everything before was replaced by these, because the conversation was shortened. */
  replace(messages: readonly Message[]): Promise<void>;
}

/** The messages of a conversation, in memory and in its sink alike. */
export interface Conversation {
  readonly messages: readonly Message[];
  add(...messages: readonly Message[]): Promise<void>;
  replace(messages: readonly Message[]): Promise<void>;
  /** Gives every call a result, as both wire formats demand. */
  settle(): Promise<void>;
}

/** What a call without a result is told to have done. */
const ABORTED = "Aborted: the turn ended before this call finished. Nothing is known about what it did.";

/** The results that calls without one need. */
export function missingResults(messages: readonly Message[]): readonly Message[] {
  const answered = new Set(
    messages.flatMap((message) => (message.role === "result" ? [message.callId] : [])),
  );
  return messages.flatMap((message) =>
    message.role === "call" && !answered.has(message.call.id)
      ? [{ role: "result", callId: message.call.id, text: ABORTED } as const]
      : [],
  );
}

/** Makes a conversation that goes on from `history`, which the sink has already. */
export function conversation(history: readonly Message[], sink?: ConversationSink): Conversation {
  const messages: Message[] = [...history];
  const add = async (...added: readonly Message[]): Promise<void> => {
    for (const message of added) {
      messages.push(message);
      await sink?.add(message);
    }
  };
  return {
    messages,
    add,
    async replace(replacement) {
      messages.splice(0, messages.length, ...replacement);
      await sink?.replace(replacement);
    },
    settle: () => add(...missingResults(messages)),
  };
}
