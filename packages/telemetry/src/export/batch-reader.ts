import { statSync } from "node:fs";
import { join } from "node:path";
import type { TrailRecord } from "../record.ts";
import { parseRecord } from "../trail/line.ts";
import { readLines } from "../trail/read-lines.ts";
import { segmentsInOrder } from "../trail/read-trail.ts";

/** Records of one segment, and where reading goes on after them. */
export interface RecordBatch {
  readonly segment: string;
  readonly records: readonly TrailRecord[];
  /** Byte offset after the last record. */
  readonly end: number;
}

/** Where an exporter stands. */
export interface ReadPosition {
  /** Bytes of a segment that were read before. */
  readonly from: (segment: string) => number;
  /** Records a batch holds at most. */
  readonly size: number;
  /** Sees the records that were sent in an earlier run, before the first new one of the segment. */
  readonly note: (record: TrailRecord) => void;
  /** Segments whose earlier records were already seen in this run. */
  readonly known: Set<string>;
}

/** Yields what was written since, in batches, oldest segment first. Ends when there is nothing more at the moment. */
export async function* newBatches(
  directory: string,
  position: ReadPosition,
): AsyncGenerator<RecordBatch, void, void> {
  for (const segment of segmentsInOrder(directory)) {
    const path = join(directory, segment);
    const from = position.from(segment);
    let size: number;
    try {
      size = statSync(path).size;
    } catch {
      continue;
    }
    if (size <= from) continue;
    const primed = position.known.has(segment);
    position.known.add(segment);
    let records: TrailRecord[] = [];
    let end = from;
    // A chunk is what stands between two looks at the event loop, so it stays small.
    for await (const lines of readLines(path, { offset: primed ? from : 0, chunk: 1 << 18 })) {
      for (const line of lines) {
        if (!line.ended) break;
        const record = parseRecord(line.bytes);
        if (line.offset < from) {
          if (record !== undefined) position.note(record);
          continue;
        }
        end = line.offset + line.bytes.length + 1;
        if (record !== undefined) records.push(record);
        if (records.length >= position.size) {
          yield { segment, records, end };
          records = [];
        }
      }
    }
    if (end > from) yield { segment, records, end };
  }
}
