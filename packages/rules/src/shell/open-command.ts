import { baseName } from "../rule/path.ts";
import { LOOSE_WRAPPERS, SHELLS, WRAPPERS, type Wrapper } from "../table/wrappers.ts";
import { ANYTHING, shown } from "./command-words.ts";
import { type Fed, fedTexts, type Inner, NOTHING, unread } from "./inner.ts";
import { openBuiltin } from "./open-builtin.ts";
import { gitInner } from "./open-git.ts";
import { isInterpreter, openInterpreter } from "./open-interpreter.ts";
import { openRunner } from "./open-runner.ts";
import { openSed } from "./open-sed.ts";
import { openShell } from "./open-shell.ts";
import { openXargs } from "./open-xargs.ts";
import { echoText, printfText } from "./printed-text.ts";
import { splitString } from "./split-string.ts";
import { openMark, UNKNOWN, withUnknown } from "./unknown-text.ts";
import type { WideWord } from "./wide-word.ts";
import { cutWindowsText, isWindowsShell } from "./windows.ts";

type Words = readonly WideWord[];

const LOADER = /^ld(?:-linux[^/]*|-musl[^/]*)?\.so(?:\.\d+)*$|^ld-linux[^/]*|^ld-musl[^/]*/;
const MAXIMUM_SUFFIXES = 256;
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;
/** No other long option of env begins so; GNU programs take every abbreviation that is not ambiguous. */
const SPLIT_STRING = /^--s[a-z-]*(?:=|$)|^-[i0v]*S/;

/** Finds the commands and scripts that a command runs; `input` is what it reads, when it is fed by a pipe or here. */
export function openCommand(words: Words, input?: Fed): Inner {
  const [program, ...args] = words;
  if (program?.kind !== "text") return NOTHING;
  const name = baseName(program.text);
  const inner = withOpenScripts(open(name, program, args, input), args);
  // A word that may be several may bring an option or a script with it.
  const many = args.filter(
    (word) => word.kind === "pattern" && word !== ANYTHING && (word.many || BUILTINS.has(name)),
  );
  const unfixed = many.length > 0 && TAKES_SCRIPT.has(name) ? many.map(shown) : [];
  const elsewhere = program.text.includes("/") && !/^\/(?:usr\/)?bin\/[^/]+$/.test(program.text);
  if (unfixed.length === 0 && !(elsewhere && inner.output !== undefined)) return inner;
  const { output, ...rest } = inner;
  return {
    ...rest,
    unfixed: [...(rest.unfixed ?? []), ...unfixed],
    ...(elsewhere ? {} : { output }),
  };
}

/** A script that a word gives which is not fixed. */
function withOpenScripts(inner: Inner, args: Words): Inner {
  if (inner.scripts.length === 0 || inner.unfixed !== undefined) return inner;
  const open = args.filter(({ kind }) => kind === "pattern").map(shown);
  const unfixed = open.filter((text) => inner.scripts.some((script) => script.includes(text)));
  return unfixed.length === 0 ? inner : { ...inner, unfixed };
}

/** Builtins that may be given what they run by an option. */
const BUILTINS: ReadonlySet<string> = new Set(
  "trap mapfile readarray compgen complete jobs hash history enable bind fc alias".split(" "),
);
/** Programs and builtins of that kind. */
const TAKES_SCRIPT: ReadonlySet<string> = new Set([
  ...BUILTINS,
  ..."find gfind fd fdfind xargs gxargs".split(" "),
  ...Object.keys(WRAPPERS),
]);

