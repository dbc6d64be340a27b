import type { TrailRecord } from "../record.ts";
import { attributeText } from "./attribute-text.ts";

/** Attributes that name a thing a person may ask about. */
const named = [
  "host",
  "object",
  "path",
  "grant",
  "rule",
  "server",
  "subject",
  "command",
  "key",
  "digest",
  "review",
] as const;
/** Attributes in which a part of a line is worth finding. */
const lines = ["subject", "command", "object", "host", "path", "rule", "title"] as const;

/**
 * Finds the records that an id, host, path, command or part of one speaks of. Ids win over words, whole words over parts;
 * within a kind the latest comes last.
 */
export function findRecords(records: readonly TrailRecord[], wanted: string): readonly TrailRecord[] {
  const lower = wanted.toLowerCase();
  const tests: readonly ((record: TrailRecord) => boolean)[] = [
    (record) => record.id === wanted || (wanted.length >= 8 && record.id.startsWith(wanted)),
    (record) => Object.entries(record.ids).some(([key, id]) => key !== "session" && id === wanted),
    (record) => named.some((key) => attributeText(record, key) === wanted),
    (record) => lines.some((key) => attributeText(record, key).toLowerCase().includes(lower)),
  ];
  for (const test of tests) {
    const found = records.filter(test);
    if (found.length > 0) return found;
  }
  return [];
}
