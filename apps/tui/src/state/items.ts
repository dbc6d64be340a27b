import type { Item, State } from "./model.ts";

type Entry<T> = T extends unknown ? Omit<T, "id" | "gap"> : never;

/** Entries of one matter stand together; everything else is set apart by an empty row. */
function stands(previous: Item | undefined, next: Entry<Item>): boolean {
  if (previous === undefined) return false;
  return !(
    (previous.kind === "notice" && next.kind === "notice") ||
    (previous.kind === "decision" && (next.kind === "call" || next.kind === "decision"))
  );
}

/** Appends entries to the transcript. */
export function append(state: State, ...added: readonly Entry<Item>[]): State {
  if (added.length === 0) return state;
  const items = [...state.items];
  for (const entry of added)
    items.push({
      ...entry,
      id: state.nextId + items.length - state.items.length,
      gap: stands(items.at(-1), entry),
    } as Item);
  return { ...state, items, nextId: state.nextId + added.length };
}
