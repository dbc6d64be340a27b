import type { State } from "../state/model.ts";
import type { Marks } from "../text/marks.ts";
import { cardRows, type DrawnCard } from "./card-rows.ts";
import { composerRows } from "./composer-rows.ts";
import { liveRows } from "./live-rows.ts";
import { type Row, row, rowWidth } from "./row.ts";
import { hintRows, statusRows } from "./status-rows.ts";
import { trustRows } from "./trust-rows.ts";

/** The live part of the screen. It is always lower than the terminal, so the terminal never scrolls because of it. */
export interface Frame {
  readonly rows: readonly Row[];
  /** Where the terminal's cursor belongs; absent when nothing is being typed. */
  readonly cursor?: { readonly x: number; readonly y: number };
  readonly card?: Omit<DrawnCard, "rows">;
}

/** Lays the live part out for the size in the state. Pure. */
export function frame(state: State, marks: Marks): Frame {
  const height = Math.max(5, state.rows - 2);
  if (state.phase === "closed") return { rows: [] };
  if (state.phase === "trust") return { rows: trustRows(state, marks).slice(0, height) };
  const hints = hintRows(state).filter((spans) => rowWidth(spans) > 0);
  // On a very small terminal a question needs the room more than anything below it.
  const below = [...statusRows(state), ...hints].slice(
    0,
    state.card === undefined ? height : Math.max(1, height - 9),
  );
  const wanted = composerRows(state.composer, state.columns, Math.max(1, Math.floor(height / 3)), marks.user);
  const composer = state.card?.focusedAt === undefined ? wanted : undefined;
  const gap = state.items.length > 0 && height > 12 ? [row("")] : [];
  const room = height - below.length - gap.length - (composer?.rows.length ?? 0);
  const drawn = cardRows(state, marks, room);
  const live = drawn === undefined ? liveRows(state, marks) : [];
  const above = [...gap, ...(drawn?.rows ?? (live.length > 0 ? [...live.slice(-(room - 1)), row("")] : []))];
  const rows = [...above, ...(composer?.rows ?? []), ...below];
  return {
    rows,
    ...(composer === undefined ? {} : { cursor: { x: composer.x, y: above.length + composer.y } }),
    ...(drawn === undefined
      ? {}
      : { card: { request: drawn.request, first: drawn.first, last: drawn.last, total: drawn.total } }),
  };
}
