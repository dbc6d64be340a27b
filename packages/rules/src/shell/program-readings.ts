import { ANYTHING } from "./command-words.ts";
import type { WideWord } from "./wide-word.ts";

/** How often a command is read again without one of its open words. */
const MAXIMUM_DROPPED = 4;

/**
 * The ways to read what a command runs. A program that the text does not fix may be what is left of the word when its
 * unknown part is empty; a word that may be none is also left out.
 */
export function programReadings(words: readonly WideWord[]): readonly (readonly WideWord[])[] {
  const [program, ...args] = words;
  if (program?.kind === "pattern")
    return program.bare === "" ? [] : [[{ kind: "text", text: program.bare }, ...args]];
  if (!args.some(mayBeNone)) return [words];
  const open = words.flatMap((word, at) => (at > 0 && mayBeNone(word) ? [at] : [])).slice(0, MAXIMUM_DROPPED);
  const without = (dropped: readonly number[]): readonly WideWord[] =>
    words.filter((_, at) => !dropped.includes(at));
  return [words, without(open), ...(open.length > 1 ? open.map((at) => without([at])) : [])];
}

/** A value that is split into words may also be no word at all. */
function mayBeNone(word: WideWord): boolean {
  return word.kind === "pattern" && word.many && word.bare === "" && word !== ANYTHING;
}
