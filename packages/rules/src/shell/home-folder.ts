import type { Word } from "unbash";
import type { Variables } from "./wide-word.ts";

/** A path in the home folder that is not in quotes. */
const IN_HOME = /^\$(?:HOME|\{HOME\})\//;

/** Reads the home folder at the start of a path as if it stood in quotes: nobody's has blanks, unless the script sets it. */
export function keepHome(word: Word, variables: Variables): Word {
  const [first, ...others] = word.parts ?? [];
  if (!IN_HOME.test(word.text) || variables.has("HOME")) return word;
  if (first?.type !== "SimpleExpansion" && first?.type !== "ParameterExpansion") return word;
  const { pos, end, text } = first;
  const quoted = { type: "DoubleQuoted" as const, pos, end, text, parts: [first] };
  return {
    type: "Word",
    text: word.text,
    value: word.value,
    pos: word.pos,
    end: word.end,
    parts: [quoted, ...others],
  };
}
