import type { KeyPath } from "./key-path.ts";
import { valueAt } from "./key-path.ts";
import { equal, isTable, own, put, type Table } from "./table.ts";

/** Merges two tables: tables by key, everything else replaced whole by the higher one. */
export function mergeTables(lower: Table, higher: Table): Table {
  const merged: Record<string, unknown> = {};
  for (const key of Object.keys(lower)) put(merged, key, lower[key]);
  for (const key of Object.keys(higher)) {
    const below = own(merged, key);
    const above = higher[key];
    put(merged, key, isTable(below) && isTable(above) ? mergeTables(below, above) : above);
  }
  return merged;
}

/** One layer's say about a key, highest first in the lists of {@link proposals}. */
export interface LayerProposal<L> {
  readonly layer: L;
  readonly value: unknown;
}

/**
 * Every layer's value at a path, highest first, up to the layer that cuts the lower ones off by putting something that
 * is no table at the path or above it. The first entry is the winner. Layers come lowest first.
 */
export function proposals<L extends { readonly values: Table }>(
  layers: readonly L[],
  path: KeyPath,
): readonly LayerProposal<L>[] {
  const found: LayerProposal<L>[] = [];
  let cut = false;
  for (const layer of layers.toReversed()) {
    const value = valueAt(layer.values, path);
    if (value !== undefined) found.push({ layer, value });
    else if (!cut && found.length === 0 && replacesAbove(layer.values, path)) cut = true;
    if (cut) break;
  }
  return found;
}

/** True when a layer puts something that is no table above a path, so that lower layers do not reach it. */
function replacesAbove(values: Table, path: KeyPath): boolean {
  let value: unknown = values;
  for (const part of path) {
    if (!isTable(value)) return value !== undefined;
    value = own(value, part);
    if (value === undefined) return false;
  }
  return false;
}

/** Paths of all leaves (scalars, arrays, empty tables) of a table. */
export function leaves(table: Table, path: KeyPath = []): readonly KeyPath[] {
  return Object.entries(table).flatMap(([key, value]) => {
    const inner = [...path, key];
    return isTable(value) && Object.keys(value).length > 0 ? leaves(value, inner) : [inner];
  });
}

/** Paths at which two tables differ, deepest first difference each. */
export function differences(a: Table, b: Table): readonly KeyPath[] {
  const paths = new Map<string, KeyPath>();
  for (const path of [...leaves(a), ...leaves(b)]) {
    if (!equal(valueAt(a, path), valueAt(b, path))) paths.set(JSON.stringify(path), path);
  }
  return [...paths.values()];
}
