import type { Item } from "../state/model.ts";
import type { Badge } from "../text/badge.ts";
import type { Mark, Marks } from "../text/marks.ts";
import { visibleOutput } from "../text/visible.ts";
import { type Row, row, type Span, type Tone } from "./row.ts";
import { gutter, untrusted, wrapSpans } from "./spans.ts";

const tones: Readonly<Record<Mark, Tone>> = {
  user: "accent",
  assistant: "plain",
  tool: "accent",
  ok: "ok",
  failed: "bad",
  denied: "bad",
  question: "warn",
  notice: "warn",
  continued: "muted",
};

/** The gutter of a mark: the glyph and a space. */
export function markSpans(marks: Marks, mark: Mark): Row {
  return [{ text: `${marks[mark]} `, tone: tones[mark], bold: mark === "denied" }];
}

function continued(marks: Marks, lines: readonly string[], columns: number, tone: Tone): readonly Row[] {
  const bar = markSpans(marks, "continued");
  return lines.flatMap((line) =>
    gutter(bar, bar, wrapSpans(untrusted(line, tone), columns - marks.continued.length - 1)),
  );
}

/** The badge as it is worn after a title: quiet when everything holds, loud when nothing does. */
function badgeSpan({ text, level }: Badge): Span {
  const tone = level === "full" ? "muted" : level === "partial" ? "warn" : "bad";
  return { text: `  ${text}`, tone, bold: level === "none" };
}

function indent(marks: Marks, mark: Mark): Row {
  return row(" ".repeat(marks[mark].length + 1));
}

/** The rows of one transcript entry at a width. Nothing is padded or right-aligned, so a narrower terminal just wraps. */
export function itemRows(item: Item, marks: Marks, columns: number): readonly Row[] {
  return [...(item.gap ? [row("")] : []), ...contentRows(item, marks, columns)];
}

function contentRows(item: Item, marks: Marks, columns: number): readonly Row[] {
  const room = columns - 2;
  switch (item.kind) {
    case "user":
      return [
        ...gutter(
          markSpans(marks, "user"),
          indent(marks, "user"),
          wrapSpans(untrusted(item.text, "plain", true), room),
        ),
      ];
    case "assistant": {
      const text = wrapSpans([{ text: visibleOutput(item.text) }], room);
      const first = item.first ? markSpans(marks, "assistant") : indent(marks, "assistant");
      return [...gutter(first, indent(marks, "assistant"), text)];
    }
    case "call": {
      const { mark, title, facts, badge, because } = item.outcome;
      const tone = mark === "ok" ? "muted" : "bad";
      const head = wrapSpans(
        [
          ...untrusted(title),
          ...(facts === "" ? [] : [{ text: `  ${facts}`, tone } as const]),
          ...(badge === undefined ? [] : [badgeSpan(badge)]),
        ],
        columns - marks[mark].length - 1,
      );
      const more = item.hidden > 0 ? [`+${item.hidden} lines  (/output shows all)`] : [];
      return [
        ...gutter(markSpans(marks, mark), indent(marks, mark), head),
        ...continued(marks, [...item.tail, ...more], columns, "muted"),
        ...continued(marks, because, columns, "plain"),
      ];
    }
    case "decision": {
      const mark: Mark = item.allowed ? "ok" : "denied";
      const spans = [
        ...untrusted(item.text),
        { text: `  (#${item.request.slice(0, 8)})`, tone: "muted" } as const,
      ];
      return gutter(
        markSpans(marks, mark),
        indent(marks, mark),
        wrapSpans(spans, columns - marks[mark].length - 1),
      );
    }
    case "notice": {
      const tone: Tone = item.level === "bad" ? "bad" : item.level === "warn" ? "warn" : "muted";
      const glyph: Row = [{ text: `${marks.notice} `, tone }];
      return gutter(
        glyph,
        indent(marks, "notice"),
        wrapSpans(untrusted(item.text, tone === "muted" ? "muted" : "plain"), room),
      );
    }
    case "rows":
      return [...item.rows.flatMap((spans) => wrapSpans(spans, columns))];
  }
}
