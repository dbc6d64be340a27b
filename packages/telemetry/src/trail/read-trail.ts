import { join } from "node:path";
import type { RecordIds, RecordSeverity, TrailRecord } from "../record.ts";
import { TrailError } from "../trail-error.ts";
import { parseRecord } from "./line.ts";
import { readLines } from "./read-lines.ts";
import { segmentFiles } from "./retention.ts";

/** Which records to read. Everything given must hold. */
export interface TrailFilter {
  /** Records of this session only. */
  readonly session?: string;
  /** Names of the catalogue; a trailing `*` stands for any rest: `trail.*`. */
  readonly names?: readonly string[];
  /** Inclusive, any text that `Date` reads. */
  readonly since?: string;
  /** Exclusive, any text that `Date` reads. */
  readonly until?: string;
  /** At least this severe. */
  readonly severity?: RecordSeverity;
  /** Ids that must be equal. */
  readonly ids?: Partial<RecordIds>;
  /** Occurs, in any case, in the record's JSON. */
  readonly text?: string;
}

const severities: readonly RecordSeverity[] = ["info", "warn", "error"];

function instant(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new TrailError(
      "bad-filter",
      `${JSON.stringify(text)} is no time; write it like 2026-11-20T10:30:00Z`,
    );
  return date.toISOString();
}

/** Makes the test that a filter means. Throws a {@link TrailError} for a time that cannot be read. */
export function recordFilter(filter: TrailFilter): (record: TrailRecord) => boolean {
  const since = instant(filter.since);
  const until = instant(filter.until);
  const exact = new Set(filter.names?.filter((name) => !name.endsWith("*")));
  const prefixes = filter.names?.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)) ?? [];
  const least = filter.severity === undefined ? 0 : severities.indexOf(filter.severity);
  const ids = Object.entries(filter.ids ?? {}) as [keyof RecordIds, string][];
  const text = filter.text?.toLowerCase();
  return (record) =>
    (filter.session === undefined || record.ids.session === filter.session) &&
    (filter.names === undefined ||
      exact.has(record.name) ||
      prefixes.some((prefix) => record.name.startsWith(prefix))) &&
    (since === undefined || record.time >= since) &&
    (until === undefined || record.time < until) &&
    severities.indexOf(record.severity) >= least &&
    ids.every(([key, value]) => record.ids[key] === value) &&
    (text === undefined || JSON.stringify(record).toLowerCase().includes(text));
}

/**
 * Reads the records of a trail, segment by segment, oldest day first; a session's records come in order. Torn lines are
 * left out, and reading a trail that is still being written is fine. It does not check the chain: `verifyTrail` does.
 */
export async function* readTrail(
  directory: string,
  filter: TrailFilter = {},
): AsyncGenerator<TrailRecord, void, void> {
  const holds = recordFilter(filter);
  for (const segment of segmentsInOrder(directory, filter.session)) {
    for await (const batch of readLines(join(directory, segment))) {
      for (const line of batch) {
        const record = parseRecord(line.bytes);
        if (record !== undefined && holds(record)) yield record;
      }
    }
  }
}

/** Names the segments, those of one session in the order of their numbers. */
export function segmentsInOrder(directory: string, session?: string): readonly string[] {
  const parts = (segment: string): readonly [session: string, number: number] => {
    const name = segment.slice(11, -".jsonl".length);
    const dot = name.lastIndexOf(".");
    return [name.slice(0, dot), Number(name.slice(dot + 1))];
  };
  return segmentFiles(directory)
    .map((file) => file.segment)
    .filter((segment) => session === undefined || parts(segment)[0] === session)
    .sort((a, b) => {
      const [sessionA, numberA] = parts(a);
      const [sessionB, numberB] = parts(b);
      if (sessionA === sessionB) return numberA - numberB;
      return a.slice(0, 10).localeCompare(b.slice(0, 10));
    });
}
