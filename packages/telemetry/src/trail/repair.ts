import { createHash } from "node:crypto";
import { chmodSync, closeSync, openSync, readSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkLine, lineKind, lineSeq, noHash } from "./line.ts";
import { readLines } from "./read-lines.ts";
import type { SegmentHeader } from "./segment-header.ts";

/** What is known of a segment after its torn end, if any, was cut off. */
export interface SegmentState {
  readonly lines: number;
  readonly records: number;
  readonly head: string;
  /** Sequence number that the next record would have. */
  readonly next: number;
  readonly closed: boolean;
  /** What was cut: bytes, their sha-256, and the file that keeps them. */
  readonly torn?: { readonly bytes: number; readonly sha256: string; readonly keptAs: string };
}

/** Reads the header of a segment; undefined when its first line is torn or foreign. */
export function readHeader(path: string): SegmentHeader | undefined {
  const descriptor = openSync(path, "r");
  try {
    const start = Buffer.alloc(8192);
    const length = readSync(descriptor, start, 0, start.length, 0);
    const end = start.subarray(0, length).indexOf(10);
    if (end < 0 || lineKind(start) !== "segment") return undefined;
    return (JSON.parse(start.toString("utf8", 0, end)) as { segment: SegmentHeader }).segment;
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Finds the state of a segment that nobody writes any more and cuts a torn last line: one without newline, or whose
 * bytes do not match its hash. What is cut stays beside it as `.torn`. Anything wrong before the last line is left as
 * it is, for the check to report.
 */
export async function repairSegment(directory: string, segment: string): Promise<SegmentState> {
  const path = join(directory, segment);
  let lines = 0;
  let records = 0;
  let head = noHash;
  let next = readHeader(path)?.first ?? 0;
  let closed = false;
  let bad: { readonly offset: number; readonly line: number } | undefined;
  for await (const batch of readLines(path)) {
    for (const { bytes, line, offset, ended } of batch) {
      const check = ended ? checkLine(bytes) : undefined;
      if (check?.kind !== "good") {
        bad ??= { offset, line };
        continue;
      }
      // A good line after a bad one: the bad one is no torn end, so nothing may be cut.
      if (bad !== undefined) bad = undefined;
      lines = line;
      head = check.hash;
      const kind = lineKind(bytes);
      if (kind === "closed") closed = true;
      if (kind === "record") {
        records += 1;
        next = lineSeq(bytes) + 1;
      }
    }
  }
  if (bad === undefined) return { lines, records, head, next, closed };
  return { lines, records, head, next, closed, torn: cut(directory, segment, bad.offset) };
}

function cut(directory: string, segment: string, offset: number): NonNullable<SegmentState["torn"]> {
  const path = join(directory, segment);
  const keptAs = `${segment}.torn`;
  const descriptor = openSync(path, "r");
  const chunks: Buffer[] = [];
  try {
    for (let at = offset; ; ) {
      const chunk = Buffer.alloc(1 << 16);
      const length = readSync(descriptor, chunk, 0, chunk.length, at);
      if (length === 0) break;
      chunks.push(chunk.subarray(0, length));
      at += length;
    }
  } finally {
    closeSync(descriptor);
  }
  const torn = Buffer.concat(chunks);
  writeFileSync(join(directory, keptAs), torn, { mode: 0o600 });
  chmodSync(path, 0o600);
  truncateSync(path, offset);
  return { bytes: torn.length, sha256: createHash("sha256").update(torn).digest("hex"), keptAs };
}
