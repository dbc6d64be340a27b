import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { AttributeValue } from "../record.ts";
import { readHeader, repairSegment } from "./repair.ts";
import { writerIsGone } from "./segment-header.ts";
import { appendIndex, type IndexEntry, indexPath } from "./segment-index.ts";

/** Where a session goes on. */
export interface PreviousSegment {
  readonly segment: string;
  readonly head: string;
  readonly number: number;
  /** Sequence number of the next record. */
  readonly next: number;
}

/** What a crash left, and what was done about it. */
export interface Recovery {
  readonly previous?: PreviousSegment;
  /** Attributes of one `trail.recovered` record each. */
  readonly reports: readonly Readonly<Record<string, AttributeValue>>[];
}

/** The end of the index is enough to find recent crashes; a session's own entries are looked up in all of it. */
const tailBytes = 256 * 1024;

function relevantEntries(directory: string, session: string): readonly IndexEntry[] {
  const path = indexPath(directory);
  if (!existsSync(path)) return [];
  const descriptor = openSync(path, "r");
  try {
    const size = fstatSync(descriptor).size;
    const bytes = Buffer.allocUnsafe(size);
    readSync(descriptor, bytes, 0, size, 0);
    const entries: IndexEntry[] = [];
    const take = (start: number, end: number): void => {
      try {
        entries.push(JSON.parse(bytes.toString("utf8", start, end)) as IndexEntry);
      } catch {
        // A torn or foreign line; the check reports it.
      }
    };
    const tailStart = size > tailBytes ? bytes.indexOf(10, size - tailBytes) + 1 : 0;
    const needle = `"session":"${session}"`;
    for (let at = bytes.indexOf(needle); at >= 0 && at < tailStart; ) {
      const end = bytes.indexOf(10, at);
      take(bytes.lastIndexOf(10, at) + 1, end);
      at = bytes.indexOf(needle, end);
    }
    for (let start = tailStart; ; ) {
      const end = bytes.indexOf(10, start);
      if (end < 0) break;
      take(start, end);
      start = end + 1;
    }
    return entries;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Looks at the segments that were opened and never closed. Those whose writer is gone are repaired and anchored; the
 * latest of the given session tells where that session goes on.
 */
export async function recoverCrashed(directory: string, session: string, now: number): Promise<Recovery> {
  const last = new Map<string, IndexEntry>();
  for (const entry of relevantEntries(directory, session)) {
    last.delete(entry.segment);
    last.set(entry.segment, entry);
  }
  const reports: Readonly<Record<string, AttributeValue>>[] = [];
  let previous: PreviousSegment | undefined;
  for (const entry of last.values()) {
    if (entry.kind === "removed") continue;
    const path = join(directory, entry.segment);
    const header = existsSync(path) ? readHeader(path) : undefined;
    const finished = entry.kind === "closed" || entry.kind === "repaired";
    const gone = finished || (header !== undefined && writerIsGone(header.writer, path, now));
    const ours = entry.session === session && header !== undefined;
    if (!gone || (finished && !ours) || header === undefined) {
      if (ours)
        previous = later(previous, {
          segment: entry.segment,
          head: "",
          number: header.number,
          next: header.first,
        });
      continue;
    }
    const state = await repairSegment(directory, entry.segment);
    if (!finished) {
      appendIndex(directory, [
        {
          kind: "repaired",
          time: new Date(now).toISOString(),
          segment: entry.segment,
          session: entry.session,
          lines: state.lines,
          head: state.head,
        },
      ]);
      reports.push({
        reason: state.torn === undefined ? "crash" : "torn",
        segment: entry.segment,
        ...(state.torn === undefined
          ? {}
          : { bytes: state.torn.bytes, sha256: state.torn.sha256, kept_as: state.torn.keptAs }),
      });
    }
    if (ours)
      previous = later(previous, {
        segment: entry.segment,
        head: state.head,
        number: header.number,
        next: state.next,
      });
  }
  return { ...(previous === undefined ? {} : { previous }), reports };
}

function later(known: PreviousSegment | undefined, found: PreviousSegment): PreviousSegment {
  if (known === undefined) return found;
  const next = Math.max(known.next, found.next);
  return { ...(found.number > known.number ? found : known), next };
}
