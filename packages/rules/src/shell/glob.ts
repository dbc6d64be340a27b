import type { Piece } from "./word-pieces.ts";

/** Cuts text that was not quoted at its glob characters; a backslash keeps the next one plain. */
export function globPieces(raw: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") pieces.push({ kind: "text", text: plain });
    plain = "";
  };
  for (let at = 0; at < raw.length; ) {
    const character = raw[at]!;
    const bracket = character === "[" ? bracketEnd(raw, at) : -1;
    if (character === "*" || character === "?") {
      flush();
      const star = raw.includes("**") ? "[^]*" : "[^/]*";
      pieces.push({ kind: "glob", source: character === "*" ? star : "[^/]", text: character });
      at += 1;
    } else if (bracket > 0) {
      flush();
      const text = raw.slice(at, bracket);
      pieces.push({ kind: "glob", source: bracketSource(text), text });
      at = bracket;
    } else {
      plain += character;
      at += 1;
    }
  }
  flush();
  return pieces;
}

function bracketEnd(raw: string, open: number): number {
  const first = /^\[[!^]?\]?/.exec(raw.slice(open))![0].length;
  const end = raw.indexOf("]", open + first);
  return end < 0 ? -1 : end + 1;
}

/** Turns a bracket expression into a regular expression; anything unusual matches any character. */
export function bracketSource(bracket: string): string {
  const body = /^\[([!^]?)([A-Za-z0-9_.,:@%+=-]+)\]$/.exec(bracket);
  if (body === null) return "[^/]";
  const ranges = body[2]!.replace(/^-|-$/g, "\\-");
  try {
    const source = `[${body[1] === "" ? "" : "^"}${ranges}]`;
    new RegExp(source, "u");
    return source;
  } catch {
    return "[^/]";
  }
}
