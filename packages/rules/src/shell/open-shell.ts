import type { Reason } from "../verdict.ts";
import { shown } from "./command-words.ts";
import { type Fed, fedTexts, type Inner, NOTHING, unread } from "./inner.ts";
import { readingOptions } from "./reading-options.ts";
import type { WideWord } from "./wide-word.ts";
import { isStream } from "./written-files.ts";

type Words = readonly WideWord[];

const STANDARD_INPUT = /^\/dev\/(?:stdin|fd\/0)$|^\/proc\/self\/fd\/0$/;

/** bash takes its long options behind one `-` too. */
const TAKES_FILE = /^--?(?:rcfile|init-file)$/;
const START_FILES: readonly string[] = [
  ".bashrc",
  ".bash_profile",
  ".bash_login",
  ".profile",
  ".zshenv",
  ".zshrc",
  ".zprofile",
];

/** Finds what a shell runs: the script behind `-c`, what it is fed, or a file. */
export function openShell(name: string, args: Words, input: Fed | undefined): Inner {
  let at = 0;
  let command = false;
  let changes = false;
  let nullGlob = false;
  for (; at < args.length; at += 1) {
    const word = args[at]!;
    const text = shown(word);
    // It may be an option, and what is behind it a script.
    if (word.kind === "pattern") return { ...openAny(args.slice(at), input), files: [""] };
    if (text === "--" || text === "-") {
      at += 1;
      break;
    }
    if (!/^[-+]/.test(text)) break;
    if (text.startsWith("--") || TAKES_FILE.test(text)) {
      if (TAKES_FILE.test(text) || text === "--emulate") at += 1;
      if (/^--command$/.test(text)) command = true;
      changes ||= /^--(?:posix|interactive|emulate)/.test(text);
      continue;
    }
    if (text.includes("c")) command = true;
    // Each `o` or `O` takes a word behind.
    const values = text.replace(/[^oO]/g, "").length;
    const options = readingOptions(args.slice(at, at + 1 + values), "cslDLN");
    changes ||= options.changes;
    nullGlob ||= options.nullGlob;
    at += values;
  }
  const inner = runs(name, args, at, command, input);
  if (!changes) return { ...inner, nullGlob };
  const { commands, opaque } = unread("options", `An option changes how ${name} reads its script.`);
  return {
    ...inner,
    nullGlob,
    commands: [...inner.commands, ...commands],
    opaque: [...inner.opaque, ...opaque],
  };
}

/** What a shell runs, its options apart: those end before `at`. */
function runs(name: string, args: Words, at: number, command: boolean, input: Fed | undefined): Inner {
  const operand = args[at];
  const files = startFiles(args.slice(0, at));
  if (command) {
    if (operand === undefined) return { ...NOTHING, files };
    const fixed = operand.kind === "text";
    const opaque: readonly Reason[] = fixed
      ? []
      : [{ code: "script", text: `A script for ${name} is not fixed by the text.` }];
    const unfixed = fixed ? [] : [shown(operand)];
    return { ...NOTHING, files, scripts: [shown(operand)], opaque, unfixed };
  }
  if (operand !== undefined && !args.slice(0, at).some((word) => /^-[a-z]*s/.test(shown(word))))
    return readFile(name, operand, input, files);
  const fed = readsStartFiles(args.slice(0, at)) ? { ...(input ?? { text: undefined }), sure: false } : input;
  return { ...readInput(name, fed), files };
}

/** Finds what a shell may run whose options are not fixed: any of the words as a script, or what it is fed. */
function openAny(args: Words, input: Fed | undefined): Inner {
  const opaque = [{ code: "script-file", text: "Whether a shell runs a file or a text is not fixed." }];
  const scripts = [...args.map(shown), ...fedTexts(input)];
  return { ...NOTHING, opaque, scripts, unfixed: args.filter(({ kind }) => kind === "pattern").map(shown) };
}

/** Finds what `.` runs. */
export function openSource(name: string, args: Words, input: Fed | undefined): Inner {
  const [file] = args.filter((word) => shown(word) !== "--");
  return file === undefined ? NOTHING : readFile(name, file, input, []);
}

function readFile(name: string, file: WideWord, input: Fed | undefined, others: readonly string[]): Inner {
  const path = shown(file);
  if (file.kind === "text" && STANDARD_INPUT.test(path)) return readInput(name, input);
  if (isStream(path))
    return {
      ...unread("script-input", `${name} runs what another process or descriptor gives.`),
      scripts: fedTexts(input),
    };
  // An operand that is not fixed may be none, and then a shell reads its input.
  const scripts = file.kind === "pattern" ? fedTexts(input) : [];
  const opaque = [{ code: "script-file", text: `${name} runs a script file.` }];
  return { ...NOTHING, scripts, opaque, files: [...others, file.kind === "text" ? path : ""] };
}

function readInput(name: string, input: Fed | undefined): Inner {
  const scripts = fedTexts(input);
  if (input?.sure === true) return { ...NOTHING, scripts, unfixed: input.loose === true ? scripts : [] };
  return { ...unread("script-input", `${name} runs what it reads.`), scripts };
}

/** Files that an interactive shell or one of a login reads first. */
function startFiles(options: Words): readonly string[] {
  const at = options.findIndex((word) => TAKES_FILE.test(shown(word)));
  const file = at < 0 ? undefined : options[at + 1];
  const given = file === undefined ? [] : [file.kind === "text" || isStream(shown(file)) ? shown(file) : ""];
  return readsStartFiles(options) ? [...given, ...START_FILES] : given;
}

/** Interactive shells have prompts, a history and files of their own. */
function readsStartFiles(options: Words): boolean {
  return options.some((word) => /^-[a-z]*[il]|^--(?:login|interactive)$/.test(shown(word)));
}
