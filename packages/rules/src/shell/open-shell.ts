import { baseName } from "../rule/path.ts";
import { shown } from "./command-words.ts";
import { type Fed, fedTexts, type Inner, NOTHING, unread } from "./inner.ts";
import { readingOptions } from "./reading-options.ts";
import { isDevice, isStream } from "./streams.ts";
import type { WideWord } from "./wide-word.ts";

type Words = readonly WideWord[];

const STANDARD_INPUT = /^\/dev\/(?:stdin|fd\/0)$|^\/proc\/self\/fd\/0$/;
/** Options that every shell takes alike; a cluster with both `c` and `s` is none of them. */
const PLAIN =
  /^(?:-(?!.*c.*s|.*s.*c)[ceEfhilmnsuvx]*[oO]?|\+[eEfuvx]+[oO]?|--(?:norc|noprofile|login|verbose|restricted|no-rcs))$/;
/** A path of which the last part is fixed. */
const NAMED = /\/[\w.-]*[A-Za-z_][\w.-]*$/;
const TAKES_FILE = /^--(?:rcfile|init-file)$/;
/** Files that shells read when they start or end, unless they are told not to. */
export const START_FILES: readonly string[] = [
  ".bashrc",
  ".bash_profile",
  ".bash_login",
  ".bash_logout",
  ".profile",
  ".zshenv",
  ".zshrc",
  ".zprofile",
  ".zlogin",
  ".zlogout",
];
/** Programs and builtins that read the rest of a script which a shell reads from its input. */
const READS_INPUT =
  /\b(?:read|mapfile|readarray|select|exec|cat|head|tail|dd|sed|[gmn]?awk|tr|sort|uniq|rev|tee|wc|cut|[ef]?grep|xargs|[a-z]*sh|python[\d.]*|node|perl|ruby|base64|od|xxd|less|more|patch|source|eval|sudo|env|find)\b|(?:^|[\s;&|])\.[ \t]/;

