import type { ApprovalRequest, Reason } from "@paddock/guard";
import { letterOf, optionsOf } from "../state/card.ts";
import type { Card } from "../state/model.ts";
import { visible } from "../text/visible.ts";
import { actionRows } from "./action-rows.ts";
import { type Row, row, type Span } from "./row.ts";
import { gutter, untrusted, wrapSpans } from "./spans.ts";

const labelWidth = 10;

function field(label: string, spans: readonly Span[], columns: number): readonly Row[] {
  return gutter(
    [{ text: label.padEnd(labelWidth), tone: "muted" }],
    row(" ".repeat(labelWidth)),
    wrapSpans(spans, columns - labelWidth),
  );
}

function sourced({ text, origin }: Reason): readonly Span[] {
  const place =
    origin === undefined
      ? ""
      : origin.file === undefined
        ? `  (${origin.layer})`
        : `  ${visible(origin.file)}${origin.line === undefined ? "" : `:${origin.line}`}  (${origin.layer})`;
  return [...untrusted(text), { text: place, tone: "muted" }];
}

/** The command as the policy read it, when that says more than the line itself. */
function segmentRows(request: ApprovalRequest, columns: number): readonly Row[] {
  const segments = request.segments ?? [];
  const plain = segments.length === 1 && segments[0]!.argv.join(" ") === request.subject.trim();
  if (segments.length === 0 || plain) return [];
  return segments.flatMap(({ argv, decision }, index) => {
    const verdict: Span = {
      text: `  ${decision === "none" ? "no rule" : decision}`,
      tone: decision === "deny" ? "bad" : decision === "ask" ? "warn" : "muted",
    };
    const words = argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
    return field(index === 0 ? "runs" : "", [...untrusted(words), verdict], columns);
  });
}

function optionRows(request: ApprovalRequest, card: Card, columns: number): readonly Row[] {
  const rows: Row[] = [];
  for (const [index, option] of optionsOf(request).entries()) {
    const chosen = card.selected === index;
    const key: Row = [
      { text: chosen ? "> " : "  ", tone: "accent", bold: true },
      { text: `${letterOf(option)}  `, tone: "accent", bold: true },
    ];
    const label: readonly Span[] = untrusted(option.label, "plain", chosen);
    rows.push(...gutter(key, row("     "), wrapSpans(label, columns - 5)));
    const { stores } = option;
    // Words that the label already says are not said twice.
    if (stores === undefined || (stores.file === undefined && option.label.includes(stores.text))) continue;
    const below = (spans: readonly Span[]): void => {
      rows.push(...gutter(row("       "), row("       "), wrapSpans(spans, columns - 7)));
    };
    below([
      ...untrusted(stores.text),
      ...(stores.file === undefined
        ? []
        : [{ text: `  written to ${visible(stores.file)}`, tone: "muted" } as const]),
    ]);
    for (const other of stores.alsoMatches ?? [])
      below([{ text: "would also allow: ", tone: "warn" }, ...untrusted(other)]);
  }
  if (request.risk === "high" && request.options.length > optionsOf(request).length)
    rows.push(...wrapSpans([{ text: "  high risk: a yes counts only this once", tone: "warn" }], columns));
  return rows;
}

function reviewerSpans(request: ApprovalRequest): readonly Span[] | undefined {
  const { reviewer } = request;
  if (reviewer === undefined) return undefined;
  const said =
    reviewer.outcome === "allow"
      ? "would allow"
      : reviewer.outcome === "deny"
        ? "advises against"
        : "unavailable, so you are asked";
  const risk = reviewer.risk === undefined ? "" : `risk ${reviewer.risk} · `;
  return [{ text: risk }, { text: `${said}: ` }, ...untrusted(reviewer.rationale)];
}

/** Every line a person must have seen before an allowing key counts. Nothing of the action is left out. */
export function cardBody(request: ApprovalRequest, card: Card, columns: number): readonly Row[] {
  if (card.why) return wrapSpans(untrusted(JSON.stringify(request, undefined, 2)), columns);
  const reviewer = reviewerSpans(request);
  return [
    ...actionRows(request, columns),
    ...segmentRows(request, columns),
    row(""),
    ...field("in", untrusted(request.cwd), columns),
    ...request.crosses.flatMap((text, index) =>
      field(index === 0 ? "crosses" : "", untrusted(text, "warn"), columns),
    ),
    ...(request.stays.length === 0 ? [] : field("stays", untrusted(request.stays.join(" · ")), columns)),
    ...request.reasons.flatMap((reason, index) =>
      field(index === 0 ? "asked by" : "", sourced(reason), columns),
    ),
    ...(request.justification === undefined
      ? []
      : field(
          "agent",
          [
            ...untrusted(JSON.stringify(request.justification)),
            { text: "  (the model's words)", tone: "muted" },
          ],
          columns,
        )),
    ...(reviewer === undefined ? [] : field("reviewer", reviewer, columns)),
    row(""),
    ...optionRows(request, card, columns),
  ];
}
