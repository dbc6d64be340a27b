import { letterOf, optionsOf, wantsReading } from "../state/card.ts";
import type { Card, Question, State } from "../state/model.ts";
import type { Marks } from "../text/marks.ts";
import { cardBody } from "./card-body.ts";
import { markSpans } from "./item-rows.ts";
import { type Row, row, type Span } from "./row.ts";
import { gutter, untrusted, wrapSpans } from "./spans.ts";

/** A drawn card and which of its body lines are on screen: `first` inclusive, `last` exclusive. */
export interface DrawnCard {
  readonly rows: readonly Row[];
  readonly request: string;
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

function header(question: Question, state: State, marks: Marks): readonly Row[] {
  const { request } = question;
  const same = state.questions.filter((one) => one.request.digest === request.digest).length;
  const groups = new Set(state.questions.map((one) => one.request.digest)).size;
  const outside = request.placement === "outside";
  const title: Span[] = [
    ...(outside ? [{ text: "NO SANDBOX  ", tone: "bad", bold: true } as const] : []),
    ...untrusted(request.title, outside ? "bad" : "plain", true),
    ...(same > 1 ? [{ text: `  (x${same})`, tone: "muted" } as const] : []),
    ...(groups > 1 ? [{ text: `  (1 of ${groups})`, tone: "muted" } as const] : []),
  ];
  return gutter(markSpans(marks, "question"), row("  "), wrapSpans(title, state.columns - 2));
}

function footer(
  question: Question,
  card: Card,
  state: State,
  shown: Pick<DrawnCard, "first" | "last" | "total">,
): readonly Row[] {
  const options = optionsOf(question.request);
  const letters = options.map(letterOf);
  const waiting = options.filter(wantsReading).map(letterOf).join(" ");
  const scrolls = shown.last - shown.first < shown.total;
  const spans: Span[] = [];
  if (card.note !== undefined) {
    spans.push({ text: "  tell the agent why: ", tone: "warn" }, ...untrusted(card.note), {
      text: "_  enter sends it, empty is fine · esc goes back",
      tone: "muted",
    });
  } else if (card.focusedAt === undefined) {
    spans.push({ text: "  typing… ctrl+g to answer", tone: "warn" });
  } else if (card.confirming) {
    spans.push({
      text: "  high risk: press y once more to allow, any other key to think again",
      tone: "bad",
      bold: true,
    });
  } else {
    if (scrolls)
      spans.push({ text: `  lines ${shown.first + 1}-${shown.last} of ${shown.total} · space pgdn pgup` });
    if (!card.read && shown.last < shown.total)
      spans.push({ text: `  read to the end to enable ${waiting}`, tone: "warn" });
    spans.push({
      text: `  ${letters.join(" ")} · w why${state.questions.length > 1 ? " · tab next" : ""} · nothing is selected until you choose`,
      tone: "muted",
    });
  }
  return wrapSpans(spans, state.columns);
}

/** Draws the card on top into at most `height` rows: the header and the keys stay, the body scrolls. */
export function cardRows(state: State, marks: Marks, height: number): DrawnCard | undefined {
  const { card } = state;
  const question = state.questions[0];
  if (card === undefined || question === undefined) return undefined;
  const bar = markSpans(marks, "continued");
  const body = cardBody(question.request, card, Math.max(12, state.columns - marks.continued.length - 1));
  const head = header(question, state, marks);
  const total = body.length;
  const widest = footer(question, card, state, { first: 0, last: 0, total });
  const space = Math.max(1, height - head.length - widest.length);
  const first = Math.max(0, Math.min(card.offset, total - space));
  const last = Math.min(total, first + space);
  const shown = { first, last, total };
  const rows = [
    ...head,
    ...body.slice(first, last).map((spans): Row => [...bar, ...spans]),
    ...footer(question, card, state, shown),
  ];
  return { rows, request: question.request.id, ...shown };
}
