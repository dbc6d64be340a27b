import { visibleParts } from "../text/visible.ts";
import { width, wrap } from "../text/wrap.ts";
import type { Row, Span, Tone } from "./row.ts";

/** Cuts spans at the row borders that `rows` (the wrapped text of all of them) sets. */
function cut(spans: readonly Span[], rows: readonly string[]): readonly Row[] {
  const queue = spans.filter(({ text }) => text !== "").map((span) => ({ ...span }));
  return rows.map((text) => {
    const result: Span[] = [];
    let left = text.length;
    while (left > 0 && queue.length > 0) {
      const first = queue[0]!;
      const taken = first.text.slice(0, left);
      result.push({ ...first, text: taken });
      left -= taken.length;
      if (taken.length === first.text.length) queue.shift();
      else queue[0] = { ...first, text: first.text.slice(taken.length) };
    }
    return result;
  });
}

/** A row that breaks at a space may be one too wide by that space; the terminal would cut a letter for it. */
function withoutLastSpace(spans: Row): Row {
  const last = spans.at(-1);
  if (last === undefined || !last.text.endsWith(" ")) return spans;
  return [...spans.slice(0, -1), { ...last, text: last.text.slice(0, -1) }];
}

/** Wraps styled text to rows of `columns`. A line feed in a span starts a new row. */
export function wrapSpans(spans: readonly Span[], columns: number): readonly Row[] {
  const lines: Span[][] = [[]];
  for (const span of spans) {
    const [head, ...rest] = span.text.split("\n");
    lines.at(-1)!.push({ ...span, text: head! });
    for (const text of rest) lines.push([{ ...span, text }]);
  }
  return lines.flatMap((line) => {
    const rows = wrap(line.map(({ text }) => text).join(""), columns);
    return cut(line, rows).map((spans, index) =>
      width(rows[index]!) > columns ? withoutLastSpace(spans) : spans,
    );
  });
}

/** Untrusted text as spans: what could not be seen is escaped and stands out. */
export function untrusted(text: string, tone: Tone = "plain", bold = false): readonly Span[] {
  return visibleParts(text).map((part) =>
    part.escaped ? { text: part.text, tone: "warn", bold: true } : { text: part.text, tone, bold },
  );
}

/** Rows with a gutter: `first` before the first row, `rest` before the others; both of one width. */
export function gutter(first: Row, rest: Row, rows: readonly Row[]): readonly Row[] {
  return rows.map((spans, index) => [...(index === 0 ? first : rest), ...spans]);
}
