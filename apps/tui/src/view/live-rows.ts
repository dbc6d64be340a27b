import type { LiveCall, State } from "../state/model.ts";
import { elapsed, size } from "../text/duration.ts";
import type { Marks } from "../text/marks.ts";
import { visibleOutput } from "../text/visible.ts";
import { clip } from "../text/wrap.ts";
import { markSpans } from "./item-rows.ts";
import { type Row, row, type Span } from "./row.ts";
import { gutter, untrusted, wrapSpans } from "./spans.ts";

/** Rows of output that a running call shows. */
const tailRows = 5;
/** Running calls that are shown; the rest is a number. */
const shownCalls = 3;
/** Rows of the paragraph that is being written. */
const streamRows = 12;
/** Silence after which a running call says how long it has been quiet. */
const quietAfter = 30_000;

/** What confines a call that runs. A call that has not started claims nothing. */
function confined(call: LiveCall, state: State): readonly Span[] {
  if (call.placement === "outside") return [{ text: "  [no sandbox]", tone: "bad", bold: true }];
  if (call.placement === undefined || state.badge === undefined) return [];
  return [{ text: `  ${state.badge.text}`, tone: state.badge.level === "full" ? "muted" : "warn" }];
}

function callRows(call: LiveCall, state: State, marks: Marks): readonly Row[] {
  const { columns, now } = state;
  const running = now - call.startedAt;
  const quiet = now - call.outputAt;
  const facts = [
    running >= 1000 ? elapsed(running) : "",
    call.bytes > 0 ? size(call.bytes) : "",
    quiet >= quietAfter ? `quiet ${elapsed(quiet)}` : "",
  ].filter(Boolean);
  const title = clip(visibleOutput(call.title).split("\n")[0]!, Math.max(8, columns - 4));
  const head = wrapSpans(
    [...untrusted(title), ...confined(call, state), { text: `  ${facts.join("  ")}`, tone: "muted" }],
    columns - 2,
  ).slice(0, 3);
  const lines = call.tail
    .filter((line, index) => line !== "" || index < call.tail.length - 1)
    .slice(-tailRows);
  return [
    ...gutter(markSpans(marks, "tool"), row("  "), head),
    ...lines.map(
      (line): Row => [
        ...markSpans(marks, "continued"),
        { text: clip(visibleOutput(line), columns - marks.continued.length - 1), tone: "muted" },
      ],
    ),
  ];
}

/** The part of the screen that is still changing: the paragraph being written and the calls that run. */
export function liveRows(state: State, marks: Marks): readonly Row[] {
  const rows: Row[] = [];
  if (state.streaming.trim() !== "") {
    const first = state.messageBegun ? row("  ") : markSpans(marks, "assistant");
    const text = wrapSpans([{ text: visibleOutput(state.streaming.replace(/^\n+/, "")) }], state.columns - 2);
    rows.push(...gutter(first, row("  "), text).slice(-streamRows));
  }
  // A call whose question is on the card is not running yet.
  const asked = new Set(state.questions.map(({ call }) => call));
  const running = state.calls.filter(({ call }) => !asked.has(call));
  for (const call of running.slice(0, shownCalls)) rows.push(...callRows(call, state, marks));
  if (running.length > shownCalls) rows.push(row(`+${running.length - shownCalls} more running`, "muted"));
  return rows;
}
