import { scriptText } from "./script-text.ts";
import { UNSETTLED } from "./unknown-text.ts";

/**
 * One argument as the wide reading knows it: a fixed text, or a test that says which texts it may become.
 * A word that is `many` may become any number of arguments, none included.
 */
export type WideWord =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "pattern";
      /** The word as it is written, and as a shell reads it that gets it for a script. */
      readonly shown: string;
      /** The word as it is written, where that is something else. */
      readonly written?: string;
      /** What is left of it where every unknown value is empty. */
      readonly bare: string;
      readonly test: RegExp;
      readonly many: boolean;
      /** Only file names decide what it becomes, not a value from elsewhere. */
      readonly glob: boolean;
    };

/** A piece of a word before it is joined. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "glob"; readonly source: string; readonly text: string }
  /** `raw`: the text is source with its quotes. */
  | { readonly kind: "any"; readonly text: string; readonly split: boolean; readonly raw?: true }
  | { readonly kind: "break" };

/** The end of a word inside a value that is split. */
export const BREAK: Piece = { kind: "break" };

/** Source text that is not worked out. */
export function rawPiece(text: string, split: boolean): Piece {
  return { kind: "any", text, split, ...(/["'\\]/.test(text) ? { raw: true as const } : {}) };
}

/** Joins pieces to words; an unknown value that may be split gives a second reading in several words. */
export function joinPieces(pieces: readonly Piece[]): readonly (readonly WideWord[])[] {
  let alternatives: readonly (readonly WideWord[])[] = [[]];
  let current: Piece[] = [];
  for (const piece of [...pieces, BREAK]) {
    if (piece.kind !== "break") current.push(piece);
    else if (current.length > 0) {
      const choices = groupChoices(current);
      const [only] = choices;
      alternatives =
        choices.length === 1
          ? alternatives.map((before) => [...before, ...only!])
          : alternatives.flatMap((before) => choices.map((choice) => [...before, ...choice]));
      current = [];
    }
  }
  return alternatives;
}

function groupChoices(group: readonly Piece[]): readonly (readonly WideWord[])[] {
  const splits = (piece: Piece): boolean => piece.kind === "any" && piece.split;
  // Empty quotes around a value that may be split do not keep it from becoming no word at all: `"$@"`.
  const pieces = group.some(splits)
    ? group.filter((piece) => piece.kind !== "text" || piece.text !== "")
    : group;
  const first = pieces.findIndex(splits);
  if (first < 0 || pieces.length === 1) return [[makeWord(pieces)]];
  const closed = (piece: Piece): Piece => (piece.kind === "any" ? { ...piece, split: false } : piece);
  const last = pieces.findLastIndex(splits);
  // However many of the values are split, the first word begins and the last one ends as the text says.
  const several: WideWord[] = [];
  if (first > 0) several.push(makeWord(pieces.slice(0, first + 1).map(closed)));
  several.push(makeWord([pieces[first]!]));
  if (last < pieces.length - 1) several.push(makeWord(pieces.slice(last).map(closed)));
  return [[makeWord(pieces.map(closed))], several];
}

function makeWord(pieces: readonly Piece[]): WideWord {
  if (pieces.every((piece) => piece.kind === "text")) {
    return { kind: "text", text: pieces.map(({ text }) => text).join("") };
  }
  const unknown = pieces.some(({ kind }) => kind === "any");
  // File names may also turn one word into several.
  const many = pieces.some(
    (piece) => (piece.kind === "any" && piece.split) || (piece.kind === "glob" && unknown),
  );
  let source = "";
  let written = "";
  let bare = "";
  for (const piece of pieces) {
    if (piece.kind === "break") continue;
    written += piece.text;
    if (piece.kind !== "any") bare += piece.text;
    // A glob that no name fits stays as it is written.
    if (piece.kind === "glob") source += `(?:${piece.source}|${escapeRegExp(piece.text)})`;
    else source += piece.kind === "text" ? escapeRegExp(piece.text) : "[^]*";
  }
  const test = new RegExp(`^(?:${source.replace(UNSETTLED, "[^]*")})$`, "u");
  const shown = unknown ? scriptText(pieces) : written;
  const more = shown === written ? {} : { written };
  return { kind: "pattern", shown, ...more, bare, test, many, glob: !unknown };
}

/** Makes text literal in a regular expression with the `u` flag. */
function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
