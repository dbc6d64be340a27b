import { attribute, attributes } from "./attributes.ts";
import { compare } from "./equality.ts";
import { Failure } from "./error.ts";
import { isIterable, iterate, length } from "./iterate.ts";
import { parseInteger } from "./parse-integer.ts";
import { plainOrRepr, repr, str } from "./show.ts";
import { type BuiltinParameter, builtin, extraNamed, requirePositional, TYPES } from "./signature.ts";
import { unsupported } from "./unsupported.ts";
import {
  type Runtime,
  StarlarkBuiltin,
  StarlarkBytes,
  StarlarkDict,
  StarlarkFunction,
  StarlarkList,
  StarlarkRange,
  StarlarkTuple,
  type TypeTest,
  truth,
  typeName,
  type Value,
} from "./value.ts";

const one = (name: string, type?: TypeTest): BuiltinParameter => ({
  name,
  only: "positional",
  ...(type === undefined ? {} : { type }),
});
const maybe = (name: string, type?: TypeTest): BuiltinParameter => ({ ...one(name, type), optional: true });

const isType = (name: string, test: (value: Value) => boolean): TypeTest => ({ name, test });
const FLOAT = isType("float", (value) => typeof value === "number");
const NUMBER_OR_TEXT = isType("bool | float | int | str", (value) =>
  ["bigint", "number", "boolean", "string"].includes(typeof value),
);

function all(wanted: boolean, name: string): StarlarkBuiltin {
  return builtin(name, [one("x")], ([x], runtime) => {
    const items = iterate(x!);
    runtime.step(items.length);
    return wanted ? items.every(truth) : items.some(truth);
  });
}

function extreme(name: "min" | "max"): StarlarkBuiltin {
  return new StarlarkBuiltin(name, ({ args, named }, runtime) => {
    const extra = [...named.keys()].filter((each) => each !== "key");
    if (extra.length > 0) throw extraNamed(extra, name);
    const items = args.length === 1 ? iterate(args[0]!) : args;
    const key = named.get("key");
    const [first, ...rest] = items.map((item) => ({
      item,
      key: key === undefined ? item : runtime.invoke(key, [item]),
    }));
    if (first === undefined) {
      throw new Failure("runtime", "Argument is an empty iterable, max() expect a non empty iterable");
    }
    runtime.step(items.length);
    const sign = name === "max" ? 1 : -1;
    return rest.reduce((best, next) => (compare(best.key, next.key) * sign < 0 ? next : best), first).item;
  });
}

function sorted([x, key, reverse]: readonly (Value | undefined)[], runtime: Runtime): Value {
  const keyed = iterate(x!).map((item) => ({
    item,
    key: key === undefined ? item : runtime.invoke(key, [item]),
  }));
  runtime.step(keyed.length * 4);
  runtime.allocate(keyed.length);
  const sign = reverse === true ? -1 : 1;
  return new StarlarkList(keyed.sort((a, b) => sign * compare(a.key, b.key)).map(({ item }) => item));
}

function zip(args: readonly Value[], runtime: Runtime): Value {
  const columns = args.map(iterate);
  const length = columns.length === 0 ? 0 : Math.min(...columns.map((column) => column.length));
  runtime.allocate(length * (columns.length + 1));
  return new StarlarkList(
    Array.from({ length }, (_, at) => new StarlarkTuple(columns.map((column) => column[at]!))),
  );
}

function dict(args: readonly Value[], named: ReadonlyMap<string, Value>, runtime: Runtime): Value {
  requirePositional([maybe("pairs")], { args, named: new Map() });
  const made = new StarlarkDict();
  const [source] = args;
  if (source instanceof StarlarkDict) for (const [key, value] of source.entries()) made.set(key, value);
  else if (source !== undefined) {
    for (const pair of iterate(source)) {
      const parts = iterate(pair);
      if (parts.length !== 2) {
        throw new Failure(
          "runtime",
          `Found a non-pair element in the positional argument of dict(): ${repr(pair)}`,
        );
      }
      made.set(parts[0]!, parts[1]!);
    }
  }
  for (const [key, value] of named) made.set(key, value);
  runtime.allocate(made.size);
  return made;
}

