import type { BinaryOperator } from "./ast.ts";
import { Failure } from "./error.ts";
import { percentFormat } from "./format.ts";
import { repr, showFloat } from "./show.ts";
import { parametrize, requireType, typeTest } from "./types.ts";
import {
  hashKey,
  type Runtime,
  StarlarkBytes,
  StarlarkDict,
  StarlarkList,
  StarlarkRange,
  StarlarkTuple,
  StarlarkType,
  typeName,
  type Value,
} from "./value.ts";

const MAXIMUM_BITS = 100_000n;

/** Fails because an operator does not fit its operands. */
export function unsupported(operator: string, left: Value, right?: Value): never {
  throw new Failure(
    "runtime",
    right === undefined
      ? `Operation \`${operator}\` not supported on type \`${typeName(left)}\``
      : `Operation \`${operator}\` not supported for types \`${typeName(left)}\` and \`${typeName(right)}\``,
  );
}

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
  return unsupported(isNumber(left) ? "compare" : typeof left === "boolean" ? "<>" : "cmp()", left, right);
}

function compareItems(left: readonly Value[], right: readonly Value[], depth: number): number {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const order = compare(left[at]!, right[at]!, depth + 1);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function isNumber(value: Value): value is bigint | number {
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

/** Applies a binary operator. */
export function binary(operator: BinaryOperator, left: Value, right: Value, runtime: Runtime): Value {
  switch (operator) {
    case "==":
      return equals(left, right);
    case "!=":
      return !equals(left, right);
    case "<":
      return compare(left, right) < 0;
    case ">":
      return compare(left, right) > 0;
    case "<=":
      return compare(left, right) <= 0;
    case ">=":
      return compare(left, right) >= 0;
    case "in":
      return contains(left, right, runtime);
    case "not in":
      return !contains(left, right, runtime);
    case "+":
      return add(left, right, runtime);
    case "*":
      return multiply(left, right, runtime);
    case "%":
      return typeof left === "string" ? percentFormat(left, right, runtime) : arithmetic("%", left, right);
    case "|":
      return left instanceof StarlarkDict
        ? union(left, right)
        : (typeUnion(left, right) ?? arithmetic("|", left, right));
    default:
      return arithmetic(operator, left, right);
  }
}

function contains(item: Value, container: Value, runtime: Runtime): boolean {
  if (typeof container === "string") {
    if (typeof item !== "string")
      throw new Failure(
        "type",
        `Type of parameters mismatch, expected \`str\`, actual \`${typeName(item)} (repr: ${repr(item)})\``,
      );
    return container.includes(item);
  }
  if (container instanceof StarlarkDict) return container.get(item) !== undefined;
  if (container instanceof StarlarkList || container instanceof StarlarkTuple) {
    runtime.step(container.items.length);
    return container.items.some((each) => equals(each, item));
  }
  if (container instanceof StarlarkRange) {
    if (typeof item !== "bigint" || container.length === 0) return false;
    const last = container.at(container.length - 1);
    const [low, high] = container.step > 0n ? [container.start, last] : [last, container.start];
    return item >= low && item <= high && (item - container.start) % container.step === 0n;
  }
  if (container instanceof StarlarkBytes) {
    if (typeof item === "bigint" && item >= 0n && item < 256n) return container.bytes.includes(Number(item));
    if (item instanceof StarlarkBytes) return container.bytes.join().includes(item.bytes.join());
  }
  throw new Failure(
    "runtime",
    `Operation \`in\` not supported for types \`${typeName(item)}\` and \`${typeName(container)}\``,
  );
}

function add(left: Value, right: Value, runtime: Runtime): Value {
  if (typeof left === "string" && typeof right === "string") {
    runtime.allocate(left.length + right.length);
    return left + right;
  }
  if (left instanceof StarlarkList && right instanceof StarlarkList) {
    runtime.allocate(left.items.length + right.items.length);
    return new StarlarkList([...left.items, ...right.items]);
  }
  if (left instanceof StarlarkTuple && right instanceof StarlarkTuple) {
    runtime.allocate(left.items.length + right.items.length);
    return new StarlarkTuple([...left.items, ...right.items]);
  }
  if (left instanceof StarlarkBytes && right instanceof StarlarkBytes) {
    runtime.allocate(left.bytes.length + right.bytes.length);
    return new StarlarkBytes(Uint8Array.from([...left.bytes, ...right.bytes]));
  }
  return arithmetic("+", left, right);
}

function multiply(left: Value, right: Value, runtime: Runtime): Value {
  if (typeof left === "bigint" && typeof right !== "bigint" && typeof right !== "number")
    return repeat(right, left, runtime);
  if (typeof right === "bigint" && typeof left !== "bigint" && typeof left !== "number")
    return repeat(left, right, runtime);
  return arithmetic("*", left, right);
}

function repeat(value: Value, times: bigint, runtime: Runtime): Value {
  const count = times < 0n ? 0 : Number(times > 2n ** 31n ? 2n ** 31n : times);
  const pay = (length: number): void => runtime.allocate(length * count);
  if (typeof value === "string") {
    pay(value.length);
    return value.repeat(count);
  }
  if (value instanceof StarlarkList || value instanceof StarlarkTuple) {
    pay(value.items.length);
    const items = value.items.length === 0 ? [] : Array.from({ length: count }, () => value.items).flat();
    return value instanceof StarlarkList ? new StarlarkList(items) : new StarlarkTuple(items);
  }
  if (value instanceof StarlarkBytes) {
    pay(value.bytes.length);
    return new StarlarkBytes(Uint8Array.from(Array.from({ length: count }, () => [...value.bytes]).flat()));
  }
  return unsupported("*", value, times);
}

function union(left: StarlarkDict, right: Value): Value {
  if (!(right instanceof StarlarkDict)) return unsupported("|", left, right);
  const merged = new StarlarkDict();
  for (const [key, value] of [...left.entries(), ...right.entries()]) merged.set(key, value);
  return merged;
}

function typeUnion(left: Value, right: Value): Value | undefined {
  const a = typeTest(left);
  const b = typeTest(right);
  if (a === undefined || b === undefined || (left === null && right === null)) return undefined;
  return new StarlarkType({ name: `${a.name} | ${b.name}`, test: (value) => a.test(value) || b.test(value) });
}

function arithmetic(operator: BinaryOperator, left: Value, right: Value): Value {
  if (typeof left === "bigint" && typeof right === "bigint") return integers(operator, left, right);
  if (isNumber(left) && isNumber(right)) return floats(operator, left, right);
  return unsupported(operator, left, right);
}

function integers(operator: BinaryOperator, left: bigint, right: bigint): Value {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return bounded(left * right);
    case "/":
      return floats("/", left, right);
    case "//":
      if (right === 0n) throw new Failure("runtime", `Floor division by zero: ${left} // ${right}`);
      return floorDivide(left, right);
    case "%":
      if (right === 0n) throw new Failure("runtime", `Modulo by zero: ${left} % ${right}`);
      return left - floorDivide(left, right) * right;
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "<<":
      if (right < 0n) throw new Failure("runtime", "Negative left shift");
      if (right > MAXIMUM_BITS) throw new Failure("runtime", "Integer overflow computing left shift");
      return bounded(left << right);
    case ">>":
      if (right < 0n) throw new Failure("runtime", "Negative right shift");
      return left >> (right > MAXIMUM_BITS * 2n ? MAXIMUM_BITS * 2n : right);
    default:
      return unsupported(operator, left, right);
  }
}

function bounded(value: bigint): bigint {
  const limit = 1n << (MAXIMUM_BITS * 2n);
  if (value > limit || value < -limit) throw new Failure("limit", "Integer is too large");
  return value;
}

function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

function floats(operator: BinaryOperator, left: bigint | number, right: bigint | number): Value {
  const a = Number(left);
  const b = Number(right);
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw new Failure("runtime", `float division by zero: ${number(left)} / ${number(right)}`);
      return a / b;
    case "//":
      if (b === 0) throw new Failure("runtime", `float division by zero: ${number(left)} / ${number(right)}`);
      return Math.floor(a / b);
    case "%": {
      if (b === 0) throw new Failure("runtime", `float division by zero: ${number(left)} / ${number(right)}`);
      const remainder = a % b;
      return remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder;
    }
    default:
      return unsupported(operator, left, right);
  }
}

