import { Failure } from "./error.ts";
import { braceFormat } from "./format.ts";
import { iterate } from "./iterate.ts";
import { showForTypeError } from "./show.ts";
import { type BuiltinParameter, bindArguments, orNone, TYPES } from "./signature.ts";
import {
  type Call,
  type Runtime,
  StarlarkIterator,
  StarlarkList,
  StarlarkTuple,
  type Value,
} from "./value.ts";

/** A method: gets the receiver, bound arguments, the raw call and the runtime. */
export interface Method<T> {
  readonly parameters: readonly BuiltinParameter[];
  readonly run: (self: T, args: readonly (Value | undefined)[], runtime: Runtime, call: Call) => Value;
  /** The method reads the call itself. */
  readonly raw?: true;
}

const text: BuiltinParameter = { name: "needle", only: "positional", type: TYPES.str };
const start: BuiltinParameter = {
  name: "start",
  only: "positional",
  optional: true,
  type: orNone(TYPES.int),
};
const end: BuiltinParameter = { name: "end", only: "positional", optional: true, type: orNone(TYPES.int) };
const affix = (name: "prefix" | "suffix"): BuiltinParameter => ({
  name,
  only: "positional",
  type: {
    name: "str | tuple[str, ...]",
    test: (value) =>
      typeof value === "string" ||
      (value instanceof StarlarkTuple && value.items.every((item) => typeof item === "string")),
  },
});

function method(parameters: readonly BuiltinParameter[], run: Method<string>["run"]): Method<string> {
  return { parameters, run };
}

function plain(run: (self: string) => Value): Method<string> {
  return method([], run);
}

/** Cuts out `[from, to)` counted in code points; undefined where the range is upside down or outside. */
function window(
  self: string,
  from: Value | undefined,
  to: Value | undefined,
): { text: string; offset: number } | undefined {
  if ((from ?? null) === null && (to ?? null) === null) return { text: self, offset: 0 };
  const characters = [...self];
  const edge = (value: Value | undefined, fallback: number): number => {
    if (value === undefined || value === null) return fallback;
    const at = Number(value as bigint);
    return at < 0 ? Math.max(0, at + characters.length) : at;
  };
  const low = edge(from, 0);
  const high = Math.min(edge(to, characters.length), characters.length);
  if (low > high || low > characters.length) return undefined;
  return { text: characters.slice(low, high).join(""), offset: low };
}

function locate(self: string, args: readonly (Value | undefined)[], last: boolean): number {
  const part = window(self, args[1], args[2]);
  if (part === undefined) return -1;
  const at = last ? part.text.lastIndexOf(args[0] as string) : part.text.indexOf(args[0] as string);
  return at < 0 ? -1 : part.offset + [...part.text.slice(0, at)].length;
}

function find(last: boolean, mustExist: boolean): Method<string> {
  return method([text, start, end], (self, args) => {
    const at = locate(self, args, last);
    if (at < 0 && mustExist) throw new Failure("runtime", `Substring '${args[0]}' not found in '${self}'`);
    return BigInt(at);
  });
}

function hasAffix(name: "prefix" | "suffix", test: (whole: string, part: string) => boolean): Method<string> {
  return method([affix(name), start, end], (self, args) => {
    const part = window(self, args[1], args[2]);
    const wanted = args[0] instanceof StarlarkTuple ? args[0].items : [args[0]];
    return part !== undefined && wanted.some((each) => test(part.text, each as string));
  });
}

const WHITE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const LEADING = new RegExp(`^${WHITE}+`, "u");
const TRAILING = new RegExp(`${WHITE}+$`, "u");
const BLANKS = new RegExp(`${WHITE}+`, "u");
const ALL_WHITE = new RegExp(`^${WHITE}+$`, "u");

function strip(sides: "both" | "left" | "right"): Method<string> {
  return method([{ name: "chars", only: "positional", optional: true, type: TYPES.str }], (self, [chars]) => {
    if (chars === undefined) {
      const left = sides === "right" ? self : self.replace(LEADING, "");
      return sides === "left" ? left : left.replace(TRAILING, "");
    }
    const set = new Set(chars as string);
    const characters = [...self];
    let from = 0;
    let to = characters.length;
    if (sides !== "right") while (from < to && set.has(characters[from]!)) from += 1;
    if (sides !== "left") while (to > from && set.has(characters[to - 1]!)) to -= 1;
    return characters.slice(from, to).join("");
  });
}

