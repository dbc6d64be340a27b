import { baseName } from "../rule/path.ts";
import { SHELLS, WRAPPERS } from "../table/wrappers.ts";
import { shown } from "./command-words.ts";
import { type Fed, fedTexts, type Inner, NOTHING } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

type Words = readonly WideWord[];

const BUILTINS =
  "eval . source command builtin exec trap alias bind compgen complete declare enable export fc getopts hash history jobs let local mapfile printf read readarray readonly set shopt test typeset unset wait xargs find git sed awk";
const RUNNING: readonly string[] = [...BUILTINS.split(" "), ...SHELLS, ...Object.keys(WRAPPERS)];
const FOLDERS: readonly string[] = ["", "/bin/", "/usr/bin/"];
const MAXIMUM_STARTS = 16;
/** A text that is more than one plain word. */
const SCRIPT = /[^\w./:=@%+,-]/;

/** Says whether a program may be one that runs its words or what it reads. */
export function mayRunWords(program: WideWord): boolean {
  if (program.kind === "text") return RUNNING.includes(baseName(program.text));
  const folders = [...FOLDERS, program.shown.slice(0, program.shown.lastIndexOf("/") + 1)];
  return folders.some((folder) => RUNNING.some((name) => program.test.test(folder + name)));
}

/** Finds what a program runs that the text does not fix: each of its words may begin a command or be a script. */
export function openUnknown(program: WideWord, args: Words, input: Fed | undefined): Inner {
  const starts = args.slice(0, MAXIMUM_STARTS).map((_, at) => args.slice(at));
  const texts = args.flatMap((word) => (word.kind === "text" ? [word.text] : []));
  const line = args.length > 1 ? [args.map(shown).join(" ")] : [];
  return {
    ...NOTHING,
    commands: starts.filter(([first]) => first?.kind === "text" && !first.text.startsWith("-")),
    scripts: [...texts, ...line, ...fedTexts(input)].filter((text) => SCRIPT.test(text)),
    unfixed: [shown(program)],
    files: texts,
  };
}
