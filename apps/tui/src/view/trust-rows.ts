import type { State } from "../state/model.ts";
import type { Marks } from "../text/marks.ts";
import { markSpans } from "./item-rows.ts";
import { type Row, row } from "./row.ts";
import { gutter, untrusted, wrapSpans } from "./spans.ts";

/** The question asked before anything of a folder takes effect. */
export function trustRows(state: State, marks: Marks): readonly Row[] {
  const { trust, columns } = state;
  if (trust === undefined) return [];
  const bar = markSpans(marks, "continued");
  const line = (text: string): readonly Row[] => gutter(bar, bar, wrapSpans(untrusted(text), columns - 2));
  const shown = trust.files.slice(0, 8);
  const files =
    trust.files.length === 0
      ? line("The folder brings no settings or rules of its own.")
      : [
          ...line("If trusted, these files from the folder take effect:"),
          ...shown.flatMap((file) => line(`  ${file}`)),
          ...(trust.files.length > shown.length
            ? line(`  and ${trust.files.length - shown.length} more`)
            : []),
        ];
  const choice = (key: string, text: string): readonly Row[] =>
    gutter(
      [{ text: `  ${key}  `, tone: "accent", bold: true }],
      row("     "),
      wrapSpans([{ text }], columns - 5),
    );
  return [
    ...gutter(
      markSpans(marks, "question"),
      row("  "),
      wrapSpans(
        [
          { text: "Trust ", bold: true },
          ...untrusted(trust.folder, "plain", true),
          { text: " ?", bold: true },
        ],
        columns - 2,
      ),
    ),
    ...files,
    bar,
    ...choice("t", "trust it: commands may change files in this folder, and nothing outside it"),
    ...choice(
      "r",
      `read only: commands may look and not change anything${shown.length > 0 ? "; the files above stay without effect" : ""}`,
    ),
    ...choice("q", "quit"),
  ];
}
