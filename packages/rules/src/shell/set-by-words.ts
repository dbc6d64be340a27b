import { shown } from "./command-words.ts";
import type { WideWord } from "./wide-word.ts";

/** Builtins that set variables which their words name, or run a text that may. */
const BUILTINS: ReadonlySet<string> = new Set(
  "declare typeset local export readonly read mapfile readarray getopts let printf wait unset eval . source trap".split(
    " ",
  ),
);
/** Builtins of which the words that do not look like it set nothing. */
const ONLY_WITH: Readonly<Record<string, RegExp>> = { printf: /^-v/, wait: /^-[a-z]*p/ };
/** Programs that set variables for what they run. */
const WRAPPERS: ReadonlySet<string> = new Set(["env", "sudo", "doas"]);
const NAME = /[A-Za-z_][A-Za-z0-9_]*/g;

/** Variables that a command may set by its words. */
export interface SetByWords {
  /** Every name in the words; more than are set, never less. */
  readonly names: readonly string[];
  /** A name is not fixed by the text, or stands for another. */
  readonly any: boolean;
  /** They are set for the script itself, not for a program alone. */
  readonly here: boolean;
}

/** Finds the variables that a builtin or a wrapper sets by its words; undefined where it sets none. */
export function setByWords(name: string, args: readonly WideWord[]): SetByWords | undefined {
  const here = BUILTINS.has(name);
  if (!here && !(WRAPPERS.has(name) && args.some((word) => shown(word).includes("=") || isOpen(word))))
    return undefined;
  const needed = ONLY_WITH[name];
  if (needed !== undefined && !args.some((word) => needed.test(shown(word)) || isOpen(word)))
    return undefined;
  const refers =
    /^(?:declare|typeset|local)$/.test(name) && args.some((word) => /^-[A-Za-z]*n/.test(shown(word)));
  const names = args.flatMap((word) => shown(word).match(NAME) ?? []);
  return { names, any: refers || args.some(isOpenName), here };
}

function isOpen(word: WideWord): boolean {
  return word.kind === "pattern";
}

/** A word of which not even the name before a `=` is fixed. */
function isOpenName(word: WideWord): boolean {
  return word.kind === "pattern" && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word.shown);
}
