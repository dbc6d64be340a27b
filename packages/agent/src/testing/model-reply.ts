/** One call in a reply of the test server. */
export interface ReplyCall {
  /** Default: made from the position. */
  readonly id?: string;
  /** Name of the tool. */
  readonly name: string;
  /** A string is sent as it is, so it may be malformed; anything else is sent as JSON. */
  readonly arguments: unknown;
}

/** What the test server answers to one request. */
export type ModelReply =
  | {
      readonly kind: "answer";
      readonly reasoning?: string;
      readonly text?: string;
      /** The model declines, in the form that each API has for that. */
      readonly refusal?: string;
      readonly calls?: readonly ReplyCall[];
      /** Closes the connection after so many events, before the answer is complete. */
      readonly cutAfter?: number;
      /** Sends nothing more after so many events, and keeps the connection open. */
      readonly stallAfter?: number;
      /** Milliseconds between events. */
      readonly pauseMs?: number;
      /** Habits of a server that speaks Chat Completions; default `openai`. */
      readonly dialect?: "openai" | "ollama" | "think";
    }
  | {
      readonly kind: "error";
      readonly status: number;
      readonly message?: string;
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A stream as recorded: its exact text. */
  | { readonly kind: "raw"; readonly body: string };

/** Text of a call's arguments as it goes over the wire. */
export function argumentText(call: ReplyCall): string {
  return typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments);
}

/** Cuts text into pieces of a few characters, as a model streams them. */
export function pieces(text: string, size = 7): readonly string[] {
  const list: string[] = [];
  for (let at = 0; at < text.length; at += size) list.push(text.slice(at, at + size));
  return list;
}
