import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How far one exporter has come: bytes of each segment that its collector has acknowledged. */
export interface ExportMark {
  readonly v: 1;
  readonly segments: Readonly<Record<string, number>>;
}

/** Path of the mark of an exporter. */
export function exportMarkPath(directory: string, name: string): string {
  return join(directory, `export-${name}.json`);
}

/** Reads one mark; an unreadable one counts as none, so that records are sent twice rather than never. */
export function readExportMark(path: string): ExportMark {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null && "segments" in value) return value as ExportMark;
  } catch {
    // Missing or damaged: start from the beginning.
  }
  return { v: 1, segments: {} };
}

/** Bytes of a segment that every exporter of this trail has sent; undefined when nothing was ever exported. */
export function exportedUpTo(directory: string): ((segment: string) => number | undefined) | undefined {
  const marks = readdirSync(directory)
    .filter((name) => /^export-[A-Za-z0-9_-]+\.json$/.test(name))
    .map((name) => readExportMark(join(directory, name)));
  if (marks.length === 0) return undefined;
  return (segment) => Math.min(...marks.map((mark) => mark.segments[segment] ?? 0));
}
