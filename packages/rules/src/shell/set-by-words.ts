import { SETS_NAMES } from "../table/builtins.ts";
import { PRINTF_SETS } from "../table/guards.ts";
import { shown } from "./command-words.ts";
import type { WideWord } from "./wide-word.ts";

type Words = readonly WideWord[];

/** Builtins that read their words as a script; what is fixed of it is read on its own. */
const RUNNING: ReadonlySet<string> = new Set(["eval", "trap"]);
/** Programs that set variables for what they run. */
const WRAPPERS: ReadonlySet<string> = new Set(["env", "sudo", "doas"]);
/** What takes `NAME=value`. */
const GIVES: ReadonlySet<string> = new Set("declare typeset local export readonly env sudo doas".split(" "));
const ASSIGNS = /^([A-Za-z_][A-Za-z0-9_]*)\+?=/;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/g;

/** Variables that a command may set by its words. */
export interface SetByWords {
  /** Every name in the words; more than are set, never less. */
  readonly names: readonly string[];
  /** Words that do not fix the name. */
  readonly open: readonly string[];
  /** A name is not fixed by the text, or stands for another. */
  readonly any: boolean;
  /** Texts that are run, which set any variable where they come from the script. */
  readonly run: readonly string[];
  /** They are set for the script itself, not for a program alone. */
  readonly here: boolean;
}

/** Finds the variables that a builtin or a wrapper sets by its words; undefined where it sets none. */
export function setByWords(name: string, args: Words): SetByWords | undefined {
  if (RUNNING.has(name))
    return {
      names: [],
      open: [],
      any: false,
      run: args.filter(({ kind }) => kind === "pattern").map(shown),
      here: true,
    };
  const words = settingWords(name, args);
  if (words === undefined) return undefined;
  const refers =
    /^(?:declare|typeset|local)$/.test(name) && args.some((word) => /^-[A-Za-z]*n/.test(shown(word)));
  const texts = words.map(shown);
  // An option may have its value in the same word.
  const attached = texts
    .filter((text) => text.startsWith("-"))
    .flatMap((text) => [...text.slice(0, 32)].map((_, at) => text.slice(at + 1)));
  const names = [...texts, ...attached].flatMap((text) => {
    const assigned = GIVES.has(name) ? ASSIGNS.exec(text)?.[1] : undefined;
    return assigned === undefined ? (text.match(NAME) ?? []) : [assigned];
  });
  const open = words.filter(isOpenName).map(shown);
  return { names, open, any: refers || open.length > 0, run: [], here: !WRAPPERS.has(name) };
}

/** The words of a command that may name a variable; undefined where none does. */
function settingWords(name: string, args: Words): Words | undefined {
  // What a file sets is not the text's; its operands are.
  if (name === "." || name === "source") return args.slice(1);
  if (SETS_NAMES.has(name)) return args;
  switch (name) {
    case "printf":
      if (args.some((word) => PRINTF_SETS.test(shown(word)))) return args;
      // An open format may be the option.
      if (args[0]?.kind === "pattern") return args.slice(0, 2);
      return /^-v/.test(args[0] === undefined ? "" : shown(args[0])) ? args.slice(0, 2) : undefined;
    case "wait":
      return args.some((word) => /^-[a-z]*p/.test(shown(word))) ? args : undefined;
    case "test":
    case "[": {
      // A subscript is evaluated, and may set what it names.
      const subscripts = args.filter((word) => (word.kind === "text" ? word.text : word.bare).includes("["));
      if (args.some((word) => word.kind === "pattern" && /\$\{?[@*]/.test(word.shown))) return args;
      const may = (word: WideWord): boolean =>
        /^-[vR]$/.test(shown(word)) || (word.kind === "pattern" && word.test.test("-v"));
      return subscripts.length > 0 && args.some(may) ? subscripts : undefined;
    }
    default:
      return WRAPPERS.has(name) && args.some((word) => shown(word).includes("=") || word.kind === "pattern")
        ? args
        : undefined;
  }
}

/** A word of which not even the name before a `=` is fixed. */
function isOpenName(word: WideWord): boolean {
  return word.kind === "pattern" && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word.shown);
}
