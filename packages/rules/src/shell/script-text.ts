import type { Piece } from "./word-pieces.ts";

/** Stands in the text of a word in front of a value of which nobody knows what it makes of the script around it. */
export const UNCLEAR = "\uf8f1";

/** Words of more pieces are not worked out. */
const MAXIMUM_PIECES = 200;
/** How much of the text in front of a value says what it belongs to. */
const TAIL = 1000;

type Quote = "" | "'" | '"';

/** Where a word is an argument, whatever it holds. */
const ARGUMENT = /(?:(?<!\btime)\s--?[\w-]+[ \t]+|\b(?:echo|printf)\b[^;&|\n]*)[A-Za-z_]?\w*\+?$/;
const HERE_DOCUMENT = /<<-?[ \t]*["'\\]?([^\s;&|<>()"']+)/g;

/** The text of a word for a shell that reads it as a script: values stay values where they stand in single quotes. */
export function scriptText(pieces: readonly Piece[]): string {
  if (pieces.length > MAXIMUM_PIECES) return UNCLEAR + pieces.map(textOf).join("");
  let out = "";
  /** What stands there, without the values. */
  let plain = "";
  let quote: Quote = "";
  for (const [at, piece] of pieces.entries()) {
    if (piece.kind === "break") continue;
    if (piece.kind !== "any") {
      // What follows is no part of the name: `"$X"y`.
      if (/^\w/.test(piece.text) && pieces[at - 1]?.kind === "any")
        out = out.replace(/\$([A-Za-z_]\w*)$/, "${$1}");
      out += piece.text;
      plain += piece.text;
      quote = quoteBehind(piece.text, quote);
      continue;
    }
    const after = (value: string): string =>
      pieces
        .slice(at + 1)
        .map((each) => (each.kind === "any" ? value : textOf(each)))
        .join("");
    const unclear =
      piece.raw === true ||
      (quote !== "'" && /(?:^|[^\\])(?:\\\\)*\\$/.test(out)) ||
      (quote === "" && changesAround(plain, after(""), after("x"))) ||
      hasOddQuotes(plain);
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

/** Says whether there are quotes that need not quote: in a comment, a here-document, behind a backslash in `$'...'`. */
function hasOddQuotes(text: string): boolean {
  if (/(?:^|\s)#[^\n]*['"]|\$'[^']*\\'/.test(text)) return true;
  const here = text.search(/<<(?!<)/);
  return here >= 0 && /['"]/.test(text.slice(here));
}

/** Says whether an empty value, or one that is a name or a number, changes what the text around it is. */
function changesAround(before: string, after: string, next: string): boolean {
  const begins = /(?:^|[\s;&|({`])$/.test(before);
  // A number or a name in front of a redirection is its descriptor.
  if (/(?:^|[\s;&|({`])\d+$/.test(before) && /^\d*[<>]/.test(after)) return true;
  if (begins && /^(?:\d+[<>]|\{\w+\}[<>]|[#~])/.test(after)) return true;
  if (/\{\w*$/.test(before) && /^\w*\}[<>]/.test(after)) return true;
  // Without a file the next word is the file, or the operator is another one.
  if (/[<>]$/.test(before) && /^[&|<>(]/.test(after)) return true;
  if (/[<>][&|]?[ \t]*$/.test(before) && /^[ \t]+(?!\d*[<>])[^\s;&|()#]/.test(next)) return true;
  // `{a..c}`, and the home folder in an assignment.
  if (/\{[^\s{}]*\.$/.test(before) && after.startsWith(".")) return true;
  if (/[=:]$/.test(before) && after.startsWith("~")) return true;
  if (/(?:^|[\s;&|({`])[A-Za-z_]?\w*\+?$/.test(before.slice(-TAIL)) && /^\w*(?:\[[^\]]*\])?\+?=/.test(after))
    return !ARGUMENT.test(before.slice(-TAIL).replace(/^.*\n/s, ""));
  if (!before.includes("<<")) return false;
  if (/<<-?[ \t]*[^\s;&|<>()]*$/.test(before)) return true;
  const line = before.slice(before.lastIndexOf("\n") + 1) + after.split("\n", 1)[0]!;
  return [...before.matchAll(HERE_DOCUMENT)].some(([, mark]) => line.trim() === mark);
}
