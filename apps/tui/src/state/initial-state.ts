import { emptyComposer } from "./composer.ts";
import type { State } from "./model.ts";

/** The state before anything happened. */
export function initialState(size: { readonly columns: number; readonly rows: number }): State {
  return {
    phase: "opening",
    items: [],
    nextId: 1,
    streaming: "",
    messageBegun: false,
    calls: [],
    questions: [],
    cardClosedAt: Number.NEGATIVE_INFINITY,
    composer: emptyComposer(),
    lastKeyAt: Number.NEGATIVE_INFINITY,
    queued: [],
    columns: size.columns,
    rows: size.rows,
    now: 0,
  };
}
