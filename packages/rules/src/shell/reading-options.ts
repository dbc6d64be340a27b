import { shown } from "./command-words.ts";
import type { WideWord } from "./wide-word.ts";

/** Options of `set` and of shells that change neither where words and commands end nor what words become. */
const HARMLESS_LETTERS = "abefhmnprtuvxCEPT";
const HARMLESS_NAMES: ReadonlySet<string> = new Set(
  "allexport notify errexit noglob hashall monitor noexec privileged restricted onecmd nounset verbose xtrace noclobber errtrace functrace physical pipefail ignoreeof nolog emacs vi".split(
    " ",
  ),
);
/** Options of `shopt` of the same kind; `nullglob` is looked at where words are. */
const HARMLESS_SHOPT: ReadonlySet<string> = new Set(
  "nullglob dotglob failglob globstar globasciiranges lastpipe inherit_errexit expand_aliases checkwinsize huponexit progcomp hostcomplete histappend cmdhist nocasematch checkhash execfail".split(
    " ",
  ),
);
/** Options that are off unless somebody switches them on: to switch them off is what some agents do before each command. */
const OFF_ANYWAY: ReadonlySet<string> = new Set(
  "extglob nocaseglob xpg_echo autocd cdable_vars cdspell dirspell direxpand promptvars histverify".split(
    " ",
  ),
);
/** Variables by which such options are set, or which change where programs are found and what is printed. */
const VARIABLES: ReadonlySet<string> = new Set(
  "SHELLOPTS BASHOPTS POSIXLY_CORRECT BASH_COMPAT BASH_XTRACEFD BASH_CMDS".split(" "),
);

/** What the words of an option list do to the reading. */
export interface ReadingOptions {
  /** How many of the words are options and their values. */
  readonly length: number;
  /** Text may be read otherwise than usual: history, keywords, comments, braces, quotes, globs. */
  readonly changes: boolean;
  /** `nullglob` is among them. */
  readonly nullGlob: boolean;
}

/** Reads the short options of `set` or of a shell; `more`: letters that only the shell takes. */
export function readingOptions(words: readonly WideWord[], more = ""): ReadingOptions {
  let at = 0;
  let changes = false;
  let nullGlob = false;
  for (; at < words.length; at += 1) {
    const word = words[at]!;
    const text = shown(word);
    if (word.kind === "pattern") return { length: at, changes: true, nullGlob };
    if (!/^[-+][A-Za-z]/.test(text)) break;
    for (const letter of text.slice(1)) {
      if (letter === "o" || letter === "O") {
        at += 1;
        const name = words[at] === undefined ? "" : shown(words[at]!);
        nullGlob ||= name === "nullglob";
        changes ||= name !== "" && !(letter === "o" ? HARMLESS_NAMES : HARMLESS_SHOPT).has(name);
      } else changes ||= !HARMLESS_LETTERS.includes(letter) && !more.includes(letter);
    }
  }
  return { length: at, changes, nullGlob };
}

/** Says whether `shopt` switches options off, and none on. */
export function switchesOff(args: readonly WideWord[]): boolean {
  const options = args.map(shown).filter((text) => text.startsWith("-"));
  return options.length > 0 && options.every((text) => /^-[oqp]*u[oqp]*$/.test(text));
}

/** Says whether a builtin changes how the shell reads what follows. */
export function changesReading(name: string, args: readonly WideWord[]): boolean {
  if (name === "set") return readingOptions(args).changes;
  if (name !== "shopt") return false;
  const names = args.filter((word) => !shown(word).startsWith("-"));
  const set = args.some((word) => /^-[a-z]*o/.test(shown(word))) ? HARMLESS_NAMES : HARMLESS_SHOPT;
  const off = switchesOff(args);
  return names.some(
    (word) => word.kind === "pattern" || !(set.has(word.text) || (off && OFF_ANYWAY.has(word.text))),
  );
}

/** Says whether a variable changes how a shell reads its text. */
export function setsReading(name: string): boolean {
  return VARIABLES.has(name);
}

/** Shells without bash's own syntax, and programs that give a text to one. */
const PLAIN_SHELLS: ReadonlySet<string> = new Set(
  "sh dash ash ksh mksh posh yash busybox flock watch ssh mosh git sed gsed parallel".split(" "),
);
/** What those shells read differently than bash. */
const DIALECT = /&>|\(\(|\$['"[]|\[\[|\w\[|\d\d[<>]|\}[<>]|<<<|\|&|\bfunction\b/;

/** Says whether a program is a shell without bash's own syntax, or gives a text to one. */
export function isPlainShell(name: string | undefined): boolean {
  return name !== undefined && PLAIN_SHELLS.has(name);
}

/** Says whether a text is read by a shell that takes some of it for something else than bash does. */
export function readsAsDialect(text: string, via: readonly string[]): boolean {
  if (!DIALECT.test(text)) return false;
  if (/^#!(?![^\n]*bash)/.test(text)) return true;
  return isPlainShell(via.findLast((name) => isPlainShell(name) || name === "bash" || name === "zsh"));
}
