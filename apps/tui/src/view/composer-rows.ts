import type { Composer } from "../state/composer.ts";
import { visible } from "../text/visible.ts";
import { width, wrap } from "../text/wrap.ts";
import { type Row, row } from "./row.ts";
import { untrusted } from "./spans.ts";

/** The composer as rows, and where the cursor stands in them. */
export interface DrawnComposer {
  readonly rows: readonly Row[];
  readonly x: number;
  readonly y: number;
}

/** Draws the composer into at most `height` rows, following the cursor. */
export function composerRows(
  composer: Composer,
  columns: number,
  height: number,
  prompt: string,
): DrawnComposer {
  const room = Math.max(4, columns - 3);
  const rows = composer.text.split("\n").flatMap((line) => wrap(visible(line), room));
  const before = composer.text
    .slice(0, composer.cursor)
    .split("\n")
    .flatMap((line) => wrap(visible(line), room));
  let y = before.length - 1;
  let x = width(before[y] ?? "");
  // A cursor behind a full row stands on the next one.
  if (x > room) {
    x = 0;
    y += 1;
  }
  const first = Math.max(0, Math.min(y - height + 1, Math.max(0, rows.length - height)));
  const shown = (y >= rows.length ? [...rows, ""] : rows).slice(first, first + height);
  return {
    rows: shown.map((text, index) => [
      ...row(first + index === 0 ? `${prompt} ` : "  ", "accent"),
      ...untrusted(text),
    ]),
    x: x + 2,
    y: y - first,
  };
}