function partition(last: boolean): Method<string> {
  return method([text], (self, [needle]) => {
    const separator = needle as string;
    if (separator === "") throw new Failure("runtime", "Empty separator cannot be used for partitioning");
    const at = last ? self.lastIndexOf(separator) : self.indexOf(separator);
    if (at < 0) return new StarlarkTuple(last ? ["", "", self] : [self, "", ""]);
    return new StarlarkTuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
  });
}

function split(last: boolean): Method<string> {
  const parameters: readonly BuiltinParameter[] = [
    { name: "sep", only: "positional", optional: true, type: orNone(TYPES.str) },
    { name: "maxsplit", only: "positional", optional: true, type: orNone(TYPES.int) },
  ];
  return method(parameters, (self, [separator, maximum], runtime) => {
    const limit = typeof maximum === "bigint" && maximum >= 0n ? Number(maximum) : Number.POSITIVE_INFINITY;
    const parts =
      typeof separator === "string"
        ? splitText(self, separator, limit, last)
        : splitBlanks(self, limit, last);
    runtime.allocate(self.length + parts.length);
    return new StarlarkList(parts);
  });
}

function splitText(self: string, separator: string, limit: number, last: boolean): string[] {
  if (separator === "") return ["", ...self, ""];
  const parts = self.split(separator);
  if (parts.length <= limit + 1) return parts;
  return last
    ? [parts.slice(0, parts.length - limit).join(separator), ...parts.slice(parts.length - limit)]
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitBlanks(self: string, limit: number, last: boolean): string[] {
  if (limit === Number.POSITIVE_INFINITY) return self.split(BLANKS).filter((part) => part !== "");
  const parts: string[] = [];
  let rest = last ? self.replace(TRAILING, "") : self.replace(LEADING, "");
  while (rest !== "") {
    const blank = last ? lastBlank(rest) : BLANKS.exec(rest);
    if (parts.length >= limit || blank === null) {
      parts.push(rest);
      break;
    }
    parts.push(last ? rest.slice(blank.index + blank[0].length) : rest.slice(0, blank.index));
    rest = last ? rest.slice(0, blank.index) : rest.slice(blank.index + blank[0].length);
  }
  return last ? parts.reverse() : parts;
}

function lastBlank(value: string): { index: number; 0: string } | null {
  let found: { index: number; 0: string } | null = null;
  for (const match of value.matchAll(new RegExp(BLANKS.source, "gu")))
    found = { index: match.index, 0: match[0] };
  return found;
}

function splitLines(self: string, keep: boolean): string[] {
  const lines: string[] = [];
  for (const match of self.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)) {
    if (match[0] === "") break;
    lines.push(keep ? match[0] : match[1]!);
  }
  return lines;
}

const CASED_UPPER = /\p{Uppercase}/u;
const CASED_LOWER = /\p{Lowercase}/u;

function isCase(wanted: RegExp, unwanted: RegExp): Method<string> {
  return plain((self) => !unwanted.test(self) && wanted.test(self));
}

function isTitle(self: string): boolean {
  let wordStart = true;
  let letters = false;
  for (const character of self) {
    if (!/\p{Alphabetic}/u.test(character)) wordStart = true;
    else {
      if (wordStart ? CASED_LOWER.test(character) : CASED_UPPER.test(character)) return false;
      letters = true;
      wordStart = false;
    }
  }
  return letters;
}

function title(self: string): string {
  let wordStart = true;
  let out = "";
  for (const character of self) {
    const letter = /\p{Alphabetic}/u.test(character);
    out += letter && wordStart ? character.toUpperCase() : character.toLowerCase();
    wordStart = !letter;
  }
  return out;
}

function join(self: string, value: Value, runtime: Runtime): string {
  const parts = iterate(value).map((item) => {
    if (typeof item !== "string") {
      throw new Failure(
        "type",
        `Type of parameter \`to_join\` doesn't match, expected \`str\`, actual \`${showForTypeError(item)}\``,
      );
    }
    return item;
  });
  runtime.allocate(parts.reduce((sum, part) => sum + part.length + self.length, 0));
  return parts.join(self);
}

