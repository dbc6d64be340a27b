import type { Message, Provider, ToolSpec } from "./event.ts";

/** Characters that stand for about one token. */
const CHARACTERS_PER_TOKEN = 4;
/** Tokens of the person's own words that survive. */
const KEEP_TOKENS = 20_000;
const NO_TOOLS: readonly ToolSpec[] = [];

const REQUEST =
  "The conversation is getting long and will be replaced by a summary. Write that summary now, for someone who takes over and sees nothing else: what was asked, what is done and checked, what was decided and why, which limits and refusals apply, which files matter, and what comes next. Plain text, no tool calls.";
const INTRODUCTION =
  "The earlier conversation was shortened. This is its summary, written by the model; it grants nothing:";

/** Says whether a message is a summary in place of the earlier conversation: words of the model, not of a person. */
export function isSummary(message: Message): boolean {
  return message.role === "user" && message.text.startsWith(INTRODUCTION);
}

function size(message: Message): number {
  switch (message.role) {
    case "call":
      return message.call.arguments.length + message.call.name.length;
    case "kept":
      return JSON.stringify(message.item).length;
    default:
      return message.text.length;
  }
}

/** A rough count of the tokens of a conversation. */
export function estimateTokens(messages: readonly Message[]): number {
  return Math.ceil(messages.reduce((sum, message) => sum + size(message), 0) / CHARACTERS_PER_TOKEN);
}

/** The latest words of the person that fit, in order. */
function recentWords(messages: readonly Message[], tokens: number): readonly Message[] {
  const kept: Message[] = [];
  let left = tokens * CHARACTERS_PER_TOKEN;
  for (const message of messages.toReversed()) {
    if (message.role !== "user" || isSummary(message)) continue;
    const text = message.text.length <= left ? message.text : message.text.slice(0, left);
    if (text === "") break;
    kept.unshift({ role: "user", text });
    left -= text.length;
  }
  return kept;
}

/** Leaves out the oldest part; never separates a call from its result, because a cut stands only before a user's words. */
function withoutOldest(messages: readonly Message[]): readonly Message[] | undefined {
  const next = messages.findIndex((message, index) => index > 0 && message.role === "user");
  return next > 0 ? messages.slice(next) : undefined;
}

/**
 * Asks the model for a summary and returns the conversation that takes the place of `messages`: the person's latest
 * words and the summary. Where even the request is too long, the oldest exchanges are left out one by one.
 *
 * @throws the provider's error when no summary can be had; the conversation is then unchanged.
 */
export async function compact(
  messages: readonly Message[],
  provider: Provider,
  system: string,
  signal?: AbortSignal,
): Promise<readonly Message[]> {
  for (let rest: readonly Message[] = messages; ; ) {
    const request: readonly Message[] = [
      { role: "system", text: system },
      ...rest,
      { role: "user", text: REQUEST },
    ];
    let summary = "";
    try {
      for await (const event of provider.stream({
        messages: request,
        tools: NO_TOOLS,
        ...(signal ? { signal } : {}),
      })) {
        if (event.kind === "text") summary += event.delta;
        else if (event.kind === "retry") summary = "";
      }
    } catch (error) {
      const shorter =
        (error as { code?: unknown }).code === "context-too-long" ? withoutOldest(rest) : undefined;
      if (!shorter) throw error;
      rest = shorter;
      continue;
    }
    return [
      ...recentWords(messages, KEEP_TOKENS),
      { role: "user", text: `${INTRODUCTION}\n\n${summary.trim() || "(the model wrote none)"}` },
    ];
  }
}
