import { Failure } from "./error.ts";
import { repr, showForTypeError } from "./show.ts";
import { smallInt } from "./small-int.ts";
import { parametrize, refuseType, requireType, typeTest } from "./types.ts";
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
  type TypeTest,
  type Value,
} from "./value.ts";

/** Reads `object[index]`. */
export function index(object: Value, key: Value): Value {
  if (object instanceof StarlarkDict) {
    const value = object.get(key);
    if (value === undefined) throw new Failure("runtime", `Key \`${repr(key)}\` was not found`);
    return value;
  }
  const length = sequenceLength(object);
  if (length === undefined) return typeIndex(object, key) ?? unsupported("[]", object, key);
  if (typeof object === "string" && typeof key !== "bigint") {
    const message = `Type of parameters mismatch, expected \`int\`, actual \`${showForTypeError(key)}\``;
    throw new Failure("type", message);
  }
  return elementAt(object, position(key, length, typeof object !== "string"));
}

function typeIndex(object: Value, key: Value): Value | undefined {
  if (object instanceof StarlarkBuiltin && object.name !== "list") return unsupported("[]", object);
  const base = object === null || object instanceof StarlarkEllipsis ? undefined : typeTest(object);
  if (base === undefined) return undefined;
  const made = parametrize(base, [requireItemType(key)]);
  return made === undefined ? unsupported("[]", object) : new StarlarkType(made);
}

/** An ellipsis is a type only where it stands for any number of items. */
function requireItemType(value: Value): TypeTest {
  return value instanceof StarlarkEllipsis ? refuseType(value) : requireType(value);
}

/** Reads `object[first, second]`, which only types of containers have. */
export function indexPair(object: Value, keys: readonly Value[]): Value {
  if (!(object instanceof StarlarkBuiltin) || !/^(?:dict|tuple)$/.test(object.name))
    return unsupported("[,]", object);
  const [first, second] = keys as [Value, Value];
  const rest = object.name === "tuple" && second instanceof StarlarkEllipsis;
  if (object.name === "tuple" && !rest) {
    requireItemType(first);
    throw new Failure("type", "`tuple[]` is implemented only for `tuple[T, ...]`");
  }
  const made = parametrize(object.type!, [requireItemType(first), requireType(second)]);
  if (made !== undefined) return new StarlarkType(made);
  throw new Failure(
    "type",
    object.name === "tuple"
      ? "`tuple[]` is implemented only for `tuple[T, ...]`"
      : "[,] can only be applied to dict or tuple functions in type expression",
  );
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

/** Turns an index, counted from the end when negative, into an offset; lists report the offset that they miss. */
export function position(key: Value, length: number, reportsOffset: boolean): number {
  const at = requireIndex(key);
  const offset = at < 0 ? at + length : at;
  if (offset < 0 || offset >= length)
    throw new Failure("runtime", `Index \`${reportsOffset ? offset : at}\` is out of bound`);
  return offset;
}

/** Returns an int of 32 bits or fails. */
function requireIndex(value: Value): number {
  if (typeof value !== "bigint")
    throw new Failure("type", `Expected \`int\`, but got \`${showForTypeError(value)}\``);
  return smallInt(value);
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
  const stride = step === undefined || step === null ? 1 : requireIndex(step);
  if (stride === 0) throw new Failure("runtime", "Index `0` is out of bound");
  const edge = (value: Value | undefined, fallback: number): number => {
    // Strings alone, and only where the step is one, refuse a None that is written out.
    const none = value === null && !(typeof object === "string" && (step === undefined || step === 1n));
    if (value === undefined || none) return fallback;
    const at = requireIndex(value);
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

/** Sets `object[index]`. */
export function assignIndex(object: Value, key: Value, value: Value, runtime: Runtime): void {
  if (object instanceof StarlarkDict) {
    runtime.allocate(1);
    object.set(key, value);
  } else if (object instanceof StarlarkList) {
    object.mutable()[position(key, object.items.length, true)] = value;
  } else throw new Failure("runtime", "Immutable");
}