function range([first, second, third]: readonly (Value | undefined)[]): Value {
  const start = second === undefined ? 0n : (first as bigint);
  const stop = (second ?? first) as bigint;
  const step = (third ?? 1n) as bigint;
  if (step === 0n) throw new Failure("runtime", "Third argument of range (step) cannot be zero");
  return new StarlarkRange(start, stop, step);
}

function toFloat(value: Value | undefined): Value {
  if (value === undefined) return 0;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint" || typeof value === "number") return Number(value);
  const text = value as string;
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text);
  if (special !== null)
    return special[2]!.toLowerCase() === "nan" ? Number.NaN : special[1] === "-" ? -Infinity : Infinity;
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text);
  const why = text === "" ? "cannot parse float from empty string" : "invalid float literal";
  throw new Failure("runtime", `${repr(text)} is not a valid number: ${why}`);
}

function toInt(value: Value | undefined, base: Value | undefined): Value {
  if (value === undefined) return 0n;
  if (typeof value === "string") return parseInteger(value, base === undefined ? 0 : Number(base as bigint));
  if (base !== undefined)
    throw new Failure("runtime", `int() cannot convert non-string with explicit base '${base}'`);
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (!Number.isFinite(value as number)) {
    throw new Failure("runtime", `Float \`${value}\` cannot be represented as exact integer`);
  }
  return BigInt(Math.trunc(value as number));
}

function ord(value: Value): Value {
  if (typeof value === "string") {
    const characters = [...value];
    if (characters.length === 1) return BigInt(value.codePointAt(0)!);
    throw new Failure("runtime", `ord(): ${repr(value)} is not a single character string`);
  }
  if (!(value instanceof StarlarkBytes)) {
    throw new Failure("runtime", `ord(): expected string or bytes, got '${typeName(value)}'`);
  }
  if (value.bytes.length === 1) return BigInt(value.bytes[0]!);
  throw new Failure("runtime", `ord(): bytes argument must have length 1, not ${value.bytes.length}`);
}

function chr(value: bigint): Value {
  if (value < 0n) throw new Failure("runtime", `chr() parameter value negative integer ${value}`);
  if (value > 0x10ffffn || (value >= 0xd800n && value <= 0xdfffn)) {
    throw new Failure(
      "runtime",
      `chr() parameter value is 0x${value.toString(16)} which is not a valid UTF-8 codepoint`,
    );
  }
  return String.fromCodePoint(Number(value));
}

function hash(text: string): Value {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return BigInt(sum);
}

function toByte(item: Value): number {
  if (typeof item !== "bigint")
    throw new Failure("runtime", `bytes() iterable must contain integers, not '${typeName(item)}'`);
  if (item < 0n || item > 255n)
    throw new Failure("runtime", `bytes() integer ${item} is out of range 0..=255`);
  return Number(item);
}

function toBytes(value: Value): Value {
  if (value instanceof StarlarkBytes) return value;
  if (typeof value === "string") return new StarlarkBytes(new TextEncoder().encode(value));
  if (!isIterable(value)) {
    const message = `bytes() argument must be bytes, str, or iterable of int, not '${typeName(value)}'`;
    throw new Failure("runtime", message);
  }
  return new StarlarkBytes(Uint8Array.from(iterate(value).map(toByte)));
}

const sequence = (name: "list" | "tuple", make: (items: Value[]) => Value, type: TypeTest): StarlarkBuiltin =>
  builtin(
    name,
    [maybe("a")],
    ([a], runtime) => {
      const items = a === undefined ? [] : [...iterate(a)];
      runtime.allocate(items.length);
      return make(items);
    },
    type,
  );