function open(name: string, program: { readonly text: string }, args: Words, input: Fed | undefined): Inner {
  switch (name) {
    case "echo":
      return { ...NOTHING, output: echoText(args) };
    case "printf":
      return { ...NOTHING, ...(openBuiltin(name, args, input) ?? {}), output: printfText(args) };
    case "cat":
      return { ...NOTHING, output: args.length === 0 ? input : undefined };
    case "find":
    case "gfind":
    case "fd":
    case "fdfind":
      return findCommands(args);
    case "watch":
      return watchScript(args);
    case "xargs":
    case "gxargs":
      return openXargs(args, input);
    case "git":
      return gitInner(args);
    case "sed":
    case "gsed":
      return openSed(args);
    default:
  }
  const builtin = openBuiltin(name, args, input);
  if (builtin !== undefined) return builtin;
  if (SHELLS.has(name)) return openShell(name, args, input);
  const runner = openRunner(name, args, input);
  if (runner !== undefined) return runner;
  if (isInterpreter(name)) return openInterpreter(name, args, input);
  if (name === "command" && /^-[pvV]*[vV]/.test(args[0] === undefined ? "" : shown(args[0])))
    return { ...NOTHING, output: { text: args.slice(1).map(shown).join("\n"), loose: true } };
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (wrapper !== undefined) {
    const inner = openWrapper(name, wrapper, args);
    // Without a command these start a shell, which reads what they are fed.
    const shell = STARTS_SHELL.has(name) && (name === "su" || name === "chroot" || args.some(asksForShell));
    if (!shell || (input === undefined && inner.commands.length > 0)) return inner;
    return {
      ...inner,
      ...unread("script-input", `${name} starts a shell.`),
      commands: [...inner.commands, [ANYTHING]],
      scripts: [...inner.scripts, ...fedTexts(input)],
    };
  }
  if (isWindowsShell(program.text)) {
    return {
      ...NOTHING,
      commands: cutWindowsText(args.map(shown).join(" ")),
      opaque: [{ code: "windows-shell", text: `${name} runs text that is not read.` }],
    };
  }
  const option = Object.hasOwn(RUNS_OPTION, name) ? RUNS_OPTION[name] : undefined;
  if (option !== undefined) {
    const values = optionValues(args, option);
    return GIVES_TO_SHELL.has(name) ? { ...NOTHING, scripts: values } : { ...NOTHING, perhaps: values };
  }
  if (name === "run-parts") return { ...NOTHING, files: [""] };
  if (TAKES_LINES.has(name)) return { ...NOTHING, commands: suffixes(args), scripts: linesOf(args, input) };
  if (LOOSE_WRAPPERS.has(name) || LOADER.test(name)) return { ...NOTHING, commands: suffixes(args) };
  return NOTHING;
}

/** Wrappers that give a word with blanks in it to a shell; `parallel` does the same with lines of its input. */
const TAKES_LINES: ReadonlySet<string> = new Set(["parallel", "hyperfine", "entr", "watchexec"]);

function linesOf(args: Words, input: Fed | undefined): readonly string[] {
  const words = args.map(shown).filter((text) => /\s/.test(text));
  return [...words, ...(input === undefined ? [] : fedTexts(input))];
}

/** Editors: the value of these options is one of their commands, which may be `!` with a script. */
const EDITS = /^(?:-\w*c|--cmd)$/;
/** Options of other programs whose value is a command. */
const RUNS_OPTION: Readonly<Record<string, RegExp>> = {
  split: /^--filter$/,
  tar: /^(?:-[A-Za-z]*I|--use-compress-program|--to-command|--checkpoint-action|--rsh-command|--info-script|-F)$/,
  sort: /^--compress-program$/,
  diff3: /^--diff-program$/,
  sdiff: /^--diff-program$/,
  install: /^--strip-program$/,
  rsync: /^(?:-[A-Za-z]*e|--rsh|--rsync-path)$/,
  gdb: /^-?-(?:ex|eval-command|iex)$/,
  man: /^(?:-P|--pager)$/,
  ex: EDITS,
  vi: EDITS,
  vim: EDITS,
  nvim: EDITS,
};
/** Those of them that give it to a shell. */
const GIVES_TO_SHELL: ReadonlySet<string> = new Set(["tar", "split"]);

function optionValues(args: Words, option: RegExp): readonly string[] {
  return args.flatMap((word, at) => {
    const [name, value] = shown(word).split(/=(.*)/s);
    if (!option.test(name!)) return [];
    const given = value ?? (args[at + 1] === undefined ? "" : shown(args[at + 1]!));
    return [given.replace(/^(?:exec=|!|shell )/, "")];
  });
}

const STARTS_SHELL: ReadonlySet<string> = new Set([
  "sudo",
  "doas",
  "su",
  "runuser",
  "chroot",
  "unshare",
  "nsenter",
]);

function asksForShell(word: WideWord): boolean {
  return /^-[A-Za-z]*[si]|^--(?:shell|login)/.test(shown(word));
}

function suffixes(args: Words): readonly Words[] {
  const starts = args
    .slice(0, MAXIMUM_SUFFIXES)
    .map((_, at) => args.slice(at))
    .filter(([first]) => !shown(first!).startsWith("-"));
  return args.length > MAXIMUM_SUFFIXES ? [...starts, [ANYTHING]] : starts;
}

