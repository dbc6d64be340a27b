import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { TrailRecord } from "../record.ts";
import { parseRecord } from "../trail/line.ts";

/** Where a record stands in its segment. */
export interface StoredAt {
  readonly segment: string;
  readonly offset: number;
  readonly length: number;
}

/** Reads records from their segments, as they stand there. What is gone or no longer a record is left out. */
export function readStored(directory: string, places: Iterable<StoredAt>): readonly TrailRecord[] {
  const files = new Map<string, number | undefined>();
  const records: TrailRecord[] = [];
  try {
    for (const { segment, offset, length } of places) {
      if (!files.has(segment)) {
        try {
          files.set(segment, openSync(join(directory, segment), "r"));
        } catch {
          // Removed by retention since the index was opened.
          files.set(segment, undefined);
        }
      }
      const file = files.get(segment);
      if (file === undefined) continue;
      const bytes = Buffer.allocUnsafe(length);
      const record = readSync(file, bytes, 0, length, offset) === length ? parseRecord(bytes) : undefined;
      if (record !== undefined) records.push(record);
    }
  } finally {
    for (const file of files.values()) if (file !== undefined) closeSync(file);
  }
  return records;
}
