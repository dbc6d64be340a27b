import { readIndex } from "./segment-index.ts";

/** A session that a trail holds. */
export interface SessionEntry {
  /** Id of the session. */
  readonly session: string;
  /** When its latest segment was opened, ISO 8601. */
  readonly opened: string;
  /** False while it is being written, and after a crash that nobody repaired yet. */
  readonly closed: boolean;
}

/** Lists the sessions of a trail from its index, the one that was opened last at the end. Reads no segment. */
export function listSessions(directory: string): readonly SessionEntry[] {
  const open = new Map<string, Set<string>>();
  const opened = new Map<string, string>();
  for (const { kind, session, segment, time } of readIndex(directory)) {
    const segments = open.get(session) ?? new Set();
    open.set(session, segments);
    if (kind === "opened") {
      segments.add(segment);
      // Again at the end: the order is that of the latest opening.
      opened.delete(session);
      opened.set(session, time);
    } else if (kind !== "anchor") segments.delete(segment);
  }
  return [...opened].map(([session, time]) => ({
    session,
    opened: time,
    closed: open.get(session)?.size === 0,
  }));
}