function watchScript(args: Words): Inner {
  const start = args.findIndex(
    (word, at) =>
      !shown(word).startsWith("-") &&
      !/^(-n|--interval|-q|--equexit)$/.test(at > 0 ? shown(args[at - 1]!) : ""),
  );
  return start < 0
    ? NOTHING
    : { ...NOTHING, scripts: [args.slice(start).map(shown).join(" ")], commands: [args.slice(start)] };
}

const FIND_RUNS: ReadonlySet<string> = new Set([
  "-exec",
  "-execdir",
  "-ok",
  "-okdir",
  "-x",
  "-X",
  "--exec",
  "--exec-batch",
]);

function findCommands(args: Words): Inner {
  const commands: Words[] = [];
  const starts = startPoints(args);
  for (const [at, word] of args.entries()) {
    const may =
      word.kind === "text" ? FIND_RUNS.has(word.text) : [...FIND_RUNS].some((flag) => word.test.test(flag));
    if (!may) continue;
    const rest = args.slice(at + 1);
    const end = rest.findIndex((each, at) => isEnd(each, rest[at - 1]));
    const inner = end < 0 ? rest : rest.slice(0, end);
    // Before a `+` the name stands for any number of them.
    const many = end >= 0 && shown(rest[end]!) === "+";
    // Where find goes into the folders of the files, they are named from there.
    const from = /dir$/.test(shown(word))
      ? ["./", ...starts.filter((start) => start === "/")]
      : many && starts.length > 1
        ? [""]
        : starts;
    if (inner.length > 0) commands.push(...from.map((start) => withFileNames(inner, many, start)));
    // Any open word may be the end.
    const open = inner.findIndex((each) => each.kind === "pattern");
    if (open > 0) commands.push(withFileNames(inner.slice(0, open), many, ""));
  }
  return { ...NOTHING, commands, several: commands.length > 1 };
}

/** A `+` ends a command of find only behind the names. */
function isEnd(word: WideWord, before: WideWord | undefined): boolean {
  if (word.kind !== "text") return false;
  return word.text === ";" || (word.text === "+" && before?.kind === "text" && before.text === "{}");
}

