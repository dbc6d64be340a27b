import { EVALUATES_NAMES } from "../table/builtins.ts";
import { ANYTHING, shown } from "./command-words.ts";
import { type Fed, type Inner, NOTHING, unread } from "./inner.ts";
import { openSource } from "./open-shell.ts";
import type { WideWord } from "./wide-word.ts";

type Words = readonly WideWord[];

/** An alias of plain words alone; any other may change how the text behind it is read. */
const PLAIN_ALIAS = /^[\w./:=@%+,-]+(?: +[\w./:=@%+,-]+)*$/;

/** Says whether a builtin evaluates what the variables hold that its words name, now or when they are set. */
export function evaluatesWords(name: string, args: Words): boolean {
  const option = (pattern: RegExp): boolean => args.some((word) => pattern.test(shown(word)));
  switch (name) {
    case "let":
    case "integer":
    case "float":
    case "compgen":
      return true;
    case "test":
    case "[":
      return option(/^-[vR]$/) || mayBecome(args, "-v");
    case "wait":
      return option(/\[/) || mayBecome(args, "-p");
    case "declare":
    case "typeset":
    case "local":
    case "readonly":
    case "export":
      return option(/^-[A-Za-z]*[in]/) || option(/\[/);
    default:
      return EVALUATES_NAMES.has(name) && option(/\[/);
  }
}

/** Says whether a word that is not fixed, and no value in quotes between others, may be an option. */
function mayBecome(args: Words, option: string): boolean {
  const few = args.filter((word) => shown(word) !== "]").length <= 2;
  return args.some((word) => word.kind === "pattern" && (few || word.many) && word.test.test(option));
}

/** Finds what a builtin of the shell runs; undefined for any other name. */
export function openBuiltin(name: string, args: Words, input: Fed | undefined): Inner | undefined {
  switch (name) {
    case "eval":
      return evalScript(args);
    case "trap":
      return trapScript(args);
    case "alias":
      return aliasScripts(args);
    case ".":
    case "source":
      return openSource(name, args, input);
    case "hash":
      return args.some((word) => /^-[a-z]*p/.test(shown(word)))
        ? unread("renamed", "`hash -p` lets a name stand for another program.")
        : NOTHING;
    case "enable":
      return args.some((word) => /^-[a-z]*f/.test(shown(word)))
        ? unread("loaded", "`enable -f` loads a builtin from a file.")
        : NOTHING;
    case "mapfile":
    case "readarray":
      return calledBack(args, "C");
    case "complete":
      return calledBack(args, "CF");
    case "compgen":
      return calledBack(args, "CF", "W");
    case "bind":
      return keyScripts(args);
    case "fc": {
      const called = calledBack(args, "e");
      if (hasLetter(args, "l")) return called;
      return { ...called, ...unread("history", "A command of the history is run again.") };
    }
    case "jobs": {
      const at = args.findIndex((word) => /^-[lnprs]*x[lnprsx]*$/.test(shown(word)));
      if (at < 0) return NOTHING;
      // A job's name becomes a number.
      const words = args.slice(at + 1).map((word) => (shown(word).startsWith("%") ? ANYTHING : word));
      return { ...NOTHING, commands: [words] };
    }
    default:
      if (!EVALUATES_NAMES.has(name)) return undefined;
      return {
        ...NOTHING,
        scripts: evaluated(args.map(shown)),
        unfixed: evaluatesNames(name, args)
          ? (name === "printf" ? args.slice(0, 2) : args).filter(({ kind }) => kind === "pattern").map(shown)
          : [],
      };
  }
}

/** Says whether a builtin takes words for names of variables, whatever a word of the script becomes. */
function evaluatesNames(name: string, args: Words): boolean {
  if (name === "export") return false;
  if (name === "wait") return args.some((word) => /^-[a-z]*p/.test(shown(word)));
  if (name === "test" || name === "[") return args.some((word) => /^-[vR]$/.test(shown(word)));
  return name !== "printf" || args.slice(0, 1).some((word) => /^-v/.test(shown(word)));
}

function hasLetter(args: Words, letter: string): boolean {
  return args.some((word) => /^-[A-Za-z]/.test(shown(word)) && shown(word).includes(letter));
}

/** The texts, each as words and as one word in quotes, where a substitution in them would run. */
export function evaluated(texts: readonly string[]): readonly string[] {
  return texts
    .filter((text) => /[$`]/.test(text))
    .flatMap((text) => [`: ${text}`, `: "${text.replaceAll('"', "")}"`]);
}

function evalScript(args: Words): Inner {
  const [first] = args;
  const rest = first !== undefined && shown(first) === "--" ? args.slice(1) : args;
  const text = rest.map(shown).join(" ");
  const bare = args.map((word) => (word.kind === "text" ? word.text : word.bare)).join(" ");
  return {
    ...NOTHING,
    scripts: [...new Set([text, bare])].filter((script) => script.trim() !== ""),
    // Names of files may be texts of the script, whatever stands beside them.
    unfixed: rest.every(({ kind }) => kind === "text")
      ? []
      : [text, ...rest.filter((word) => word.kind === "pattern" && !word.shown.includes("$")).map(shown)],
  };
}

/** A first operand that is no number, `-` or empty is a script. */
function trapScript(args: Words): Inner {
  const operands = args.filter((word, at) => !(word.kind === "text" && at === 0 && word.text === "--"));
  const [action] = operands;
  // One word may be more than one.
  const open = operands.filter((word) => word.kind === "pattern" && word.many);
  if (action === undefined || (operands.length < 2 && open.length === 0)) return NOTHING;
  return {
    ...NOTHING,
    scripts: [shown(action)],
    unfixed: (action.kind === "text" ? open : [action, ...open]).map(shown),
  };
}

function aliasScripts(args: Words): Inner {
  const values = args
    .map(shown)
    .filter((text) => text.includes("="))
    .map((text) => text.slice(text.indexOf("=") + 1));
  return {
    ...(values.every((value) => PLAIN_ALIAS.test(value))
      ? NOTHING
      : unread("alias", "An alias is more than plain words, so what it runs depends on the text behind it.")),
    // The words behind the alias, where it is used, follow its text.
    scripts: values.flatMap((text) => [text, `${text} "$@"`]),
  };
}

/** Options whose value the shell runs with words of its own behind it; `expanded`: a value that it only expands. */
function calledBack(args: Words, letters: string, expanded = ""): Inner {
  const scripts: string[] = [];
  const texts = args.map(shown);
  let called = false;
  for (const [at, text] of texts.entries()) {
    const letter = text.startsWith("-")
      ? [...text].find((each) => `${letters}${expanded}`.includes(each))
      : undefined;
    if (letter === undefined) continue;
    const value = text.slice(text.indexOf(letter) + 1) || texts[at + 1];
    if (value === undefined) continue;
    if (expanded.includes(letter)) scripts.push(...evaluated([value]));
    else {
      called = true;
      scripts.push(value, `${value} "$@"`);
    }
  }
  return {
    ...(called
      ? unread("script", "What a builtin calls gets words that are not fixed by the text.")
      : NOTHING),
    scripts: [...scripts, ...evaluated(texts)],
  };
}

/** `bind -x '"key": script'`. */
function keyScripts(args: Words): Inner {
  const texts = args.map(shown).filter((text) => text.includes(":"));
  return {
    ...NOTHING,
    scripts: texts.map((text) => text.slice(text.indexOf(":") + 1).replace(/^\s*"(.*)"$/s, "$1")),
  };
}
