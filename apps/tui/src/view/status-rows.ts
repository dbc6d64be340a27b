import type { State } from "../state/model.ts";
import { elapsed } from "../text/duration.ts";
import { visible } from "../text/visible.ts";
import { clip } from "../text/wrap.ts";
import { type Row, rowWidth, type Span } from "./row.ts";
import { wrapSpans } from "./spans.ts";

const separator: Span = { text: " · ", tone: "muted" };

interface Item {
  readonly span: Span;
  /** Never dropped. */
  readonly keep?: boolean;
  /** Shorter words for the same, longest first. */
  readonly shorter?: readonly string[];
}

/**
 * Items in order of importance. Where there is no room, what is last goes first; what says less in fewer words is
 * shortened before it goes; what confines stays.
 */
function fit(items: readonly Item[], columns: number): Row {
  const kept = [...items];
  const joined = (): Row => kept.flatMap(({ span }, index) => (index === 0 ? [span] : [separator, span]));
  while (rowWidth(joined()) > columns) {
    const last = kept.findLastIndex(({ keep }) => keep !== true);
    if (last === -1) break;
    const item = kept[last]!;
    const [text, ...shorter] = item.shorter ?? [];
    if (text === undefined) kept.splice(last, 1);
    else kept[last] = { ...item, span: { ...item.span, text }, shorter };
  }
  return joined();
}

function sandboxSpan(state: State): Span {
  const { badge, facts } = state;
  if (badge?.level === "none" || facts?.sandbox === "danger-full-access")
    return { text: "!! NO SANDBOX", tone: "bad", bold: true };
  if (badge?.level === "partial")
    return { text: `${facts?.sandbox} ${badge.text}`, tone: "warn", bold: true };
  return { text: visible(facts?.sandbox ?? ""), tone: "ok" };
}

/** The status line: what thinks, what confines, what asks. On a very narrow terminal what must stay takes two rows. */
export function statusRows(state: State): readonly Row[] {
  return wrapSpans(statusRow(state), state.columns);
}

function statusRow(state: State): Row {
  const { facts } = state;
  if (facts === undefined) return [{ text: state.phase === "opening" ? "opening…" : "", tone: "muted" }];
  const sandbox = sandboxSpan(state);
  const unconfined = sandbox.tone === "bad";
  const model: Item = facts.isModel
    ? { span: { text: clip(visible(facts.model), 32), tone: "accent" } }
    : {
        span: { text: "offline guide (not a language model)", tone: "accent" },
        shorter: ["no model (offline guide)", "no model"],
      };
  const items: readonly Item[] = [
    model,
    { span: sandbox, keep: true },
    { span: { text: visible(facts.network) }, keep: true },
    { span: { text: `ask ${visible(facts.approvals)}`, tone: "muted" } },
    ...(facts.reviewer === "auto_review" ? [{ span: { text: "auto-review", tone: "muted" } as const }] : []),
    ...(facts.trust === "trusted" ? [] : [{ span: { text: "folder not trusted", tone: "warn" } as const }]),
    ...(facts.managed.length === 0 ? [] : [{ span: { text: "managed", tone: "muted" } as const }]),
    ...(facts.compat === undefined ? [] : [{ span: { text: "compat codex", tone: "muted" } as const }]),
  ];
  return fit(unconfined ? [items[1]!, items[2]!, items[0]!, ...items.slice(3)] : items, state.columns);
}

/** The last row: what can be done now. */
export function hintRows(state: State): readonly Row[] {
  return wrapSpans(hintRow(state), state.columns);
}

function hintRow(state: State): Row {
  const items: Span[] = [];
  if (state.quitArmedAt !== undefined) items.push({ text: "ctrl+c again to quit", tone: "warn" });
  else if (state.turn !== undefined && state.card === undefined) {
    const { startedAt, commands } = state.turn;
    items.push({
      text: `Working ${elapsed(state.now - startedAt)}`,
    });
    if (commands > 0)
      items.push({ text: `${commands} ${commands === 1 ? "action" : "actions"}`, tone: "muted" });
    items.push({ text: "esc interrupts", tone: "muted" });
  } else if (state.card === undefined) {
    items.push(
      { text: "/help", tone: "muted" },
      { text: "/status", tone: "muted" },
      { text: "ctrl+c twice quits", tone: "muted" },
    );
  }
  if (state.queued.length > 0)
    items.push({ text: `queued: ${state.queued.length} (esc drops the last)`, tone: "muted" });
  return fit(
    items.map((span, index) => ({ span, keep: index === 0 })),
    state.columns,
  );
}
