import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AgentError } from "../agent-error.ts";
import type { ConversationSink } from "../conversation.ts";
import type { Message } from "../event.ts";
import type { StoredSession } from "./read-session.ts";
import type { RolloutLine, SessionMeta } from "./rollout-line.ts";

/** A conversation on disk, open for adding. */
export interface SessionFile extends ConversationSink, AsyncDisposable {
  /** Id of the session. */
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  /** Waits for what was added and closes the file. */
  close(): Promise<void>;
}

/** Where and as what to open a session file. */
export interface SessionFileOptions {
  /** Paddock's own folder; files go below `sessions/` in it, which no sandbox can see. */
  readonly home: string;
  /** Letters, digits, `_` and `-`. */
  readonly id: string;
  /** Kept in the first line. */
  readonly meta: SessionMeta;
  /** Default: the clock. */
  readonly now?: () => Date;
}

/** A message as it is kept: without the record behind a result, which the trail has. */
function kept(message: Message): Message {
  if (message.role !== "result") return message;
  return { role: "result", callId: message.callId, text: message.text };
}

function sessionFile(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  id: string,
  first: number,
  now: () => Date,
): SessionFile & { write(line: Omit<RolloutLine, "v" | "time" | "ordinal">): Promise<void> } {
  let ordinal = first;
  let last: Promise<unknown> = Promise.resolve();
  const write = (line: object): Promise<void> => {
    const text = `${JSON.stringify({ v: 1, time: now().toISOString(), ordinal: ordinal++, ...line })}\n`;
    // One write a line, in order: a crash can cut only the last one.
    const written = last.then(() => file.write(text));
    last = written.catch(() => undefined);
    return written.then(
      () => undefined,
      (cause: unknown) => {
        throw new AgentError(
          "bad-session",
          `the session file ${path} cannot be written: ${(cause as Error).message}`,
          { cause },
        );
      },
    );
  };
  const close = async (): Promise<void> => {
    await last;
    await file.close().catch(() => undefined);
  };
  return {
    id,
    path,
    write,
    add: (message) => write({ type: "message", payload: kept(message) }),
    replace: (messages) => write({ type: "compacted", payload: messages.map(kept) }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Creates the file of a new session, `sessions/YYYY/MM/DD/rollout-TIME-ID.jsonl`, readable by its owner only.
 *
 * @throws {AgentError} `bad-session` when it exists already or cannot be created.
 */
export async function createSessionFile(options: SessionFileOptions): Promise<SessionFile> {
  const now = options.now ?? ((): Date => new Date());
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(options.id)) {
    throw new AgentError(
      "bad-session",
      `${JSON.stringify(options.id)} is no id of a session; use letters, digits, _ and -`,
    );
  }
  const time = now().toISOString();
  const name = `rollout-${time.slice(0, 19).replaceAll(":", "-")}-${options.id}.jsonl`;
  const path = join(options.home, "sessions", time.slice(0, 4), time.slice(5, 7), time.slice(8, 10), name);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const flags =
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const session = sessionFile(await open(path, flags, 0o600), path, options.id, 0, now);
    await session.write({ type: "session_meta", payload: { ...options.meta, id: options.id } });
    return session;
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    throw new AgentError(
      "bad-session",
      `the session file ${path} cannot be created: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Opens the file of an earlier session again; what is added goes behind what `readSession` gave. */
export async function reopenSessionFile(
  session: Pick<StoredSession, "id" | "path" | "settled" | "nextOrdinal" | "whole">,
  now: () => Date = () => new Date(),
): Promise<SessionFile> {
  try {
    const file = await open(session.path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
    // A torn last line stays where it is, on a line of its own.
    if (!session.whole) await file.write("\n");
    const opened = sessionFile(file, session.path, session.id, session.nextOrdinal, now);
    for (const message of session.settled) await opened.add(message);
    return opened;
  } catch (cause) {
    throw new AgentError(
      "bad-session",
      `the session file ${session.path} cannot be opened: ${(cause as Error).message}`,
      { cause },
    );
  }
}