/** Finds what a shell runs: the script behind `-c`, what it is fed, or a file. */
export function openShell(name: string, args: Words, input: Fed | undefined): Inner {
  const files: string[] = [];
  let at = 0;
  let command = false;
  let stdin = false;
  let starts = false;
  let changes = false;
  let nullGlob = false;
  for (; at < args.length; at += 1) {
    const word = args[at]!;
    const text = shown(word);
    if (word.kind === "pattern") {
      // What surely begins with another character is no option.
      if (!word.many && (/^[^-+$`[*?]/.test(text) || NAMED.test(text))) break;
      return openAny(args, input);
    }
    if (text === "--" || text === "-") {
      at += 1;
      break;
    }
    if (!/^[-+]/.test(text)) break;
    if (TAKES_FILE.test(text)) {
      at += 1;
      const file = args[at];
      if (file !== undefined) files.push(file.kind === "text" || isStream(shown(file)) ? shown(file) : "");
    } else if (!PLAIN.test(text)) return openAny(args, input);
    else if (text.startsWith("--")) starts ||= text === "--login";
    else {
      const values = /[oO]$/.test(text) ? 1 : 0;
      const options = readingOptions(args.slice(at, at + 1 + values), "cslD");
      // It only looks for mistakes.
      if (/^-[a-z]*n/.test(text))
        return args.some((each) => /^\+/.test(shown(each))) ? openAny(args, input) : NOTHING;
      changes ||= options.changes;
      nullGlob ||= options.nullGlob;
      command ||= text.includes("c");
      stdin ||= text.includes("s");
      // Shells differ about both.
      if (command && stdin) return openAny(args, input);
      starts ||= /[il]/.test(text);
      at += values;
    }
  }
  if (starts) files.push(...START_FILES);
  else if (name === "zsh") files.push(".zshenv");
  // Files of its own come first.
  const fed = starts ? { ...(input ?? { text: undefined }), sure: false } : input;
  const inner = run(name, args[at], { command, stdin }, fed);
  const option = changes ? unread("options", `An option changes how ${name} reads its script.`) : NOTHING;
  return {
    ...inner,
    nullGlob,
    files: [...files, ...(inner.files ?? [])],
    commands: [...inner.commands, ...option.commands],
    opaque: [...inner.opaque, ...option.opaque],
  };
}

function run(
  name: string,
  operand: WideWord | undefined,
  { command, stdin }: { readonly command: boolean; readonly stdin: boolean },
  input: Fed | undefined,
): Inner {
  if (!command)
    return operand === undefined || stdin ? readInput(name, input) : readFile(name, operand, input);
  if (operand === undefined) return NOTHING;
  if (operand.kind === "text") return { ...NOTHING, scripts: [operand.text] };
  const opaque = [{ code: "script", text: `A script for ${name} is not fixed by the text.` }];
  return { ...NOTHING, scripts: [shown(operand)], opaque, unfixed: [shown(operand)] };
}

/** Finds what a shell may run whose options are not plain: any of the words as a script or a file, or what it is fed. */
function openAny(args: Words, input: Fed | undefined): Inner {
  const opaque = [{ code: "script-file", text: "Whether a shell runs a file or a text is not certain." }];
  const texts = args.map(shown);
  const options = args.some((word) => word.kind === "text" && /^[-+]/.test(word.text));
  return {
    ...NOTHING,
    ...(options ? unread("options", "The options of a shell are not plain.") : { opaque }),
    scripts: [...texts.filter((text) => !/^[-+]/.test(text)), ...fedTexts(input)],
    files: ["", ...START_FILES],
    unfixed: texts.filter((_, at) => args[at]!.kind === "pattern"),
  };
}

/** Finds what `.` runs. */
export function openSource(name: string, args: Words, input: Fed | undefined): Inner {
  const [file, ...rest] = args.filter((word) => shown(word) !== "--");
  if (file === undefined) return NOTHING;
  const inner = readFile(name, file, input);
  // Newer versions of bash take a path in front of the file.
  return shown(file) === "-p" ? { ...inner, files: [...(inner.files ?? []), ...rest.map(shown)] } : inner;
}

function readFile(name: string, file: WideWord, input: Fed | undefined): Inner {
  const path = shown(file);
  if (file.kind === "text" && STANDARD_INPUT.test(path)) return readInput(name, input);
  if (isStream(path) || isDevice(path))
    return {
      ...unread("script-input", `${name} runs what another process or descriptor gives.`),
      scripts: fedTexts(input),
    };
  const opaque = [{ code: "script-file", text: `${name} runs a script file.` }];
  if (file.kind === "text") return { ...NOTHING, opaque, files: [path] };
  // Where its last part is fixed, it is a file of that name.
  if (NAMED.test(path) && !file.many) return { ...NOTHING, opaque, files: [baseName(path)] };
  // An operand that is not fixed may be none, and then a shell reads its input; or it names a stream.
  const glob = file.glob && input === undefined;
  return { ...NOTHING, scripts: fedTexts(input), opaque, files: [""], unfixed: glob ? [] : [path] };
}

function readInput(name: string, input: Fed | undefined): Inner {
  if (input?.file !== undefined && input.sure !== false)
    return readFile(name, { kind: "text", text: input.file }, undefined);
  const scripts = fedTexts(input);
  if (input?.sure === true && !scripts.some(readsItself))
    return { ...NOTHING, scripts, unfixed: input.loose === true ? scripts : [] };
  return { ...unread("script-input", `${name} runs what it reads.`), scripts };
}

/** Says whether a script that is read from the input may read on in it, so that another part of it is run. */
function readsItself(script: string): boolean {
  const bare = script.replace(/["'\\]/g, "");
  return /\bexec\b/.test(bare) || (/[\n;&|]./s.test(script.trim()) && READS_INPUT.test(bare));
}
