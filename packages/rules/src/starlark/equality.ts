import { Failure } from "./error.ts";
import { unsupported } from "./unsupported.ts";
import {
  hashKey,
  StarlarkBytes,
  StarlarkDict,
  StarlarkList,
  StarlarkRange,
  StarlarkTuple,
  StarlarkType,
  type Value,
} from "./value.ts";

/** Says whether two values are equal; values of different types are not, but ints and floats compare. */
export function equals(left: Value, right: Value, depth = 0): boolean {
  if (left === right) return true;
  if (depth > 200) throw new Failure("limit", "Too many recursion levels");
  if (typeof left === "bigint" && typeof right === "number")
    return Number.isInteger(right) && left === BigInt(right);
  if (typeof left === "number" && typeof right === "bigint") return equals(right, left);
  if (typeof left === "number" && typeof right === "number") return Number.isNaN(left) && Number.isNaN(right);
  if (left instanceof StarlarkList && right instanceof StarlarkList)
    return sameItems(left.items, right.items, depth);
  if (left instanceof StarlarkTuple && right instanceof StarlarkTuple)
    return sameItems(left.items, right.items, depth);
  if (left instanceof StarlarkDict && right instanceof StarlarkDict) {
    return (
      left.size === right.size &&
      left.entries().every(([key, value]) => {
        const other = right.get(key);
        return other !== undefined && equals(value, other, depth + 1);
      })
    );
  }
  if (left instanceof StarlarkBytes && right instanceof StarlarkBytes)
    return hashKey(left) === hashKey(right);
  if (left instanceof StarlarkRange && right instanceof StarlarkRange) {
    return (
      left.length === right.length &&
      (left.length === 0 || (left.start === right.start && (left.length === 1 || left.step === right.step)))
    );
  }
  if (left instanceof StarlarkType && right instanceof StarlarkType)
    return left.test.name === right.test.name;
  return false;
}

function sameItems(left: readonly Value[], right: readonly Value[], depth: number): boolean {
  return left.length === right.length && left.every((item, index) => equals(item, right[index]!, depth + 1));
}

/** Orders two values of one kind: negative, zero or positive. */
export function compare(left: Value, right: Value, depth = 0): number {
  if (depth > 200) throw new Failure("limit", "Too many recursion levels");
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === "string" && typeof right === "string") return compareStrings(left, right);
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  const sequences =
    (left instanceof StarlarkList && right instanceof StarlarkList) ||
    (left instanceof StarlarkTuple && right instanceof StarlarkTuple);
  if (sequences) return compareItems(left.items, right.items, depth);
  if (left instanceof StarlarkBytes && right instanceof StarlarkBytes) {
    return compareItems([...left.bytes].map(BigInt), [...right.bytes].map(BigInt), depth);
  }
  const sequence = typeof left === "string" || left instanceof StarlarkList || left instanceof StarlarkTuple;
  return unsupported(sequence ? "cmp()" : typeof left === "boolean" ? "<>" : "compare", left, right);
}

function compareItems(left: readonly Value[], right: readonly Value[], depth: number): number {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const order = compare(left[at]!, right[at]!, depth + 1);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Says whether a value is an int or a float. */
export function isNumber(value: Value): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}

function compareNumbers(left: bigint | number, right: bigint | number): number {
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Orders by code points, not by UTF-16 units. */
function compareStrings(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = a[at]!.codePointAt(0)! - b[at]!.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
