import { shown, written } from "../shell/command-words.ts";
import type { WideWord } from "../shell/wide-word.ts";
import { splitGitGlobals } from "../table/git-globals.ts";
import { canonicalForm } from "./canonical.ts";
import { baseName } from "./path.ts";
import type { PrefixRule } from "./prefix-rule.ts";
import type { RuleIndex } from "./rule-index.ts";

/** How sure a match of the wide reading is: an unknown value may make it, or the text does. */
export interface WideMatch {
  readonly rule: PrefixRule;
  readonly certain: boolean;
  readonly prefix: readonly string[];
}

/** Programs whose options are words with one dash; letters in them do not bundle. */
const SINGLE_DASH: ReadonlySet<string> = new Set([
  "find",
  "go",
  "java",
  "javac",
  "gcc",
  "g++",
  "clang",
  "cc",
  "ld",
  "ffmpeg",
  "openssl",
  "terraform",
  "dotnet",
  "msbuild",
  "xcodebuild",
  "convert",
  "magick",
  "php",
  "ruby",
]);
const LONG_FORMS: Readonly<Record<string, string>> = { f: "force", r: "recursive", R: "recursive" };

/**
 * Lists the rules that a command may fall under. Options may stand between program and subcommand, option words may
 * stand anywhere and bundled, programs count by file name, and unknown words match what they may become.
 */
export function matchWidely(index: RuleIndex, words: readonly WideWord[]): readonly WideMatch[] {
  const [program] = words;
  if (program === undefined || index.rules.length === 0) return [];
  const found: WideMatch[] = [];
  for (const rule of candidates(index, program)) {
    const certain = matchRule(rule, words);
    if (certain !== undefined) {
      const prefix = words.slice(0, rule.rest.length + 1).map(written);
      found.push({ rule, certain, prefix });
    }
  }
  return found;
}

function candidates(index: RuleIndex, program: WideWord): readonly PrefixRule[] {
  if (program.kind === "pattern") {
    return index.rules.filter(
      (rule) => program.many || program.test.test(rule.first) || mayEndWith(program, rule.first),
    );
  }
  const exact = index.withFirst(program.text);
  if (!program.text.includes("/")) return exact;
  const byName = index.withFirst(baseName(program.text));
  return exact.length === 0 ? byName : [...exact, ...byName].sort((a, b) => a.order - b.order);
}

/** An unknown program may be a path whose file name is the rule's program. */
function mayEndWith(program: WideWord & { kind: "pattern" }, name: string): boolean {
  const slash = program.shown.lastIndexOf("/");
  if (slash < 0) return false;
  return (
    program.test.test(`${program.shown.slice(0, slash + 1)}${name}`) ||
    program.test.test(`/bin/${name}`) ||
    program.test.test(`/usr/bin/${name}`)
  );
}

function matchRule(rule: PrefixRule, words: readonly WideWord[]): boolean | undefined {
  const [program, ...args] = words;
  const fixed = program!.kind === "text";
  const git = fixed && baseName(program!.text) === "git";
  // A value that is split into words may hold the words behind the program as well.
  const open = program!.kind === "pattern" && program!.many;
  const inner = git ? withoutGlobals(args) : open ? words : args;
  const matcher = new Matcher(rule, git || args.length > 2000 ? 0 : 1);
  const rest = matcher.match(0, 0, inner);
  const result = rest ?? (git && inner !== args ? new Matcher(rule, 0).match(0, 0, args) : undefined);
  if (result === undefined) return undefined;
  return result && (fixed || (program!.kind === "pattern" && program!.glob));
}

function withoutGlobals(args: readonly WideWord[]): readonly WideWord[] {
  const { globals } = splitGitGlobals(args.map(shown));
  return globals.length === 0 ? args : args.slice(globals.length);
}

/** Matches the positions of one rule against words; `true`: certainly, `false`: perhaps, undefined: not. */
class Matcher {
  readonly #rule: PrefixRule;
  readonly #skipOptions: boolean;
  readonly #form: (token: string) => string;
  #budget = 20_000;

