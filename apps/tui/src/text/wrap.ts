import stringWidth from "string-width";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Columns that a text takes on a terminal. */
export function width(text: string): number {
  return stringWidth(text);
}

/**
 * Breaks text into rows of at most `columns`, at spaces where that loses nothing, else between graphemes. No character
 * is dropped: joining the rows of a line gives the line back.
 */
export function wrap(text: string, columns: number): readonly string[] {
  const limit = Math.max(1, columns);
  const rows: string[] = [];
  for (const line of text.split("\n")) {
    let row = "";
    let used = 0;
    for (const word of line.split(/(?<= )/)) {
      const size = width(word);
      if (used + width(word.trimEnd()) <= limit) {
        row += word;
        used += size;
        continue;
      }
      if (row !== "" && size <= limit) {
        rows.push(row);
        row = word;
        used = size;
        continue;
      }
      for (const { segment } of graphemes.segment(word)) {
        const step = width(segment);
        if (used + step > limit && row !== "") {
          rows.push(row);
          row = "";
          used = 0;
        }
        row += segment;
        used += step;
      }
    }
    rows.push(row);
  }
  return rows;
}

/** One row of at most `columns`; what is cut is marked by an ellipsis. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let row = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const step = width(segment);
    if (used + step > columns - 1) break;
    row += segment;
    used += step;
  }
  return `${row}…`;
}
