import { arithmetic } from "./arithmetic.ts";
import type { BinaryOperator } from "./ast.ts";
import { compare, equals } from "./equality.ts";
import { Failure } from "./error.ts";
import { percentFormat } from "./format.ts";
import { iterate } from "./iterate.ts";
import { repr } from "./show.ts";
import { smallInt } from "./small-int.ts";
import { refuseType, requireType, typeTest, unionOf } from "./types.ts";
import { unsupported } from "./unsupported.ts";
import {
  type Runtime,
  StarlarkBuiltin,
  StarlarkBytes,
  StarlarkDict,
  StarlarkEllipsis,
  StarlarkList,
  StarlarkRange,
  StarlarkTuple,
  StarlarkType,
  typeName,
  type Value,
} from "./value.ts";

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
    const whole = typeof item === "number" && Number.isInteger(item) ? BigInt(item) : item;
    if (typeof whole !== "bigint" || container.length === 0) return false;
    const last = container.at(container.length - 1);
    const [low, high] = container.step > 0n ? [container.start, last] : [last, container.start];
    return whole >= low && whole <= high && (whole - container.start) % container.step === 0n;
  }
  if (container instanceof StarlarkBytes) return containsBytes(item, container);
  throw new Failure(
    "runtime",
    `Operation \`in\` not supported for types \`${typeName(item)}\` and \`${typeName(container)}\``,
  );
}

function containsBytes(item: Value, container: StarlarkBytes): boolean {
  if (item instanceof StarlarkBytes) return `,${container.bytes.join()},`.includes(`,${item.bytes.join()},`);
  if (typeof item !== "bigint") {
    const message = `argument to 'in bytes' must be an int or bytes, not '${typeName(item)}'`;
    throw new Failure("type", message);
  }
  if (item >= 0n && item < 256n) return container.bytes.includes(Number(item));
  throw new Failure("runtime", `byte value must be in range 0..=255, got ${item}`);
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
  if (typeof left === "bigint" && repeats(right)) return repeat(right, left, runtime);
  if (typeof right === "bigint" && repeats(left)) return repeat(left, right, runtime);
  return arithmetic("*", left, right);
}

type Repeatable = string | StarlarkList | StarlarkTuple | StarlarkBytes;

function repeats(value: Value): value is Repeatable {
  return (
    typeof value === "string" ||
    value instanceof StarlarkList ||
    value instanceof StarlarkTuple ||
    value instanceof StarlarkBytes
  );
}

function repeat(value: Repeatable, times: bigint, runtime: Runtime): Value {
  const count = Math.max(0, smallInt(times));
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
  pay(value.bytes.length);
  return new StarlarkBytes(Uint8Array.from(Array.from({ length: count }, () => [...value.bytes]).flat()));
}

function union(left: StarlarkDict, right: Value): Value {
  if (!(right instanceof StarlarkDict)) return unsupported("|", left, right);
  const merged = new StarlarkDict();
  for (const [key, value] of [...left.entries(), ...right.entries()]) merged.set(key, value);
  return merged;
}

function typeUnion(left: Value, right: Value): Value | undefined {
  if (left !== null && !(left instanceof StarlarkBuiltin) && !(left instanceof StarlarkType))
    return undefined;
  const a = typeTest(left);
  if (a === undefined) throw new Failure("type", `LHS is not a type: \`${repr(left)}\``);
  const b = requireType(right instanceof StarlarkEllipsis ? refuseType(right) : right);
  return new StarlarkType(unionOf([...(a.union ?? [a]), ...(b.union ?? [b])]));
}

/** Applies an operator of an augmented assignment: lists and dicts change in place. */
export function augment(operator: BinaryOperator, current: Value, right: Value, runtime: Runtime): Value {
  if (operator === "+" && current instanceof StarlarkList) {
    const items = [...iterate(right)];
    runtime.allocate(items.length);
    const into = current.mutable();
    for (const item of items) into.push(item);
    return current;
  }
  if (operator === "|" && current instanceof StarlarkDict && right instanceof StarlarkDict) {
    runtime.allocate(right.size);
    for (const [key, value] of right.entries()) current.set(key, value);
    return current;
  }
  return binary(operator, current, right, runtime);
}
