import { Failure } from "./error.ts";
import { unsupported } from "./unsupported.ts";
import {
  StarlarkBytes,
  StarlarkDict,
  StarlarkIterator,
  StarlarkList,
  StarlarkRange,
  StarlarkTuple,
  type Value,
} from "./value.ts";

/** Returns the items that a value yields, as they are now; strings and bytes yield nothing and fail. */
export function iterate(value: Value): readonly Value[] {
  if (value instanceof StarlarkList || value instanceof StarlarkTuple || value instanceof StarlarkIterator)
    return value.items;
  if (value instanceof StarlarkDict) return value.keys();
  if (value instanceof StarlarkRange) {
    if (value.length > 10_000_000) throw new Failure("limit", "Range is too long to iterate over");
    return Array.from({ length: value.length }, (_, index) => value.at(index));
  }
  return unsupported("(iter)", value);
}

/** Says whether a value yields items. */
export function isIterable(value: Value): boolean {
  return (
    value instanceof StarlarkList ||
    value instanceof StarlarkTuple ||
    value instanceof StarlarkIterator ||
    value instanceof StarlarkDict ||
    value instanceof StarlarkRange
  );
}

/** Counts what a value holds: characters, bytes, items or entries. */
export function length(value: Value): number {
  if (typeof value === "string") return [...value].length;
  if (value instanceof StarlarkList || value instanceof StarlarkTuple) return value.items.length;
  if (value instanceof StarlarkDict) return value.size;
  if (value instanceof StarlarkRange) return value.length;
  return value instanceof StarlarkBytes ? value.bytes.length : unsupported("len()", value);
}

/** Returns the items of a value that must hold exactly so many. */
export function unpack(value: Value, count: number): readonly Value[] {
  const found = length(value);
  if (found === count) return iterate(value);
  throw new Failure("runtime", `Unpacked ${found} values but expected ${count}`);
}
