import { Failure } from "./error.ts";
import { plainOrRepr, repr, showDecimal, showFloat, showScientific, str } from "./show.ts";
import { type Runtime, StarlarkTuple, typeName, type Value } from "./value.ts";

/** Formats with `%`: a tuple gives several values, any other value gives one. */
export function percentFormat(format: string, value: Value, runtime: Runtime): string {
  const values = value instanceof StarlarkTuple ? value.items : [value];
  let used = 0;
  let out = "";
  let at = 0;
  for (;;) {
    const percent = format.indexOf("%", at);
    if (percent < 0) break;
    out += format.slice(at, percent);
    const mark = format[percent + 1];
    if (mark === undefined) throw new Failure("runtime", "Incomplete format");
    at = percent + 2;
    if (mark === "%") {
      out += "%";
      continue;
    }
    if (!"srdoxXeEfFgG".includes(mark))
      throw new Failure("runtime", `Unsupported format character: '${mark}'`);
    if (used >= values.length) throw new Failure("runtime", "Not enough arguments for format string");
    out += percentOne(mark, values[used]!);
    used += 1;
  }
  if (used < values.length) throw new Failure("runtime", "Too many arguments for format string");
  out += format.slice(at);
  runtime.allocate(out.length);
  return out;
}

function percentOne(mark: string, value: Value): string {
  switch (mark) {
    case "s":
      return plainOrRepr(value);
    case "r":
      return repr(value);
    case "d":
      if (typeof value === "bigint") return String(value);
      if (typeof value === "number" && Number.isFinite(value)) return String(BigInt(Math.trunc(value)));
      return refuse(mark, value);
    case "o":
      return typeof value === "bigint" ? value.toString(8) : refuse(mark, value);
    case "x":
      return typeof value === "bigint" ? value.toString(16) : refuse(mark, value);
    case "X":
      return typeof value === "bigint" ? value.toString(16).toUpperCase() : refuse(mark, value);
    default:
      return percentFloat(mark, requireNumber(value));
  }
}

function percentFloat(mark: string, value: number): string {
  if (mark === "e" || mark === "E") return showScientific(value, mark, false);
  if (mark === "f" || mark === "F") return showDecimal(value);
  return showFloat(value, mark === "G" ? "E" : "e");
}

function requireNumber(value: Value): number {
  if (typeof value === "bigint" || typeof value === "number") return Number(value);
  throw new Failure(
    "type",
    `Type of parameters mismatch, expected \`float | int\`, actual \`${typeName(value)} (repr: ${repr(value)})\``,
  );
}

function refuse(mark: string, value: Value): never {
  throw new Failure("runtime", `Operation \`format(%${mark})\` not supported on type \`${typeName(value)}\``);
}

/** Formats with `str.format`: `{}`, `{0}`, `{name}`, `!r`, `!s`; no format specifications. */
export function braceFormat(
  format: string,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): string {
  let out = "";
  let at = 0;
  const fields = new Fields(args, named);
  while (at < format.length) {
    const character = format[at]!;
    if (character !== "{" && character !== "}") {
      const next = format.slice(at).search(/[{}]/);
      const end = next < 0 ? format.length : at + next;
      out += format.slice(at, end);
      at = end;
    } else if (format[at + 1] === character) {
      out += character;
      at += 2;
    } else if (character === "}") {
      throw new Failure("runtime", `Standalone '}' in format string \`${format}\``);
    } else {
      const field = readField(format, at);
      const value = fields.take(field.name);
      out += field.repr ? repr(value) : str(value);
      at = field.end;
    }
  }
  return out;
}

function readField(format: string, open: number): { name: string; repr: boolean; end: number } {
  const stop = format.slice(open + 1).search(/[{}!]/);
  const at = open + 1 + stop;
  const unmatched = (): never => {
    throw new Failure("runtime", `Unmatched '{' in format string \`${format}\``);
  };
  if (stop < 0 || format[at] === "{") return unmatched();
  const name = format.slice(open + 1, at);
  if (format[at] === "}") return { name, repr: false, end: at + 1 };
  const conversion = format[at + 1];
  if (conversion === "}")
    throw new Failure("runtime", `Missing conversion character in format string \`${format}\``);
  if (conversion !== "r" && conversion !== "s")
    throw new Failure("runtime", `Invalid conversion in format string \`${format}\``);
  if (format[at + 2] !== "}") return unmatched();
  return { name, repr: conversion === "r", end: at + 3 };
}

class Fields {
  readonly #args: readonly Value[];
  readonly #named: ReadonlyMap<string, Value>;
  #next = 0;
  #numbered = false;

  constructor(args: readonly Value[], named: ReadonlyMap<string, Value>) {
    this.#args = args;
    this.#named = named;
  }

  take(name: string): Value {
    if (name === "") {
      if (this.#numbered) this.#mixed();
      const value = this.#args[this.#next];
      this.#next += 1;
      if (value === undefined) throw new Failure("runtime", "Not enough parameters in format string");
      return value;
    }
    if (/^[0-9]+$/.test(name)) {
      if (this.#next > 0) this.#mixed();
      this.#numbered = true;
      const value = this.#args[Number(name)];
      if (value === undefined) throw new Failure("runtime", `Index \`${Number(name)}\` is out of bound`);
      return value;
    }
    const bad = /[.,[\]]/.exec(name);
    if (bad !== null) throw new Failure("runtime", `Invalid character '${bad[0]}' inside replacement field`);
    const value = this.#named.get(name);
    if (value === undefined) throw new Failure("runtime", `Key \`${name}\` was not found`);
    return value;
  }

  #mixed(): never {
    throw new Failure(
      "runtime",
      "Cannot mix manual field specification and automatic field numbering in format string",
    );
  }
}
