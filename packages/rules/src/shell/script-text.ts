import type { Piece } from "./word-pieces.ts";

/** Stands in the text of a word in front of a value of which nobody knows what it makes of the script around it. */
export const UNCLEAR = "\uf8f1";

type Quote = "" | "'" | '"';

/** Where a command begins, and assignments in front of it. */
const COMMAND =
  /(?:^|[;&|({\n`]|\b(?:then|do|else|elif|if|while|until|time)\s|!\s)\s*(?:[A-Za-z_]\w*\+?=\S*\s+)*[A-Za-z_]?\w*\+?$/;
const HERE_DOCUMENT = /<<-?[ \t]*["'\\]?([\w-]+)/g;

/** The text of a word for a shell that reads it as a script: values stay values where they stand in single quotes. */
export function scriptText(pieces: readonly Piece[]): string {
  let out = "";
  let quote: Quote = "";
  for (const [at, piece] of pieces.entries()) {
    if (piece.kind === "break") continue;
    if (piece.kind !== "any") {
      // What follows is no part of the name: `"$X"y`.
      if (/^\w/.test(piece.text)) out = out.replace(/\$([A-Za-z_]\w*)$/, "${$1}");
      out += piece.text;
      quote = quoteBehind(piece.text, quote);
      continue;
    }
    const after = (): string =>
      pieces
        .slice(at + 1)
        .map(textOf)
        .join("");
    const unclear =
      piece.raw === true ||
      (quote !== "'" && /(?:^|[^\\])(?:\\\\)*\\$/.test(out)) ||
      (quote === "" && changesAround(out, after())) ||
      // An apostrophe in a comment quotes nothing.
      (quote === "'" && /(?:^|\s)#|<</.test(out));
    if (unclear) out += UNCLEAR;
    out += quote === "'" && !unclear ? `'"${piece.text}"'` : piece.text;
  }
  return out;
}

function textOf(piece: Piece): string {
  return piece.kind === "break" ? " " : piece.text;
}

function quoteBehind(text: string, before: Quote): Quote {
  if (!/['"]/.test(text)) return before;
  let quote = before;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === "\\" && quote !== "'") at += 1;
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = "";
  }
  return quote;
}

/** Says whether an empty value, or one that is a name or a number, changes what the text around it is. */
function changesAround(before: string, after: string): boolean {
  // A number in front of a redirection is its descriptor.
  if (/(?:^|[\s;&|(])\d+$/.test(before) && /^\d*[<>]/.test(after)) return true;
  const begins = /(?:^|[\s;&|(])$/.test(before);
  if (begins && /^(?:\d+[<>]|[#~])/.test(after)) return true;
  // Without a file the next word is the file.
  if (/[<>][&|]?[ \t]*$/.test(before) && /^[ \t]+(?!\d*[<>])[^\s;&|()#]/.test(after)) return true;
  if (/^\w*(?:\[[^\]]*\])?\+?=/.test(after) && COMMAND.test(before)) return true;
  if (!before.includes("<<")) return false;
  const line = before.slice(before.lastIndexOf("\n") + 1) + after.split("\n", 1)[0]!;
  return [...before.matchAll(HERE_DOCUMENT)].some(([, mark]) => line.trim() === mark);
}
