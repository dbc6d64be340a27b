import { width } from "../text/wrap.ts";

/** Semantic colours; sixteen ANSI colours at most, nothing on backgrounds. */
export type Tone = "accent" | "ok" | "warn" | "bad" | "muted" | "plain";

/** A stretch of one row in one style. The text is safe to print. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
}

/** One row of the screen: already wrapped, never padded, never right-aligned. */
export type Row = readonly Span[];

/** A row of one span. */
export function row(text: string, tone: Tone = "plain", bold = false): Row {
  return [{ text, tone, bold }];
}

/** The text of a row without its styles. */
export function rowText(spans: Row): string {
  return spans.map(({ text }) => text).join("");
}

/** Columns that a row takes. */
export function rowWidth(spans: Row): number {
  return width(rowText(spans));
}
