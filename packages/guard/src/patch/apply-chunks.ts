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

interface Line {
  readonly text: string;
  /** `\n`, `\r\n`, or nothing at the end of a file without one. */
  readonly end: string;
}

function linesOf(content: string): readonly Line[] {
  return (content.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    const end = /\r?\n$/.exec(line)?.[0] ?? "";
    return { text: line.slice(0, line.length - end.length), end };
  });
}

/** Where a chunk goes, or what of it was not found. */
function placeOf(
  texts: readonly string[],
  chunk: PatchChunk,
  at: number,
): { readonly place: number } | { readonly missing: string } {
  let from = at;
  for (const anchor of chunk.anchors) {
    const found = find(texts, [anchor], from, false);
    if (found < 0) return { missing: `the line ${JSON.stringify(anchor)} is not in the file` };
    from = found + 1;
  }
  const wanted = chunk.lines.filter(({ mark }) => mark !== "add").map(({ text }) => text);
  // A chunk of additions alone goes behind its anchor, or to the end of the file.
  if (wanted.length === 0)
    return { place: chunk.anchors.length > 0 && !chunk.endOfFile ? from : texts.length };
  const place = find(texts, wanted, from, chunk.endOfFile);
  if (place >= 0) return { place };
  const shown = wanted
    .slice(0, 3)
    .map((line) => JSON.stringify(line))
    .join(", ");
  return { missing: `these lines are not in the file${at > 0 ? " after the chunk before" : ""}: ${shown}` };
}

/**
 * Applies the chunks of one update in file order. Pure. Lines that stay keep their own blanks and ending; a new line ends
 * like the one before it. A file without a line break at its end has none afterwards either.
 */
export function applyChunks(content: string, chunks: readonly PatchChunk[]): AppliedChunks {
  const lines = linesOf(content);
  const texts = lines.map(({ text }) => text);
  const usual = lines.find(({ end }) => end !== "")?.end ?? "\n";
  const closed = lines.length === 0 || lines.at(-1)?.end !== "";
  const result: Line[] = [];
  let at = 0;
  for (const [index, chunk] of chunks.entries()) {
    const found = placeOf(texts, chunk, at);
    if ("missing" in found) return { ok: false, chunk: index + 1, message: found.missing };
    result.push(...lines.slice(at, found.place));
    at = found.place;
    for (const { mark, text } of chunk.lines) {
      const old = lines[at];
      if (mark === "add") result.push({ text, end: result.at(-1)?.end || old?.end || usual });
      else at++;
      if (mark === "keep" && old !== undefined) result.push(old);
    }
  }
  result.push(...lines.slice(at));
  const text = result.map(({ text, end }, index) => {
    const last = index === result.length - 1;
    return text + (last && !closed ? "" : end || usual);
  });
  return { ok: true, content: text.join("") };
}