/** Methods of strings, by name. */
export const STRING_METHODS: Readonly<Record<string, Method<string>>> = {
  capitalize: plain((self) => {
    const [first = "", ...rest] = [...self];
    return first.toUpperCase() + rest.join("").toLowerCase();
  }),
  codepoints: plain(
    (self) => new StarlarkIterator([...self].map((character) => BigInt(character.codePointAt(0)!))),
  ),
  count: method([text, start, end], (self, args) => {
    const part = window(self, args[1], args[2]);
    if (part === undefined) return 0n;
    const needle = args[0] as string;
    return BigInt(needle === "" ? [...part.text].length + 1 : part.text.split(needle).length - 1);
  }),
  elems: plain((self) => new StarlarkIterator([...self])),
  endswith: hasAffix("suffix", (whole, part) => whole.endsWith(part)),
  find: find(false, false),
  format: {
    parameters: [],
    raw: true,
    run: (self, _args, runtime, call) => {
      const out = braceFormat(self, call.args, call.named);
      runtime.allocate(out.length);
      return out;
    },
  },
  index: find(false, true),
  isalnum: plain((self) => /^[\p{Alphabetic}\p{N}]+$/u.test(self)),
  isalpha: plain((self) => /^\p{Alphabetic}+$/u.test(self)),
  isdigit: plain((self) => /^\p{N}+$/u.test(self)),
  islower: isCase(CASED_LOWER, CASED_UPPER),
  isspace: plain((self) => ALL_WHITE.test(self)),
  istitle: plain(isTitle),
  isupper: isCase(CASED_UPPER, CASED_LOWER),
  join: method([{ name: "to_join", only: "positional" }], (self, [value], runtime) =>
    join(self, value!, runtime),
  ),
  lower: plain((self) => self.toLowerCase()),
  lstrip: strip("left"),
  partition: partition(false),
  removeprefix: method([{ ...text, name: "prefix" }], (self, [prefix]) =>
    prefix !== "" && self.startsWith(prefix as string) ? self.slice((prefix as string).length) : self,
  ),
  removesuffix: method([{ ...text, name: "suffix" }], (self, [suffix]) =>
    suffix !== "" && self.endsWith(suffix as string)
      ? self.slice(0, self.length - (suffix as string).length)
      : self,
  ),
  replace: method(
    [
      { ...text, name: "old" },
      { ...text, name: "new" },
      { name: "count", only: "positional", optional: true, type: TYPES.int },
    ],
    (self, [old, replacement, count], runtime) => {
      if (typeof count === "bigint" && count < 0n) {
        throw new Failure("runtime", `Replace final argument was negative '${count}'`);
      }
      const limit = typeof count === "bigint" ? Number(count) : Number.POSITIVE_INFINITY;
      const parts = old === "" ? splitText(self, "", limit, false) : self.split(old as string);
      const kept = parts.slice(0, Math.min(parts.length, limit + 1));
      const rest = parts
        .slice(kept.length)
        .map((part) => (old as string) + part)
        .join("");
      runtime.allocate(self.length + kept.length * (replacement as string).length);
      return kept.join(replacement as string) + rest;
    },
  ),
  rfind: find(true, false),
  rindex: find(true, true),
  rpartition: partition(true),
  rsplit: split(true),
  rstrip: strip("right"),
  split: split(false),
  splitlines: method(
    [{ name: "keepends", only: "positional", optional: true, type: TYPES.bool }],
    (self, [keep]) => new StarlarkList(splitLines(self, keep === true)),
  ),
  startswith: hasAffix("prefix", (whole, part) => whole.startsWith(part)),
  strip: strip("both"),
  title: plain(title),
  upper: plain((self) => self.toUpperCase()),
};

/** Runs a method with bound arguments. */
export function callMethod<T>(name: string, method: Method<T>, self: T, call: Call, runtime: Runtime): Value {
  return method.run(self, method.raw ? [] : bindArguments(name, method.parameters, call), runtime, call);
}