/** Makes the universal names of the dialect. */
export function universe(): ReadonlyMap<string, Value> {
  const functions = [
    builtin(
      "abs",
      [
        one(
          "x",
          isType("float | int", (value) => typeof value === "bigint" || typeof value === "number"),
        ),
      ],
      ([x]) => (typeof x === "bigint" ? (x < 0n ? -x : x) : Math.abs(x as number)),
    ),
    all(true, "all"),
    all(false, "any"),
    builtin("bool", [maybe("x")], ([x]) => x !== undefined && truth(x), TYPES.bool),
    builtin(
      "bytes",
      [one("x")],
      ([x]) => toBytes(x!),
      isType("bytes", (value) => value instanceof StarlarkBytes),
    ),
    builtin("chr", [one("i", TYPES.int)], ([i]) => chr(i as bigint)),
    new StarlarkBuiltin("dict", ({ args, named }, runtime) => dict(args, named, runtime), TYPES.dict, true),
    builtin("dir", [one("x")], ([x]) => new StarlarkList([...attributes(x!)])),
    builtin(
      "enumerate",
      [one("it"), { name: "start", optional: true, type: TYPES.int }],
      ([it, start], runtime) => {
        const items = iterate(it!);
        runtime.allocate(items.length * 3);
        return new StarlarkList(
          items.map((item, at) => new StarlarkTuple([BigInt(at) + ((start ?? 0n) as bigint), item])),
        );
      },
    ),
    new StarlarkBuiltin("fail", ({ args, named }) => {
      if (named.size > 0) throw extraNamed([...named.keys()], "fail");
      throw new Failure("fail", ["fail:", ...args.map(plainOrRepr)].join(" "));
    }),
    builtin("float", [maybe("a", NUMBER_OR_TEXT)], ([a]) => toFloat(a), FLOAT),
    builtin("getattr", [one("a"), one("attr", TYPES.str), maybe("default")], ([a, name, other]) => {
      const found = attribute(a!, name as string) ?? other;
      return found === undefined ? unsupported(`.${name}`, a!) : found;
    }),
    builtin(
      "hasattr",
      [one("a"), one("attr", TYPES.str)],
      ([a, name]) => attribute(a!, name as string) !== undefined,
    ),
    builtin("hash", [one("a", TYPES.str)], ([a]) => hash(a as string)),
    builtin(
      "int",
      [maybe("a", NUMBER_OR_TEXT), { name: "base", optional: true, type: TYPES.int }],
      ([a, base]) => toInt(a, base),
      TYPES.int,
    ),
    builtin("len", [one("a")], ([a]) => BigInt(length(a!))),
    sequence("list", (items) => new StarlarkList(items), TYPES.list),
    extreme("max"),
    extreme("min"),
    builtin("ord", [one("a")], ([a]) => ord(a!)),
    builtin(
      "range",
      [one("a1", TYPES.int), maybe("a2", TYPES.int), maybe("step", TYPES.int)],
      (args) => range(args),
      isType("range", (value) => value instanceof StarlarkRange),
    ),
    builtin("repr", [one("a")], ([a]) => repr(a!)),
    builtin("reversed", [one("a")], ([a], runtime) => {
      const items = [...iterate(a!)].reverse();
      runtime.allocate(items.length);
      return new StarlarkList(items);
    }),
    builtin(
      "sorted",
      [
        one("x"),
        { name: "key", only: "named", optional: true },
        { name: "reverse", only: "named", optional: true, type: TYPES.bool },
      ],
      sorted,
    ),
    builtin(
      "str",
      [one("a")],
      ([a], runtime) => {
        const shown = str(a!);
        runtime.allocate(shown.length);
        return shown;
      },
      TYPES.str,
    ),
    sequence(
      "tuple",
      (items) => new StarlarkTuple(items),
      isType("tuple", (value) => value instanceof StarlarkTuple),
    ),
    builtin(
      "type",
      [one("a")],
      ([a]) => typeName(a!),
      isType("type", (value) => value instanceof StarlarkBuiltin && value.type !== undefined),
    ),
    new StarlarkBuiltin("zip", ({ args, named }, runtime) => {
      if (named.size > 0) throw extraNamed([...named.keys()], "zip");
      return zip(args, runtime);
    }),
  ];
  return new Map<string, Value>([
    ["None", null],
    ["True", true],
    ["False", false],
    ...functions.map((each) => [each.name, each] as const),
  ]);
}

/** Says whether a value can be called. */
export function isCallable(value: Value): value is StarlarkBuiltin | StarlarkFunction {
  return value instanceof StarlarkBuiltin || value instanceof StarlarkFunction;
}
