const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  E: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};
const NUMERIC =
  /^(?:([0-7]{1,3})|x\{([0-9a-fA-F]*)\}?|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/;

/**
 * Decodes the inside of `$'...'` as bash does: a NUL ends the text, an escape that is not known stays. Undefined where
 * the result is not the same in every version: bytes that are no UTF-8, and those that bash marks its own text with.
 */
export function decodeAnsiC(body: string): string | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < body.length; ) {
    if (body[at] !== "\\" || at + 1 === body.length) {
      const character = String.fromCodePoint(body.codePointAt(at)!);
      bytes.push(...utf8(character));
      at += character.length;
      continue;
    }
    const step = readEscape(body, at + 1);
    if (step === undefined) return undefined;
    const end = step.bytes.indexOf(0);
    bytes.push(...(end < 0 ? step.bytes : step.bytes.slice(0, end)));
    if (end >= 0) break;
    at = step.end;
  }
  if (bytes.includes(1) || bytes.includes(0x7f)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

function utf8(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}

function readEscape(
  body: string,
  at: number,
): { readonly bytes: readonly number[]; readonly end: number } | undefined {
  const letter = body[at]!;
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { bytes: [simple], end: at + 1 };
  // What `\c` makes of the next character, an escape among them, is left open.
  if (letter === "c") return undefined;
  const number = NUMERIC.exec(body.slice(at, at + 40));
  if (number === null) {
    const character = String.fromCodePoint(body.codePointAt(at)!);
    return { bytes: [92, ...utf8(character)], end: at + character.length };
  }
  const [whole, octal, braced, hex, short, long] = number;
  const end = at + whole.length;
  if (braced !== undefined) return undefined;
  if (octal !== undefined) return { bytes: [Number.parseInt(octal, 8) & 0xff], end };
  if (hex !== undefined) return { bytes: [Number.parseInt(hex, 16)], end };
  const code = Number.parseInt((short ?? long)!, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  return { bytes: utf8(String.fromCodePoint(code)), end };
}
