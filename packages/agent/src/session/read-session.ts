import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AgentError } from "../agent-error.ts";
import { missingResults } from "../conversation.ts";
import type { Message } from "../event.ts";
import { readRegular } from "../files/read-regular.ts";
import { parseRolloutLine, type SessionMeta } from "./rollout-line.ts";

/** An earlier session as its file holds it. */
export interface StoredSession {
  /** Id of the session. */
  readonly id: string;
  /** Its file, absolute. */
  readonly path: string;
  /** What it was started with. */
  readonly meta: SessionMeta;
  /** The conversation to go on from: what follows the last summary, and every call with a result. */
  readonly messages: readonly Message[];
  /** The last of `messages`: results that the file lacks because the session ended in the middle of a turn. */
  readonly settled: readonly Message[];
  /** Lines that could not be read, as sentences. */
  readonly problems: readonly string[];
  /** Number of the next line. */
  readonly nextOrdinal: number;
  /** False when the last line was cut by a crash. */
  readonly whole: boolean;
}

/** One session in a list. */
export interface SessionSummary {
  /** Id of the session. */
  readonly id: string;
  /** Its file, absolute. */
  readonly path: string;
  /** Folder of the session. */
  readonly cwd: string;
  /** When it was started, ISO 8601. */
  readonly startedAt: string;
  /** Start of the first request. */
  readonly preview: string;
}

const LONGEST = 256 * 1024 * 1024;
const LIST_BYTES = 64 * 1024;

function lines(bytes: Uint8Array): { readonly lines: readonly string[]; readonly whole: boolean } {
  const text = new TextDecoder().decode(bytes);
  const list = text.split("\n");
  const whole = list.at(-1) === "";
  if (whole) list.pop();
  return { lines: list, whole };
}

/**
 * Reads a session file to go on from it.
 *
 * @throws {AgentError} `bad-session` when it is not a regular file, or not a session.
 */
export async function readSession(path: string): Promise<StoredSession> {
  const found = await readRegular(path, LONGEST);
  if (found.kind !== "file") {
    throw new AgentError(
      "bad-session",
      found.kind === "missing" ? `there is no session file ${path}` : found.reason,
    );
  }
  if (found.truncated)
    throw new AgentError("bad-session", `${path} is larger than ${LONGEST} bytes; start a new session`);
  const { lines: list, whole } = lines(found.bytes);
  const problems: string[] = [];
  let meta: (SessionMeta & { readonly id: string }) | undefined;
  let messages: Message[] = [];
  let nextOrdinal = 0;
  for (const [index, text] of list.entries()) {
    if (text === "") continue;
    const line = parseRolloutLine(text);
    if (!line) {
      problems.push(
        `${path}:${index + 1}: ${index === list.length - 1 ? "the last line was cut" : "this line is not readable"}; it was left out`,
      );
      continue;
    }
    nextOrdinal = line.ordinal + 1;
    if (line.type === "session_meta") meta ??= line.payload;
    else if (line.type === "message") messages.push(line.payload);
    else messages = [...line.payload];
  }
  if (!meta)
    throw new AgentError(
      "bad-session",
      `${path} does not begin like a session file; its first line must be a session_meta`,
    );
  const { id, ...rest } = meta;
  const settled = missingResults(messages);
  return { id, path, meta: rest, messages: [...messages, ...settled], settled, problems, nextOrdinal, whole };
}

async function folders(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && /^\d+$/.test(entry.name))
    .map((entry) => join(path, entry.name))
    .sort()
    .reverse();
}

async function summary(path: string): Promise<SessionSummary | undefined> {
  const found = await readRegular(path, LIST_BYTES);
  if (found.kind !== "file") return undefined;
  const parsed = lines(found.bytes).lines.map(parseRolloutLine);
  const first = parsed[0];
  if (first?.type !== "session_meta") return undefined;
  const asked = parsed.find((line) => line?.type === "message" && line.payload.role === "user");
  const text = asked?.type === "message" && asked.payload.role === "user" ? asked.payload.text : "";
  return {
    id: first.payload.id,
    path,
    cwd: first.payload.cwd,
    startedAt: first.time,
    preview: text.slice(0, 80),
  };
}

/** Lists sessions, newest first; with `cwd` only those of that folder. Files that are no sessions are left out. */
export async function listSessions(
  home: string,
  options: { readonly cwd?: string; readonly limit?: number } = {},
): Promise<readonly SessionSummary[]> {
  const list: SessionSummary[] = [];
  for (const year of await folders(join(home, "sessions"))) {
    for (const month of await folders(year)) {
      for (const day of await folders(month)) {
        const names = (await readdir(day))
          .filter((name) => /^rollout-.*\.jsonl$/.test(name))
          .sort()
          .reverse();
        for (const name of names) {
          const session = await summary(join(day, name));
          if (!session || (options.cwd !== undefined && session.cwd !== options.cwd)) continue;
          list.push(session);
          if (list.length >= (options.limit ?? 50)) return list;
        }
      }
    }
  }
  return list;
}
