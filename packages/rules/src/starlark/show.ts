import {
  StarlarkBuiltin,
  StarlarkBytes,
  StarlarkDict,
  StarlarkEllipsis,
  StarlarkFunction,
  StarlarkIterator,
  StarlarkList,
  StarlarkRange,
  StarlarkTuple,
  StarlarkType,
  typeName,
  type Value,
} from "./value.ts";

/** Shows a value as `str()` does: strings as they are, all else as {@link repr}. */
export function str(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof StarlarkBytes) return new TextDecoder().decode(value.bytes);
  return repr(value);
}

/** Shows strings as they are, and all else, bytes included, as {@link repr}. */
export function plainOrRepr(value: Value): string {
  return typeof value === "string" ? value : repr(value);
}

/** Shows a value as `repr()` does; a container inside itself shows as dots. */
export function repr(value: Value): string {
  return show(value, new Set());
}

/** Names a value in a type error: its type, and what it looks like. */
export function showForTypeError(value: Value): string {
  return `${typeName(value)} (repr: ${repr(value)})`;
}

function show(value: Value, open: Set<object>): string {
  switch (typeof value) {
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return String(value);
    case "number":
      return showFloat(value);
    case "string":
      return quote(value);
    default:
  }
  if (value === null) return "None";
  if (value instanceof StarlarkList)
    return nested(value, open, "[...]", () => `[${value.items.map((item) => show(item, open)).join(", ")}]`);
  if (value instanceof StarlarkTuple) {
    const items = value.items.map((item) => show(item, open));
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  }
  if (value instanceof StarlarkDict) {
    return nested(value, open, "{...}", () => {
      const entries = value.entries().map(([key, item]) => `${show(key, open)}: ${show(item, open)}`);
      return `{${entries.join(", ")}}`;
    });
  }
  if (value instanceof StarlarkRange) return showRange(value);
  if (value instanceof StarlarkBytes) return quoteBytes(value.bytes);
  if (value instanceof StarlarkIterator) return "iterator";
  if (value instanceof StarlarkType) return value.test.name;
  if (value instanceof StarlarkEllipsis) return "Ellipsis";
  if (value instanceof StarlarkFunction) return `${value.path}.${value.name}`;
  if (value instanceof StarlarkBuiltin) return value.name;
  return "";
}

function nested(value: object, open: Set<object>, again: string, text: () => string): string {
  if (open.has(value)) return again;
  open.add(value);
  const shown = text();
  open.delete(value);
  return shown;
}

function showRange({ start, stop, step }: StarlarkRange): string {
  if (step !== 1n) return `range(${start}, ${stop}, ${step})`;
  return start === 0n ? `range(${stop})` : `range(${start}, ${stop})`;
}

const NAMED: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\\": "\\\\",
  '"': '\\"',
};

function quote(text: string): string {
  let out = '"';
  for (const character of text) out += NAMED[character] ?? escapeUnprintable(character);
  return `${out}"`;
}

function escapeUnprintable(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code > 0xff && /[\p{Alphabetic}\p{N}]/u.test(character)) return character;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\U${code.toString(16).padStart(8, "0")}`;
}

/** Shows what is UTF-8 as text; every other byte as an escape. */
function quoteBytes(bytes: Uint8Array): string {
  let out = 'b"';
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at);
    const escaped = `\\x${bytes[at]!.toString(16).padStart(2, "0")}`;
    out += NAMED[character] ?? (character === "" ? escaped : escapeInBytes(character));
    at += character === "" ? 1 : new TextEncoder().encode(character).length;
  }
  return `${out}"`;
}

function escapeInBytes(character: string): string {
  return /[\p{Alphabetic}\p{N}]/u.test(character) ? character : escapeUnprintable(character);
}

/** Decodes the one character that starts at an offset; empty where the bytes are no UTF-8. */
function characterAt(bytes: Uint8Array, at: number): string {
  for (let length = 1; length <= 4; length += 1) {
    const text = new TextDecoder().decode(bytes.subarray(at, at + length));
    if (text !== "" && !text.includes("\ufffd")) return text;
  }
  return "";
}

const PRECISION = 6;

/** Shows a float as `str()` does: a fraction always, an exponent from 10 to the 6th. */
export function showFloat(value: number, exponentMark: "e" | "E" = "e"): string {
  if (!Number.isFinite(value)) return showNonFinite(value);
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (Math.abs(exponent) >= PRECISION) return showScientific(value, exponentMark, true);
  return Number.isInteger(value) ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
}

/** Shows a float with an exponent of at least two digits. */
export function showScientific(value: number, exponentMark: "e" | "E", strip: boolean): string {
  if (!Number.isFinite(value)) return showNonFinite(value);
  const [mantissa, power] = value.toExponential(PRECISION).split("e") as [string, string];
  const sign = power[0] === "-" ? "-" : "+";
  const digits = power.replace(/^[-+]/, "").padStart(2, "0");
  return `${strip ? mantissa.replace(/\.?0+$/, "") : mantissa}${exponentMark}${sign}${digits}`;
}

/** Shows a float with six digits after the point. */
export function showDecimal(value: number): string {
  return Number.isFinite(value) ? value.toFixed(PRECISION) : showNonFinite(value);
}

function showNonFinite(value: number): string {
  return Number.isNaN(value) ? "nan" : value > 0 ? "+inf" : "-inf";
}
