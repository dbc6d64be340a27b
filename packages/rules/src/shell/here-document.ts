import { refuse } from "./refusal.ts";

/** A here-document whose body comes after the next newline. */
export interface HereDocument {
  readonly mark: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  readonly start: number;
}

/** Reads the body of a here-document from the start of a line; returns the offset after the end mark's line. */
export function readHereBody(text: string, from: number, document: HereDocument): number {
  let at = from;
  for (;;) {
    if (at >= text.length) refuse("here-document", "A here-document does not end.", document.start);
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    if ((document.stripTabs ? line.replace(/^\t+/, "") : line) === document.mark)
      return newline < 0 ? end : newline + 1;
    if (!document.quoted && /[$`\\]/.test(line)) {
      refuse("here-document", "A here-document expands something.", at);
    }
    at = end + 1;
  }
}
