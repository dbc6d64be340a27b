import type { Reason } from "../verdict.ts";

interface Hazard {
  readonly code: string;
  readonly pattern: RegExp;
  readonly text: string;
}

/**
 * Characters that terminals, parsers and shells read differently. They are looked for before anything is parsed;
 * a script that holds one is never allowed by rule.
 */
const HAZARDS: readonly Hazard[] = [
  {
    code: "carriage-return",
    pattern: /\r/g,
    text: "a carriage return: shells take it as part of a word, terminals and many parsers as a line end",
  },
  {
    code: "control-character",
    pattern: /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g,
    text: "a control character, which a terminal may hide or obey",
  },
  {
    code: "byte-order-mark",
    pattern: /\ufeff/g,
    text: "a byte order mark, which is invisible and part of a word",
  },
  {
    code: "bidi-control",
    pattern: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    text: "a bidirectional control, which changes the order in which text is shown",
  },
  {
    code: "zero-width",
    // Those above have reasons of their own.
    pattern:
      /(?![\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff])[\p{Cf}\p{Default_Ignorable_Code_Point}\u180e]/gu,
    text: "an invisible character",
  },
  {
    code: "line-separator",
    pattern: /[\u2028\u2029\u0085]/g,
    text: "a line separator: shown as a new line, but not one for the shell",
  },
  {
    code: "replacement-character",
    pattern: /\ufffd/g,
    text: "a replacement character: what stood there may be bytes that are no text",
  },
  {
    code: "lone-surrogate",
    pattern: /\p{Cs}/gu,
    text: "half of a character, which no program receives as written",
  },
];

/** A blank that is not ASCII; outside quotes it looks like a separator and is none. */
const UNICODE_BLANK = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2800]/g;

/** Printable ASCII, tab and newline. */
const PRINTABLE = /^[\t\n\x20-\x7e]*$/;

/** Lists what is unsafe in the bytes of a script or an argv; empty for ordinary text. */
export function inspectBytes(text: string): readonly Reason[] {
  if (PRINTABLE.test(text)) return [];
  const reasons: Reason[] = [];
  // The selectors and joiners inside an emoji are part of what is shown.
  const shown = text.replace(
    /(?<=\p{Extended_Pictographic})\ufe0f|(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu,
    "_",
  );
  for (const { code, pattern, text: what } of HAZARDS) {
    for (const match of shown.matchAll(pattern)) {
      if (code === "control-character" && match[0] === "\x85") continue;
      reasons.push({
        code,
        text: `The text holds ${what} (${showCharacter(match[0])}).`,
        span: { start: match.index, end: match.index + match[0].length },
      });
      break;
    }
  }
  return reasons;
}

/** Says whether a character is a blank that shells do not take as one. */
export function isUnicodeBlank(character: string): boolean {
  UNICODE_BLANK.lastIndex = 0;
  return UNICODE_BLANK.test(character);
}

/** Says whether a text holds characters, rare blanks among them, that not every shell reads alike. */
export function readsDifferently(text: string): boolean {
  return !PRINTABLE.test(text) && (isUnicodeBlank(text) || inspectBytes(text).length > 0);
}

/** Shows text with every invisible or deceptive character as `\u{...}`, for a prompt. */
export function escapeText(text: string): string {
  let out = text;
  for (const { pattern } of HAZARDS) out = out.replace(pattern, showCharacter);
  return out.replace(UNICODE_BLANK, showCharacter);
}

function showCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/**
 * Says whether a text holds something about which parsers and bash do not agree: a comment directly behind a process
 * substitution, a descriptor variable with a subscript, an escaped quote in backquotes in an expansion.
 */
export function isOddlyRead(text: string): boolean {
  return (
    (text.includes(")#") && /[<>]\(/.test(text)) ||
    (/\}[<>]/.test(text) && /\{\w+\[/.test(text)) ||
    (text.includes('\\"') && text.includes("`") && text.includes("${"))
  );
}
