import { ANYTHING, shown } from "./command-words.ts";
import type { Fed, Inner } from "./inner.ts";
import { mayRunWords } from "./open-unknown.ts";
import { openMark, UNKNOWN, withUnknown } from "./unknown-text.ts";
import type { WideWord } from "./wide-word.ts";

type Words = readonly WideWord[];

const FLAGS = "0rtxpo";
const VALUES = "aEIdLnPsJRS";
/** With a value in the same word, or none. */
const OPTIONAL = "eil";
/** Options that decide how many words of the input one command gets, or where a word ends. */
const DIVIDE = /^-[0a-zA-Z]*[0LlnsdaeESR]|^--(?:max-|null|delimiter|arg-file|eof)/;
const LONG_FLAGS = /^--(?:null|no-run-if-empty|verbose|exit|interactive|open-tty|show-limits)$/;
const LONG_VALUES = /^--(?:arg-file|delimiter|max-args|max-procs|max-chars)$/;
const LONG_OPTIONAL =
  /^--(?:eof|replace|max-lines)$|^--(?:eof|replace|max-lines|arg-file|delimiter|max-args|max-procs|max-chars)=/;
/** Input that every xargs divides alike: no quotes, no backslash, no byte that only some take for a blank. */
const PLAIN = /^[\t\n !#-&(-[\]-~]*$/;
const MAXIMUM_LINES = 16;
const MAXIMUM_SUFFIXES = 256;

/** Finds what xargs runs: its command with the words that it reads, or with a line in the place of a mark. */
export function openXargs(args: Words, input: Fed | undefined): Inner {
  let at = 0;
  let mark: string | undefined;
  let divided = false;
  for (; at < args.length; at += 1) {
    const word = args[at]!;
    const text = shown(word);
    if (word.kind === "pattern" && word.many) return anyStart(args.slice(at));
    if (text === "--") {
      at += 1;
      break;
    }
    if (!text.startsWith("-") || text === "-") break;
    divided ||= DIVIDE.test(text);
    const step = readOption(text, args[at + 1]);
    if (step === undefined) return anyStart(args.slice(at + 1));
    mark = step.mark ?? mark;
    at += step.length - 1;
  }
  const command: Words = at < args.length ? args.slice(at) : [{ kind: "text", text: "echo" }];
  const known = input?.sure === true && input.loose !== true && !divided ? input.text : undefined;
  const fixed = known !== undefined && PLAIN.test(known) ? known : undefined;
  // What the script feeds it may be divided otherwise, and hold an option or a script.
  const open =
    (input?.text !== undefined || input?.derived === true) &&
    fixed === undefined &&
    command[0] !== undefined &&
    mayRunWords(command[0]);
  const commands =
    mark === undefined
      ? // Where what feeds it fails, there are no words.
        [[...command, ...fedWords(fixed)], command]
      : // A later option may take the mark back, and GNU xargs leaves the program as it is.
        [
          ...replaced(command, mark, fixed),
          ...replaced(command.slice(1), mark, fixed).map((words) => [command[0]!, ...words]),
          ...(divided ? [[...command, ANYTHING]] : []),
        ];
  return { commands: open ? [[ANYTHING], ...commands] : commands, scripts: [], opaque: [] };
}

function readOption(
  text: string,
  next: WideWord | undefined,
): { readonly length: number; readonly mark?: string } | undefined {
  if (text.startsWith("--")) {
    if (LONG_FLAGS.test(text)) return { length: 1 };
    if (LONG_VALUES.test(text)) return { length: 2 };
    if (!LONG_OPTIONAL.test(text)) return undefined;
    return text.startsWith("--replace") ? { length: 1, mark: text.slice(10) || "{}" } : { length: 1 };
  }
  for (const [at, letter] of [...text.slice(1)].entries()) {
    const attached = text.slice(at + 2);
    if (letter === "i") return { length: 1, mark: attached || "{}" };
    if (letter === "I" || letter === "J") {
      if (attached !== "") return { length: 1, mark: attached };
      return { length: 2, mark: next === undefined ? "" : shown(next) };
    }
    if (OPTIONAL.includes(letter)) return { length: 1 };
    if (VALUES.includes(letter)) return { length: attached === "" ? 2 : 1 };
    if (!FLAGS.includes(letter)) return undefined;
  }
  return { length: 1 };
}

function anyStart(args: Words): Inner {
  const commands = args
    .slice(0, MAXIMUM_SUFFIXES)
    .map((_, at) => [...args.slice(at), ANYTHING])
    .filter(([first]) => !shown(first!).startsWith("-"));
  return { commands: [[ANYTHING], ...commands], scripts: [], opaque: [] };
}

/** The words of the input; a `#` begins no comment in it. */
function fedWords(text: string | undefined): Words {
  if (text === undefined) return [ANYTHING];
  const words = text.split(/[ \t\n]+/).filter((word) => word !== "");
  return words.map((text) => ({ kind: "text", text }));
}

/** One command for each line, if there are lines to know; else with unknown text in the place of the mark. */
function replaced(command: Words, mark: string, known: string | undefined): readonly Words[] {
  const lines = known?.split("\n").map((line) => line.replace(/^[ \t]+/, ""));
  const values = lines === undefined || lines.length > MAXIMUM_LINES ? [UNKNOWN] : lines;
  return values
    .filter((value) => value !== "")
    .map((value) =>
      withUnknown(
        command.map((word) =>
          word.kind === "text" && mark !== ""
            ? { kind: "text", text: word.text.replaceAll(mark, () => value) }
            : openMark(word, mark),
        ),
        false,
      ),
    );
}
