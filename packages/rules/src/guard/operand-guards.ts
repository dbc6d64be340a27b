import type { StrictCommand, StrictWord } from "../shell/strict.ts";
import { GUARDS, type ProgramGuards } from "../table/guards.ts";
import { type FiredGuard, isInert } from "./find-guards.ts";

/** Options of git that take no word as their value, so that a `--` behind them ends the options. */
const WITHOUT_VALUE: ReadonlySet<string> = new Set(
  "--stat --cached --staged --name-only --name-status --oneline --numstat --shortstat -p --patch -w --quiet --check".split(
    " ",
  ),
);

/** Flags before the program in another language that take no further word. */
const SED_FLAGS = /^-[nEruz]+$/;
const AWK_FLAGS = /^-F./;

/** Tests of one word that look at a file or a text and evaluate nothing. */
const LOOKS = /^-[bcdefghknprsuwxzGLNOS]$/;
/** Conversions of printf that only print their words. */
const PRINTS = /%%|%-?\d*(?:\.\d+)?[sqb]/g;

/** Words that are not fixed may turn into options; only where they cannot, or where no option does harm, are they covered. */
export function operandGuards(command: StrictCommand, name: string, spelled: number): readonly FiredGuard[] {
  return command.words.flatMap((word, at): readonly FiredGuard[] => {
    if (word.kind === "literal") return [];
    const what = word.kind === "glob" ? "names of files" : "a variable's value";
    if (at < spelled) return [{ flag: word.text, reason: `stands for ${what} where the rule names a word` }];
    return isInert(name) ||
      isFile(command.words, at, name) ||
      isCompared(command.words, name) ||
      isPrinted(command.words, at, name)
      ? []
      : [{ flag: word.text, reason: `stands for ${what}, which may be an option of ${name}` }];
  });
}

/** Says whether a word can only be a file that the program reads. */
function isFile(words: readonly StrictWord[], at: number, name: string): boolean {
  const word = words[at]!;
  const table = tableOf(words, name);
  if (table?.reads === undefined) return false;
  const mark = words.findIndex(({ text, kind }) => text === "--" && kind === "literal");
  const before = words[mark - 1];
  const ended =
    mark > 0 &&
    mark < at &&
    before?.kind === "literal" &&
    (!before.text.startsWith("-") || WITHOUT_VALUE.has(before.text));
  if (
    table.reads === "after-script" &&
    !followsScript(words, at, table.script === "awk" ? AWK_FLAGS : SED_FLAGS)
  )
    return false;
  // gawk takes a name below /inet for a connection.
  const fixed = word.text.split(/[$*?[]/, 1)[0]!;
  if (table.script === "awk" && ("/inet".startsWith(fixed) || fixed.startsWith("/inet"))) return false;
  return word.anchored && !word.text.startsWith("-") ? true : ended && table.singleDash !== true;
}

/** The program in another language is a fixed word: the first operand, with nothing but plain flags before it. */
function followsScript(words: readonly StrictWord[], at: number, flags: RegExp): boolean {
  const script = words.findIndex(({ text }, index) => index > 0 && !text.startsWith("-"));
  return (
    script > 0 &&
    script < at &&
    words[script]!.kind === "literal" &&
    words.slice(1, script).every(({ text }) => flags.test(text))
  );
}

/**
 * Says whether `test` can only look at its words or compare them as texts: with two or three words POSIX fixes what each
 * one is, whatever it holds.
 */
function isCompared(words: readonly StrictWord[], name: string): boolean {
  if (name !== "test" && name !== "[") return false;
  const inner = words.slice(1, name === "[" ? -1 : undefined);
  if (inner[0]?.kind === "literal" && inner[0].text === "!") inner.shift();
  if (!inner.every(({ kind, single }) => kind === "literal" || single === true)) return false;
  const [first, second] = inner;
  if (inner.length === 2) return first!.kind === "literal" && LOOKS.test(first!.text);
  return inner.length === 3 && second!.kind === "literal" && /^(?:=|==|!=)$/.test(second!.text);
}

/** Says whether a word can only be printed: behind a fixed format that converts to nothing but text. */
function isPrinted(words: readonly StrictWord[], at: number, name: string): boolean {
  const format = words[1];
  return (
    name === "printf" &&
    at > 1 &&
    format?.kind === "literal" &&
    !format.text.startsWith("-") &&
    !format.text.replace(PRINTS, "").includes("%")
  );
}

function tableOf(words: readonly StrictWord[], name: string): ProgramGuards | undefined {
  const table = Object.hasOwn(GUARDS, name) ? GUARDS[name] : undefined;
  if (table?.subcommands === undefined) return table;
  const verb = words[1]?.text ?? "";
  return Object.hasOwn(table.subcommands, verb) ? table.subcommands[verb] : undefined;
}
