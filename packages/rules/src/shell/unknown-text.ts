import type { WideWord } from "./wide-word.ts";

/** Stands in a text for what is not known: a file name, a line of input. It may hold anything, blanks and operators included. */
export const UNKNOWN = "\uf8f0";
/** bash marks text with these two control characters, and now and then doubles or drops them. */
export const UNSETTLED: RegExp = /[\uf8f0\x01\x7f]/g;

/** The words with those that hold unknown text turned into patterns; `many`: it may also become several words. */
export function withUnknown(words: readonly WideWord[], many: boolean): readonly WideWord[] {
  if (!words.some((word) => word.kind === "text" && word.text.search(UNSETTLED) >= 0)) return words;
  return words.map((word) =>
    word.kind === "text" && word.text.search(UNSETTLED) >= 0 ? patternOf(word.text, many) : word,
  );
}

/** Leaves a word that is not fixed wholly open where a mark in it is replaced by something else. */
export function openMark(word: WideWord, mark: string): WideWord {
  if (word.kind === "text" || mark === "" || !word.shown.includes(mark)) return word;
  return { ...word, test: /^/u, many: true };
}

function patternOf(text: string, many: boolean): WideWord {
  const source = text
    .split(UNSETTLED)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, escapeCharacter))
    .join("[^]*");
  const test = new RegExp(`^(?:${source})$`, "u");
  return { kind: "pattern", shown: text, bare: text.replaceAll(UNKNOWN, ""), test, many, glob: false };
}

function escapeCharacter(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
