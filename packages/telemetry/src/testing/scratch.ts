import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TrailRecord } from "../record.ts";
import { readTrail, type TrailFilter } from "../trail/read-trail.ts";

/** Runs with a folder of its own, and removes it. */
export async function withFolder<Result>(run: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), "paddock-trail-"));
  try {
    return await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Reads all records that a filter lets through. */
export async function allRecords(
  directory: string,
  filter: TrailFilter = {},
): Promise<readonly TrailRecord[]> {
  const records: TrailRecord[] = [];
  for await (const record of readTrail(directory, filter)) records.push(record);
  return records;
}
