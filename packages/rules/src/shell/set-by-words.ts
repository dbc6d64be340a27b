import { shown } from "./command-words.ts";
import { cutAssignment } from "./evaluated-values.ts";
import type { WideWord } from "./wide-word.ts";

/** Builtins and wrappers that set what stands in their words as `NAME=value`. */
const DECLARING: ReadonlySet<string> = new Set(
  "declare typeset local export readonly env sudo doas".split(" "),
);
/** Builtins whose options change what a variable is given, now and later: its letters, or to a number. */
const ATTRIBUTED: ReadonlySet<string> = new Set(["declare", "typeset", "local", "readonly"]);
/** Builtins that put something unknown into the variables that their words name. */
const READING: ReadonlySet<string> = new Set("read mapfile readarray getopts let printf wait".split(" "));
const NAME = /^(?:-[A-Za-z]+)?([A-Za-z_][A-Za-z0-9_]*)(?=$|[[=+])/;

/** Variables that a command sets by its words. */
export interface SetByWords {
  readonly variables: readonly { readonly name: string; readonly value: string | undefined }[];
  /** A name is not fixed by the text, or stands for another. */
  readonly any: boolean;
}

/** Finds the variables that a builtin or a wrapper sets by its words; undefined for any other program. */
export function setByWords(name: string, args: readonly WideWord[]): SetByWords | undefined {
  const declares = DECLARING.has(name);
  if (!declares && !READING.has(name)) return undefined;
  if (name === "printf" && !args.slice(0, 1).some((word) => /^-v/.test(shown(word)) || isOpen(word)))
    return undefined;
  const options = ATTRIBUTED.has(name) ? args.map(shown).filter((text) => /^-[A-Za-z]/.test(text)) : [];
  const refers = options.some((text) => text.includes("n"));
  const changes = options.some((text) => /[cilu]/.test(text));
  const variables = args.flatMap((word) => {
    const text = shown(word);
    const assignment = cutAssignment(text);
    if (declares && !changes)
      return assignment === undefined
        ? []
        : [{ name: assignment.name, value: word.kind === "text" ? assignment.value : undefined }];
    const names = /^-[A-Za-z]+$/.test(text) ? [...text.slice(2)].map((_, at) => text.slice(at + 2)) : [text];
    return names.flatMap((each) => {
      const name = NAME.exec(each)?.[1];
      return name === undefined ? [] : [{ name, value: undefined }];
    });
  });
  const open = args.some((word) => isOpen(word) && cutAssignment(shown(word)) === undefined);
  return { variables, any: refers || open };
}

function isOpen(word: WideWord): boolean {
  return word.kind === "pattern";
}