function number(value: bigint | number): string {
  return typeof value === "bigint" ? String(value) : showFloat(value);
}

/** Applies `-`, `+` or `~`. */
export function unary(operator: "-" | "+" | "~", value: Value): Value {
  if (operator === "~") return typeof value === "bigint" ? ~value : unsupported("~", value);
  if (!isNumber(value)) return unsupported(operator, value);
  return operator === "+" ? value : -value;
}

/** Reads `object[index]`. */
export function index(object: Value, key: Value): Value {
  if (object instanceof StarlarkDict) {
    const value = object.get(key);
    if (value === undefined) throw new Failure("runtime", `Key \`${repr(key)}\` was not found`);
    return value;
  }
  const length = sequenceLength(object);
  if (length === undefined) return typeIndex(object, key) ?? unsupported("[]", object, key);
  return elementAt(object, position(key, length));
}

function typeIndex(object: Value, key: Value): Value | undefined {
  const base = typeTest(object);
  return base === undefined ? undefined : new StarlarkType(parametrize(base, [requireType(key)]));
}

function sequenceLength(value: Value): number | undefined {
  if (typeof value === "string") return [...value].length;
  if (value instanceof StarlarkList || value instanceof StarlarkTuple) return value.items.length;
  if (value instanceof StarlarkRange) return value.length;
  return value instanceof StarlarkBytes ? value.bytes.length : undefined;
}