  constructor(rule: PrefixRule, skipOptions: 0 | 1) {
    this.#rule = rule;
    this.#skipOptions = skipOptions === 1;
    this.#form = rule.canonical ? canonicalForm : (token) => token;
  }

  match(position: number, at: number, words: readonly WideWord[]): boolean | undefined {
    const tokens = this.#rule.keys.rest[position];
    if (tokens === undefined) return true;
    this.#budget -= 1;
    if (this.#budget < 0) return false;
    if (this.#isOption(tokens) && this.#optionAnywhere(tokens, words)) {
      const next = this.match(position + 1, at, words);
      if (next !== undefined) return next;
    }
    const word = words[at];
    if (word === undefined) return undefined;
    if (word.kind === "pattern") return this.#pattern(word, tokens, position, at, words);
    if (tokens.has(this.#form(word.text))) {
      const next = this.match(position + 1, at + 1, words);
      if (next !== undefined) return next;
    }
    if (!this.#skipOptions || !word.text.startsWith("-") || word.text === "--") return undefined;
    const skipped = this.match(position, at + 1, words);
    if (skipped !== undefined) return skipped;
    const value = words[at + 1];
    const takesValue =
      value !== undefined &&
      !(value.kind === "text" && value.text.startsWith("-")) &&
      !word.text.includes("=");
    return takesValue ? this.match(position, at + 2, words) : undefined;
  }

  #pattern(
    word: WideWord & { kind: "pattern" },
    tokens: ReadonlySet<string>,
    position: number,
    at: number,
    words: readonly WideWord[],
  ): boolean | undefined {
    const fits = [...tokens].some((token) => word.test.test(token));
    const taken = fits ? this.match(position + 1, word.many ? at : at + 1, words) : undefined;
    if (taken !== undefined) return taken && word.glob;
    const after = fits && word.many ? this.match(position + 1, at + 1, words) : undefined;
    if (after !== undefined) return false;
    const none = word.many || word.shown.startsWith("-") ? this.match(position, at + 1, words) : undefined;
    return none === undefined ? undefined : none && !word.many;
  }

  #isOption(tokens: ReadonlySet<string>): boolean {
    for (const token of tokens) if (/^-./.test(token)) return true;
    return false;
  }

  /** Says whether one of the option tokens is in effect in whatever spelling: bundled, abbreviated, long or short. */
  #optionAnywhere(tokens: ReadonlySet<string>, words: readonly WideWord[]): boolean {
    const end = words.findIndex((word) => word.kind === "text" && word.text === "--");
    const options = (end < 0 ? words : words.slice(0, end)).flatMap((word) =>
      word.kind === "text" && /^-./.test(word.text) ? [this.#form(word.text)] : [],
    );
    const bundles = !SINGLE_DASH.has(this.#rule.first);
    for (const token of tokens) {
      if (!/^-./.test(token)) continue;
      if (options.includes(token)) return true;
      if (token.startsWith("--")) {
        if (options.some((option) => isLongForm(option, token.slice(2)))) return true;
      } else if (
        bundles &&
        /^-[A-Za-z]+$/.test(token) &&
        [...token.slice(1)].every((letter) => hasLetter(options, letter))
      )
        return true;
    }
    return false;
  }
}

function isLongForm(option: string, name: string): boolean {
  if (!option.startsWith("--"))
    return option.length > 1 && LONG_FORMS[option[1]!] === name && option.length === 2;
  const given = option.slice(2).split("=", 1)[0]!;
  return given.length >= 2 && name.startsWith(given);
}

function hasLetter(options: readonly string[], letter: string): boolean {
  const long = LONG_FORMS[letter];
  return options.some((option) => {
    if (option.startsWith("--")) return long !== undefined && isLongForm(option, long);
    const letters = option.slice(1);
    return letters.includes(letter) || (long === "recursive" && /[rR]/.test(letters));
  });
}
