/** One stretch of text that is either shown as it is, or stands for a character that could not be seen. */
export interface VisiblePart {
  readonly text: string;
  readonly escaped: boolean;
}

// Controls, formats (bidi, zero-width, tags), separators, spaces that are not the ASCII one, lone surrogates, unassigned
// code points, everything a renderer may ignore, the blank Braille pattern.
const unseen =
  /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\u{${code.toString(16)}}`;
}

/** Splits text into what is seen as it is and escapes for what is not, so a view can mark the escapes. */
export function visibleParts(text: string): readonly VisiblePart[] {
  const parts: VisiblePart[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), escaped: false });
    const escaped = escapeOf(match[0]);
    const last = parts.at(-1);
    if (last?.escaped) parts[parts.length - 1] = { text: last.text + escaped, escaped: true };
    else parts.push({ text: escaped, escaped: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), escaped: false });
  return parts;
}

/**
 * Text in which every character can be seen: what a person approves is what runs. Line feeds stay; nothing else below
 * U+0020 does, no terminal sequence survives, and no character changes the order or the width of others.
 */
export function visible(text: string): string {
  return text.replace(unseen, escapeOf);
}

// Operating system commands, device control strings and the like, then control sequences, then two-character escapes.
const sequences =
  /(?:\u001b[\]P_^X]|[\u009d\u0090\u009f\u009e\u0098])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;

/**
 * Output of a program, for showing: terminal sequences are dropped (colour too), a carriage return starts its line anew
 * as on a terminal, tabs become spaces, and what is still not visible is escaped.
 */
export function visibleOutput(text: string): string {
  return text
    .replace(sequences, "")
    .split("\n")
    .map((line) => {
      const kept = line.replace(/\r+$/, "");
      return visible(kept.slice(kept.lastIndexOf("\r") + 1).replaceAll("\t", "    "));
    })
    .join("\n");
}
