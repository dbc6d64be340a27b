import type { WordPart } from "unbash";

/** Most words that one word with braces becomes. */
const MAXIMUM_WORDS = 64;

/** Items of plain and quoted text; quotes do not stand in quotes. */
const WITH_QUOTES = /^(?:[^'"]|'[^'"]*'|"[^'"]*")*$/;
const PIECE = /(?:[^,'"]|'[^'"]*'|"[^'"]*")+/g;

/**
 * Expands the braces of a word: returns the parts of each word that results, in order. Undefined when the braces
 * hold something other than plain text, or too much.
 */
export function expandBraces(parts: readonly WordPart[]): readonly (readonly WordPart[])[] | undefined {
  let words: readonly (readonly WordPart[])[] = [[]];
  for (const [at, part] of parts.entries()) {
    // Braces come first: `$X{a,b}` names the variables Xa and Xb.
    if (part.type === "BraceExpansion" && parts[at - 1]?.type === "SimpleExpansion") return undefined;
    const choices =
      part.type === "BraceExpansion" ? braceTexts(part.text)?.map((text) => asLiteral(part, text)) : [part];
    if (choices === undefined || words.length * choices.length > MAXIMUM_WORDS) return undefined;
    words = words.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return words;
}

function asLiteral(part: WordPart, text: string): WordPart {
  return { type: "Literal", pos: part.pos, end: part.end, text, value: text };
}

function braceTexts(text: string): readonly string[] | undefined {
  const inner = text.slice(1, -1);
  const range = /^(-?\d{1,6})\.\.(-?\d{1,6})$/.exec(inner);
  if (range !== null) {
    const from = Number(range[1]);
    const to = Number(range[2]);
    const length = Math.abs(to - from) + 1;
    if (length > MAXIMUM_WORDS || /^-?0\d/.test(range[1]!) || /^-?0\d/.test(range[2]!)) return undefined;
    return Array.from({ length }, (_, at) => String(from <= to ? from + at : from - at));
  }
  if (/[{}$`\\*?[~<>()]/.test(inner) || !inner.includes(",")) return undefined;
  if (!/['"]/.test(inner)) return inner.split(",");
  if (!WITH_QUOTES.test(inner) || /^,|,,|,$/.test(inner)) return undefined;
  const cut = [...inner.matchAll(PIECE)].map(([piece]) => piece.replace(/['"]/g, ""));
  return cut.some((piece) => piece === "") ? undefined : cut;
}
