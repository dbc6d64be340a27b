/** One entry of the conversation that a review looks at. Order is that of the conversation. */
export type TranscriptEntry =
  | { readonly kind: "user"; readonly text: string }
  | { readonly kind: "assistant"; readonly text: string }
  | { readonly kind: "tool-call"; readonly name: string; readonly text: string }
  | { readonly kind: "tool-result"; readonly name: string; readonly text: string };

/** Limits of the evidence, in UTF-16 units; about four make a token. */
export interface EvidenceBudget {
  /** All messages together. Default 40 000. */
  readonly messages?: number;
  /** All tool calls and results together. Default 40 000. */
  readonly tools?: number;
  /** One message. Default 8 000. */
  readonly message?: number;
  /** One tool call or result. Default 4 000. */
  readonly tool?: number;
  /** The action itself, which is never cut: a larger one is not reviewed. Default 64 000. */
  readonly action?: number;
  /** Entries that are not the user's, counted from the newest. Default 40. */
  readonly entries?: number;
}

/** An entry that was chosen, with its place in the conversation (from 1). */
export interface ChosenEntry {
  readonly place: number;
  readonly entry: TranscriptEntry;
  readonly text: string;
  readonly cut: boolean;
}

/** The chosen part of a conversation. */
export interface ChosenTranscript {
  readonly entries: readonly ChosenEntry[];
  readonly omitted: number;
}

/** Cuts the middle out of a text, so that head and tail both stay. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.max(0, Math.floor(limit / 2));
  // A cut through a surrogate pair would leave half a character on each side.
  const head = text.slice(0, half).replace(/[\uD800-\uDBFF]$/, "");
  const tail = text.slice(text.length - half).replace(/^[\uDC00-\uDFFF]/, "");
  return `${head}\n[cut: ${text.length - head.length - tail.length} characters]\n${tail}`;
}

function isTool(entry: TranscriptEntry): boolean {
  return entry.kind === "tool-call" || entry.kind === "tool-result";
}

/**
 * Chooses what a review sees: the first and the last message of the user always, then the newest entries while the
 * budgets last. Messages and tool entries have separate budgets, so that a flood of tool output pushes no message out.
 */
export function chooseTranscript(
  transcript: readonly TranscriptEntry[],
  budget: EvidenceBudget = {},
  first = 1,
): ChosenTranscript {
  const { messages = 40_000, tools = 40_000, message = 8000, tool = 4000, entries = 40 } = budget;
  const left = { message: messages, tool: tools };
  let others = entries;
  const chosen = new Map<number, ChosenEntry>();
  const take = (index: number, always: boolean): void => {
    const entry = transcript[index];
    if (entry === undefined || chosen.has(index)) return;
    const purse = isTool(entry) ? "tool" : "message";
    const text = cutMiddle(entry.text, purse === "tool" ? tool : message);
    if (!always && (text.length > left[purse] || (entry.kind !== "user" && others === 0))) return;
    left[purse] -= text.length;
    if (entry.kind !== "user") others--;
    chosen.set(index, { place: first + index, entry, text, cut: text !== entry.text });
  };
  const users = transcript.flatMap((entry, index) => (entry.kind === "user" ? [index] : []));
  for (const index of [users[0], users.at(-1)]) if (index !== undefined) take(index, true);
  for (let index = transcript.length - 1; index >= 0; index--) take(index, false);
  return {
    entries: [...chosen.values()].sort((a, b) => a.place - b.place),
    omitted: transcript.length - chosen.size,
  };
}
