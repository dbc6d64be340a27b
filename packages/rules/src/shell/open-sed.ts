import { checkSedEffects } from "../guard/sed-script.ts";
import { ANYTHING, written } from "./command-words.ts";
import { type Inner, NOTHING, unread } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

type Words = readonly WideWord[];

/** The command `e`, behind a separator or an address, and the rest of its line. */
const COMMAND = /(?:^|[;{}\n!0-9$]|\/[IM]*)[ \t]*e(?:[ \t]+([^\n]*)|(?=[;}\n]|$))/g;
const FLAGS = /^(?:-[nErsuz]+|--(?:quiet|silent|regexp-extended|separate|null-data|posix))$/;
const IN_PLACE = /^(?:-[nErsuz]*i|--in-place(?:=|$))/;

/** What the words of sed say. */
export interface SedWords {
  /** The scripts, put together as sed does it; undefined where the words do not show it. */
  readonly script: string | undefined;
  /** Some of it is not fixed by the text. */
  readonly open: readonly string[];
  readonly inPlace: boolean;
  readonly files: readonly string[];
}

/** Reads the words behind `sed`. */
export function readSedWords(args: Words): SedWords {
  const scripts: WideWord[] = [];
  const operands: WideWord[] = [];
  const added: string[] = [];
  let known = true;
  let inPlace = false;
  let options = true;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at]!;
    const text = written(word);
    // What xargs adds are files, where the script stands before them.
    const files = scripts.length + operands.length > 0;
    if (files && (word === ANYTHING || LISTS_FILES.test(text))) {
      added.push(text);
      continue;
    }
    if (word.kind === "pattern" && word.many) known = false;
    if (!options || !text.startsWith("-") || text === "-") operands.push(word);
    else if (text === "--") options = false;
    else if (IN_PLACE.test(text)) inPlace = true;
    else if (text === "-e" || text === "--expression" || /^-[nErsuz]+e$/.test(text)) {
      at += 1;
      if (args[at] !== undefined) scripts.push(args[at]!);
    } else if (/^-e|^--expression=/.test(text)) {
      const script = text.replace(/^-e|^--expression=/, "");
      scripts.push(
        word.kind === "text" ? { kind: "text", text: script } : { ...word, shown: script, written: script },
      );
    } else if (!FLAGS.test(text)) known = false;
  }
  if (scripts.length === 0 && operands.length > 0) scripts.push(operands.shift()!);
  return {
    script: known ? scripts.map(withNumbers).join("\n") : undefined,
    open: [...scripts, ...(known ? [] : args)]
      .filter(({ kind }) => kind === "pattern")
      .map(written)
      .filter((text) => !known || text.replace(ARITHMETIC, "").includes("$")),
    inPlace,
    files: [...operands.map(written), ...added],
  };
}

const ARITHMETIC = /\$\(\([\w\s+*/%-]*\)\)/g;
/** An arithmetic expansion, or a variable. */
const NUMBER = /\$\(\([\w\s+*/%-]*\)\)|\$\{[A-Za-z_]\w*\}|\$(?:[A-Za-z_]\w*|[0-9])/g;
/** Files of a repository. */
const LISTS_FILES = /^\$\((?:git|find|ls|grep|rg|fd) [\w ./:*'"=-]*\)$/;

/** A script with numbers in the place of variables, as they are mostly used. */
function withNumbers(word: WideWord): string {
  return word.kind === "text" ? word.text : written(word).replace(NUMBER, "1");
}

/** Finds what GNU sed runs: the command `e` runs a line, or what it reads; so does the flag of a substitution. */
export function openSed(args: Words): Inner {
  const { script, open } = readSedWords(args);
  if (script !== undefined && checkSedEffects(script) === undefined) return { ...NOTHING, unfixed: open };
  const lines = (script ?? args.map(written).join("\n")).matchAll(COMMAND);
  const scripts = [...lines].flatMap(([, line]) => (line === undefined || line === "" ? [] : [line]));
  return { ...unread("script", "sed may run a program."), scripts, unfixed: open };
}
