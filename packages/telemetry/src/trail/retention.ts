import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { exportedUpTo } from "./export-mark.ts";
import { appendIndex, type IndexEntry, type NewIndexEntry, readIndex } from "./segment-index.ts";
import type { Retention } from "./trail-options.ts";

/** What retention removed. */
export interface Removed {
  /** Path relative to the trail's directory. */
  readonly segment: string;
  /** Bytes that became free. */
  readonly bytes: number;
  /** Why it went, as the index says. */
  readonly reason: string;
}

const dayFolder = /^\d{4}-\d{2}-\d{2}$/;

/** Lists the segment files of a trail with their sizes, oldest day first. */
export function segmentFiles(
  directory: string,
): readonly { readonly segment: string; readonly bytes: number; readonly mtimeMs: number }[] {
  if (!existsSync(directory)) return [];
  const found: { segment: string; bytes: number; mtimeMs: number }[] = [];
  for (const day of readdirSync(directory)
    .filter((name) => dayFolder.test(name))
    .sort()) {
    for (const name of readdirSync(join(directory, day)).sort()) {
      if (!name.endsWith(".jsonl")) continue;
      const { size, mtimeMs } = statSync(join(directory, day, name));
      found.push({ segment: `${day}/${name}`, bytes: size, mtimeMs });
    }
  }
  return found;
}

/**
 * Removes whole segments that are too old or too many, oldest first, and writes each removal to the index first. A
 * segment that is open, or that an exporter has not yet sent in full, stays.
 */
export function applyRetention(directory: string, retention: Retention, now: number): readonly Removed[] {
  if (retention.hold === true) return [];
  const files = segmentFiles(directory);
  const oldest =
    retention.days === undefined
      ? undefined
      : new Date(now - retention.days * 86_400_000).toISOString().slice(0, 10);
  let total = files.reduce((sum, file) => sum + file.bytes, 0);
  const over = (): boolean => retention.bytes !== undefined && total > retention.bytes;
  if (!over() && (oldest === undefined || !files.some((file) => file.segment.slice(0, 10) < oldest)))
    return [];
  const last = new Map<string, IndexEntry>();
  for (const entry of readIndex(directory)) last.set(entry.segment, entry);
  const exported = exportedUpTo(directory);
  const removed: Removed[] = [];
  const entries: NewIndexEntry[] = [];
  for (const file of files) {
    const aged = oldest !== undefined && file.segment.slice(0, 10) < oldest;
    if (!aged && !over()) continue;
    const entry = last.get(file.segment);
    if (entry === undefined || (entry.kind !== "closed" && entry.kind !== "repaired")) continue;
    if (exported !== undefined && (exported(file.segment) ?? 0) < file.bytes) continue;
    const reason = aged ? `older than ${retention.days} days` : `more than ${retention.bytes} bytes in all`;
    total -= file.bytes;
    removed.push({ segment: file.segment, bytes: file.bytes, reason });
    entries.push({
      kind: "removed",
      time: new Date(now).toISOString(),
      segment: file.segment,
      session: entry.session,
      lines: entry.lines,
      head: entry.head,
      reason,
    });
  }
  if (entries.length === 0) return [];
  appendIndex(directory, entries, { sync: true });
  for (const { segment } of removed) {
    rmSync(join(directory, segment), { force: true });
    rmSync(join(directory, `${segment}.torn`), { force: true });
  }
  return removed;
}
