import type { Item, State } from "./model.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** Appends entries to the transcript. */
export function append(state: State, ...added: readonly WithoutId<Item>[]): State {
  if (added.length === 0) return state;
  const items = added.map((item, index) => ({ ...item, id: state.nextId + index }) as Item);
  return { ...state, items: [...state.items, ...items], nextId: state.nextId + items.length };
}
