import { shown } from "./command-words.ts";
import type { Fed } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

function isLoose(args: readonly WideWord[]): boolean {
  return args.some(({ kind }) => kind === "pattern");
}

/** A word for the names of files, or of a folder, which the script may have given. */
function isNamesOfFiles(word: WideWord): boolean {
  return word.kind === "pattern" && (word.glob || word.shown.startsWith("~"));
}

/** What `echo` prints; shells differ about a backslash, and about what begins with `-`. */
export function echoText(args: readonly WideWord[]): Fed {
  let at = 0;
  let escapes = false;
  for (; at < args.length && /^-[neE]+$/.test(shown(args[at]!)); at += 1)
    if (shown(args[at]!).includes("e")) escapes = true;
  const text = args.slice(at).map(shown).join(" ");
  const sure = at === 0 && !args.some(isNamesOfFiles) && !text.startsWith("-") && !text.includes("\\");
  return { text: `${escapes ? unescapeText(text) : text}\n`, loose: isLoose(args), sure };
}

/** What `printf` prints: the format is used again while there are arguments, and ends at a mistake in it. */
export function printfText(args: readonly WideWord[]): Fed | undefined {
  const [format, ...rest] = args;
  if (format === undefined) return undefined;
  const source = unescapeText(shown(format));
  let text = "";
  let used = 0;
  for (let round = 0; round === 0 || (used < rest.length && round < MAXIMUM_ROUNDS); round += 1) {
    const before = used;
    const [printed, taken, broken] = printOnce(source, rest.slice(used));
    text += printed;
    used += taken;
    if (broken || used === before) break;
  }
  const sure = used >= rest.length && !args.some(isNamesOfFiles) && PLAIN_FORMAT.test(shown(format));
  return { text, loose: isLoose(args), sure };
}

/** A format that only puts texts in their places, each on its line perhaps. */
const PLAIN_FORMAT = /^(?!-)(?:[^%\\]|%s|\\n)*$/;

const MAXIMUM_ROUNDS = 64;
const DIRECTIVE = /%[-+ 0#]*\d*(?:\.\d+)?[hlLqjzt]*([a-zA-Z%])?/g;

function printOnce(source: string, values: readonly WideWord[]): readonly [string, number, boolean] {
  let text = "";
  let used = 0;
  let at = 0;
  for (const match of source.matchAll(DIRECTIVE)) {
    const letter = match[1];
    text += source.slice(at, match.index);
    at = match.index + match[0].length;
    if (letter === undefined) return [text, used, true];
    if (letter === "%") text += "%";
    else {
      const value = values[used] === undefined ? "" : shown(values[used]!);
      used += 1;
      text += letter === "b" ? unescapeText(value) : value;
    }
  }
  return [text + source.slice(at), used, false];
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

/** Says whether the output of a command of this name is worked out, as long as nothing else takes the name. */
export function mayPrint(name: string): boolean {
  return /^(?:echo|printf|cat|command_not_found_handle)$/.test(name) || /[$`]/.test(name);
}
