import { basename } from "node:path";

/** Shells that take a script as text: `-c TEXT NAME ARG...`, where NAME is `$0`. */
const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"]);

/** The kernel takes no longer argument than this (MAX_ARG_STRLEN, execve(2)); quoting a text can make it longer. */
const LONGEST = 100_000;

/** The interpreter of a script, as its first line names it. */
export interface Interpreter {
  /** Absolute path, or a bare name that `env` would look up on PATH. */
  readonly program: string;
  /** Words between the interpreter and the script. */
  readonly options: readonly string[];
}

/** Reads the `#!` line the way execve(2) does, and sees through `env` where it only names a program. */
export function interpreterOf(text: string): Interpreter | undefined {
  const line = /^#![ \t]*([^\n]*)/.exec(text)?.[1]?.trim();
  if (line === undefined || line === "") return undefined;
  const [, program = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  if (basename(program) !== "env") return { program, options: rest === "" ? [] : [rest] };
  const words = rest.split(/\s+/).filter((word) => word !== "");
  const [first, ...others] = words[0] === "-S" ? words.slice(1) : words;
  if (first === undefined || words.some((word) => /[=\\'"$]/.test(word)) || first.startsWith("-"))
    return undefined;
  // Without -S everything behind the interpreter is one word (env(1)).
  return words[0] !== "-S" && others.length > 0 ? undefined : { program: first, options: others };
}

/** True for a program that {@linkcode shellWords} can give a script as text. */
export function isShell(program: string): boolean {
  return SHELLS.has(basename(program));
}

/** Where the script stands among the words of `SHELL [OPTION]... SCRIPT ARG...`; undefined where that is in doubt. */
export function scriptOperand(argv: readonly string[]): number | undefined {
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string;
    if (!/^[-+]/.test(word)) return at;
    if (!/^[-+][aefhmnpuvxBCEHPT]+$/.test(word) && !/^--(norc|noprofile|posix)$/.test(word)) return undefined;
  }
  return undefined;
}

/**
 * The words that run a script from its text. The text is an argument, so nothing can change it any more; `$0` stays the
 * name. A shell knows no source file then, so in bash the script reads the name under `PADDOCK_SOURCE` where it says
 * `BASH_SOURCE`. Undefined for a text that does not fit into an argument.
 */
export function shellWords(
  shell: readonly string[],
  text: string,
  name: string,
  args: readonly string[],
): readonly string[] | undefined {
  if (text.length > LONGEST || text.includes("\0")) return undefined;
  const named = basename(shell[0] as string) === "bash" && /\bBASH_SOURCE\b/.test(text);
  const told = named
    ? `PADDOCK_SOURCE=("$0" "$0"); ${text.replace(/\bBASH_SOURCE\b/g, "PADDOCK_SOURCE")}`
    : text;
  // A text that looked like an option would be read as one.
  return [...shell, "-c", /^[-+]/.test(told) ? ` ${told}` : told, name, ...args];
}
