import { shown } from "./command-words.ts";
import type { Fed } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

function isLoose(args: readonly WideWord[]): boolean {
  return args.some(({ kind }) => kind === "pattern");
}

/** What `echo` prints. */
export function echoText(args: readonly WideWord[]): Fed {
  let at = 0;
  let escapes = false;
  for (; at < args.length && /^-[neE]+$/.test(shown(args[at]!)); at += 1)
    if (shown(args[at]!).includes("e")) escapes = true;
  const text = args.slice(at).map(shown).join(" ");
  return { text: `${escapes ? unescapeText(text) : text}\n`, loose: isLoose(args) };
}

/** What `printf` prints. */
export function printfText(args: readonly WideWord[]): Fed | undefined {
  const [format, ...rest] = args;
  if (format === undefined) return undefined;
  let next = 0;
  const text = unescapeText(shown(format)).replace(
    /%[-+ 0#]*\d*(?:\.\d+)?([a-zA-Z%])/g,
    (whole, letter: string) => {
      if (letter === "%") return "%";
      const value = rest[next];
      next += 1;
      if (value === undefined) return "";
      return letter === "b" ? unescapeText(shown(value)) : "sqdiu".includes(letter) ? shown(value) : whole;
    },
  );
  return { text: [text, ...rest.slice(next).map(shown)].join(" "), loose: isLoose(args) };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  e: "\x1b",
};

function unescapeText(text: string): string {
  return text.replace(
    /\\(x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|u[0-9a-fA-F]{1,4}|[ntrabfve\\])/g,
    (_, code: string) => {
      const simple = ESCAPES[code];
      if (simple !== undefined) return simple;
      if (code[0] === "x" || code[0] === "u") return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    },
  );
}
