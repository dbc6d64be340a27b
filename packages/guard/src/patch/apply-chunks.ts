import type { PatchChunk } from "./parse-patch.ts";

/** The new text of a file, or the first chunk whose lines were not found. */
export type AppliedChunks =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly chunk: number; readonly message: string };

/** Typographic punctuation that models write where a file has ASCII, and the reverse. */
function fold(line: string): string {
  return line
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2018\u2019\u201a\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g, " ");
}

/** From exact to forgiving; the first way that finds the lines counts. */
const WAYS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  fold,
];

function find(lines: readonly string[], wanted: readonly string[], from: number, atEnd: boolean): number {
  for (const way of WAYS) {
    const same = (at: number): boolean =>
      wanted.every((line, index) => way(lines[at + index] ?? "\0") === way(line));
    const last = lines.length - wanted.length;
    if (atEnd && last >= from && same(last)) return last;
    if (atEnd) continue;
    for (let at = from; at <= last; at += 1) if (same(at)) return at;
  }
  return -1;
}

/** Applies the chunks of one update in file order. Pure. */
export function applyChunks(content: string, chunks: readonly PatchChunk[]): AppliedChunks {
  const newline = content.includes("\r\n") ? "\r\n" : "\n";
  const lines = content.split(/\r?\n/);
  const endsWithNewline = lines.at(-1) === "";
  if (endsWithNewline) lines.pop();
  const result: string[] = [];
  let at = 0;
  for (const [index, chunk] of chunks.entries()) {
    let from = at;
    for (const anchor of chunk.anchors) {
      const found = find(lines, [anchor], from, false);
      if (found < 0)
        return {
          ok: false,
          chunk: index + 1,
          message: `the line ${JSON.stringify(anchor)} is not in the file`,
        };
      from = found + 1;
    }
    // A chunk of additions alone goes behind its anchor, or to the end of the file.
    const place =
      chunk.before.length > 0
        ? find(lines, chunk.before, from, chunk.endOfFile)
        : chunk.anchors.length > 0 && !chunk.endOfFile
          ? from
          : lines.length;
    if (place < 0) {
      const shown = chunk.before
        .slice(0, 3)
        .map((line) => JSON.stringify(line))
        .join(", ");
      return {
        ok: false,
        chunk: index + 1,
        message: `these lines are not in the file${index > 0 ? " after the chunk before" : ""}: ${shown}`,
      };
    }
    result.push(...lines.slice(at, place), ...chunk.after);
    at = place + chunk.before.length;
  }
  result.push(...lines.slice(at));
  const text = result.join(newline);
  return {
    ok: true,
    content: result.length > 0 && (endsWithNewline || content === "") ? text + newline : text,
  };
}