/** Where find starts, with which every name begins; empty where the words do not show it. */
function startPoints(args: Words): readonly string[] {
  const first = args.findIndex((word) => !/^(?:-[HLP]|-O\d+)$/.test(shown(word)));
  const paths = args.slice(Math.max(first, 0));
  const end = paths.findIndex((word) => /^[-(!]/.test(shown(word)));
  const starts = paths.slice(0, end < 0 ? paths.length : end);
  if (starts.length === 0)
    return args.some((word) => /^(?:--|-D|-files0-from)$/.test(shown(word))) ? [""] : ["."];
  const fixed = starts.every((word) => word.kind === "text" && word.text !== "");
  return fixed && starts.length <= 4 ? starts.map(shown) : [""];
}

/** `{}` stands for a file name wherever it is in a word; the name begins with `start`. */
function withFileNames(words: Words, many: boolean, start: string): Words {
  const named = words.map(
    (word): WideWord =>
      word.kind === "text"
        ? { kind: "text", text: word.text.replaceAll("{}", () => start + UNKNOWN) }
        : openMark(word, "{}"),
  );
  // Several names are several words, each of which begins so.
  return withUnknown(named, many).map((word) =>
    word.kind === "pattern" && start !== "" && word.shown === start + UNKNOWN
      ? { ...word, many: false, glob: true }
      : word,
  );
}

function openWrapper(name: string, wrapper: Wrapper, args: Words): Inner {
  let at = 0;
  const odd: Words[] = [];
  const scripts: string[] = [];
  for (; at < args.length; at += 1) {
    const word = args[at]!;
    const text = shown(word);
    if (word.kind === "pattern" && word.many)
      return {
        ...NOTHING,
        scripts: [...scripts, ...scriptValues(wrapper, args.slice(at))],
        commands: suffixes(args.slice(at)),
      };
    if (wrapper.assignments && text.includes("=") && !text.startsWith("-")) {
      // What is before the `=` need not be a name, but a program may be called so too.
      if (!ASSIGNMENT.test(text)) odd.push(args.slice(at));
      continue;
    }
    if (wrapper.assignments && word.kind === "pattern" && !word.glob && !text.startsWith("-")) {
      // What is not known in it may be or hold a `=`.
      odd.push(args.slice(at));
      continue;
    }
    if (text === "--") {
      at += 1;
      if (wrapper.assignments) while (at < args.length && shown(args[at]!).includes("=")) at += 1;
      break;
    }
    if (text === "-" && name !== "env" && name !== "su") {
      // Whether it is passed over as an option differs.
      odd.push(args.slice(at + 1));
      break;
    }
    if (!text.startsWith("-")) {
      // It may be an option, or one of the operands in front of the command.
      if (word.kind === "pattern") odd.push(...suffixes(args.slice(at + 1)));
      break;
    }
    if (name === "env" && SPLIT_STRING.test(text)) return envSplit(text, args, at);
    const step = optionLength(wrapper, text);
    if (step.query) return NOTHING;
    if (step.script !== undefined) {
      const script = step.attached ?? (args[at + 1] === undefined ? "" : shown(args[at + 1]!));
      scripts.push(script);
    }
    if (step.length === 0) {
      const rest = args.slice(at + 1);
      const values = scriptValues(wrapper, args.slice(at));
      const unknown = unread("wrapper", `An option of ${name} is not known.`);
      return {
        ...unknown,
        scripts: [...scripts, ...values],
        commands: [...unknown.commands, ...suffixes(rest)],
      };
    }
    at += step.length - 1;
  }
  const rest = args.slice(at);
  const inner = rest.slice(wrapper.operands ?? 0);
  if (wrapper.scripts !== undefined) {
    const flag = inner.findIndex((word) => wrapper.scripts!.includes(shown(word)));
    if (flag >= 0 && inner[flag + 1] !== undefined) scripts.push(shown(inner[flag + 1]!));
    if (name !== "flock")
      return { ...NOTHING, scripts, commands: inner.length > 0 && name === "runuser" ? [inner] : [] };
  }
  if (inner.length === 0) return { ...NOTHING, scripts, commands: odd };
  return { ...NOTHING, scripts, commands: [...odd, inner] };
}

/** The words behind every option that takes a script, wherever it stands. */
function scriptValues({ scripts }: Wrapper, args: Words): readonly string[] {
  return args.slice(1).flatMap((word, at) => (scripts?.includes(shown(args[at]!)) ? [shown(word)] : []));
}

function envSplit(text: string, args: Words, at: number): Inner {
  const attached = text.replace(SPLIT_STRING, "");
  const rest = args.slice(attached === "" ? at + 2 : at + 1);
  const source = args[attached === "" ? at + 1 : at];
  if (source?.kind === "pattern") return { ...NOTHING, commands: [[ANYTHING], ...suffixes(rest)] };
  const line = attached === "" ? (source === undefined ? "" : shown(source)) : attached;
  const split = splitString(line);
  const unknown = unread("script", "env splits a text that is not fixed.");
  if (split === undefined) return { ...unknown, commands: [...unknown.commands, ...suffixes(rest)] };
  const inner: Words = [...split.words.map((word): WideWord => ({ kind: "text", text: word })), ...rest];
  const command: Words = [{ kind: "text", text: "env" }, ...inner];
  return split.expands
    ? { ...unknown, commands: [...unknown.commands, command] }
    : { ...NOTHING, commands: [command] };
}

interface Step {
  /** Words that the option takes; 0 when it is not known. */
  readonly length: number;
  readonly query?: true;
  readonly script?: true;
  readonly attached?: string;
}

function optionLength(wrapper: Wrapper, text: string): Step {
  if (text.startsWith("--")) {
    const [name, value] = text.slice(2).split(/=(.*)/s) as [string, string | undefined];
    if (wrapper.longValues?.includes(name)) return { length: value === undefined ? 2 : 1 };
    if (wrapper.longFlags?.includes(name)) return { length: 1 };
    if (wrapper.scripts?.some((flag) => flag.startsWith(`--${name}`)))
      return value === undefined ? { length: 2, script: true } : { length: 1, script: true, attached: value };
    return { length: 0 };
  }
  if (text === "-") return { length: 1 };
  for (const [at, letter] of [...text.slice(1)].entries()) {
    if (wrapper.queries?.includes(letter)) return { length: 1, query: true };
    const value = text.slice(at + 2);
    if (wrapper.scripts?.includes(`-${letter}`))
      return value === "" ? { length: 2, script: true } : { length: 1, script: true, attached: value };
    if (wrapper.values.includes(letter)) return { length: value === "" ? 2 : 1 };
    if (!wrapper.flags.includes(letter)) return { length: 0 };
  }
  return { length: 1 };
}
