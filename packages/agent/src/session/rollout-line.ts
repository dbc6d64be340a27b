import type { Message } from "../event.ts";

/** What a session was started with. */
export interface SessionMeta {
  /** Folder of the session, absolute. */
  readonly cwd: string;
  /** Provider at the start. */
  readonly provider: string;
  /** Model at the start. */
  readonly model: string;
  /** Version of the program that wrote the file. */
  readonly version?: string;
}

/** One line of a session file. */
export type RolloutLine = {
  readonly v: 1;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Counts the lines of the file from 0. */
  readonly ordinal: number;
} & (
  | { readonly type: "session_meta"; readonly payload: SessionMeta & { readonly id: string } }
  | { readonly type: "message"; readonly payload: Message }
  | { readonly type: "compacted"; readonly payload: readonly Message[] }
);

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Whether a value from disk is a message. */
function isMessage(value: unknown): value is Message {
  if (!isTable(value)) return false;
  const text = typeof value["text"] === "string";
  switch (value["role"]) {
    case "system":
    case "user":
    case "assistant":
      return text;
    case "result":
      return text && typeof value["callId"] === "string";
    case "kept":
      return typeof value["provider"] === "string" && isTable(value["item"]);
    case "call": {
      const call = value["call"];
      return isTable(call) && ["id", "name", "arguments"].every((key) => typeof call[key] === "string");
    }
    default:
      return false;
  }
}

/** Reads one line of a session file; `undefined` when it is not one. */
export function parseRolloutLine(text: string): RolloutLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isTable(line) || line["v"] !== 1 || typeof line["ordinal"] !== "number") return undefined;
  const payload = line["payload"];
  const good =
    (line["type"] === "session_meta" &&
      isTable(payload) &&
      ["id", "cwd", "provider", "model"].every((key) => typeof payload[key] === "string")) ||
    (line["type"] === "message" && isMessage(payload)) ||
    (line["type"] === "compacted" && Array.isArray(payload) && payload.every(isMessage));
  return good ? (line as unknown as RolloutLine) : undefined;
}
