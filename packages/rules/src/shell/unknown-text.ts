import type { WideWord } from "./wide-word.ts";

/** Stands in a text for what is not known: a file name, a line of input. It may hold anything, blanks and operators included. */
export const UNKNOWN = "\uf8f0";

/** The words with those that hold unknown text turned into patterns; `many`: it may also become several words. */
export function withUnknown(words: readonly WideWord[], many: boolean): readonly WideWord[] {
  if (!words.some((word) => word.kind === "text" && word.text.includes(UNKNOWN))) return words;
  return words.map((word) =>
    word.kind === "text" && word.text.includes(UNKNOWN) ? patternOf(word.text, many) : word,
  );
}

function patternOf(text: string, many: boolean): WideWord {
  const source = text
    .split(UNKNOWN)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, escapeCharacter))
    .join("[^]*");
  const test = new RegExp(`^(?:${source})$`, "u");
  return { kind: "pattern", shown: text, bare: text.replaceAll(UNKNOWN, ""), test, many, glob: false };
}

function escapeCharacter(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