function elementAt(object: Value, at: number): Value {
  if (typeof object === "string") return [...object][at]!;
  if (object instanceof StarlarkRange) return object.at(at);
  if (object instanceof StarlarkBytes) return BigInt(object.bytes[at]!);
  return (object as StarlarkList | StarlarkTuple).items[at]!;
}

/** Turns an index, counted from the end when negative, into an offset. */
export function position(key: Value, length: number): number {
  const at = Number(requireInt(key));
  const offset = at < 0 ? at + length : at;
  if (offset < 0 || offset >= length) throw new Failure("runtime", `Index \`${at}\` is out of bound`);
  return offset;
}

/** Returns an int or fails. */
export function requireInt(value: Value): bigint {
  if (typeof value === "bigint") return value;
  throw new Failure(
    "type",
    `Type of parameters mismatch, expected \`int\`, actual \`${typeName(value)} (repr: ${repr(value)})\``,
  );
}

/** Reads `object[from:to:step]`. */
export function slice(
  object: Value,
  from: Value | undefined,
  to: Value | undefined,
  step: Value | undefined,
  runtime: Runtime,
): Value {
  const length = sequenceLength(object);
  if (length === undefined) return unsupported("[::]", object);
  const stride = step === undefined || step === null ? 1 : Number(requireInt(step));
  if (stride === 0) throw new Failure("runtime", "Index `0` is out of bound");
  const edge = (value: Value | undefined, fallback: number): number => {
    if (value === undefined || value === null) return fallback;
    const at = Number(requireInt(value));
    const low = stride < 0 ? -1 : 0;
    return Math.min(Math.max(at < 0 ? at + length : at, low), length + low);
  };
  const start = edge(from, stride < 0 ? length - 1 : 0);
  const stop = edge(to, stride < 0 ? -1 : length);
  const source = typeof object === "string" ? [...object] : object;
  const picked: Value[] = [];
  for (let at = start; stride > 0 ? at < stop : at > stop; at += stride) {
    picked.push(Array.isArray(source) ? source[at]! : elementAt(object, at));
  }
  runtime.allocate(picked.length);
  if (typeof object === "string") return picked.join("");
  if (object instanceof StarlarkBytes) return new StarlarkBytes(Uint8Array.from(picked.map(Number)));
  if (object instanceof StarlarkTuple) return new StarlarkTuple(picked);
  if (object instanceof StarlarkRange) {
    return new StarlarkRange(object.at(start), object.at(stop), object.step * BigInt(stride));
  }
  return new StarlarkList(picked);
}
