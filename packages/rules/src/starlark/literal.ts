const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  '"': '"',
  "'": "'",
  "\\": "\\",
};
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** An escape that was read: its text and the offset after it. */
export type EscapeStep =
  | {
      readonly kind: "ok";
      readonly value: string;
      readonly end: number;
      readonly octal?: true;
      readonly hex?: true;
    }
  | { readonly kind: "bad"; readonly end: number };

/** Reads one escape; `at` is the offset after the backslash. */
export function readEscape(text: string, at: number): EscapeStep {
  const character = text[at];
  if (character === undefined) return { kind: "bad", end: at };
  const simple = SIMPLE[character];
  if (simple !== undefined) return { kind: "ok", value: simple, end: at + 1 };
  if (character === "\n") return { kind: "ok", value: "", end: at + 1 };
  if (character === "\r") {
    return text[at + 1] === "\n"
      ? { kind: "ok", value: "", end: at + 2 }
      : { kind: "bad", end: Math.min(at + 2, text.length) };
  }
  const length = HEX[character];
  if (length !== undefined) return readHex(text, at + 1, length, character === "x");
  if (character >= "0" && character <= "7") {
    const digits = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))![0];
    return {
      kind: "ok",
      value: String.fromCodePoint(Number.parseInt(digits, 8)),
      end: at + digits.length,
      octal: true,
    };
  }
  const whole = String.fromCodePoint(text.codePointAt(at)!);
  return { kind: "ok", value: `\\${whole}`, end: at + whole.length };
}

function readHex(text: string, from: number, length: number, hex: boolean): EscapeStep {
  let end = from;
  while (end < from + length) {
    const character = text[end];
    if (character === undefined) return { kind: "bad", end };
    if (!/[0-9a-fA-F]/.test(character)) return { kind: "bad", end: end + 1 };
    end += 1;
  }
  const value = Number.parseInt(text.slice(from, end), 16);
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return { kind: "bad", end };
  return { kind: "ok", value: String.fromCodePoint(value), end, ...(hex ? { hex } : {}) };
}

/** What the literal readers need to know. */
export interface Escapes {
  readonly text: string;
  readonly quote: string;
  readonly triple: boolean;
  readonly raw: boolean;
  readonly unfinished: string;
  readonly fail: (message: string, at: number) => never;
}

type Piece = { readonly text: string; readonly byte?: number; readonly at?: number };

function* pieces(frame: Escapes, start: number, body: number): Generator<Piece, number> {
  const { text, quote, triple, raw } = frame;
  const close = triple ? quote.repeat(3) : quote;
  let at = body;
  for (;;) {
    const character = text[at];
    if (character === undefined) frame.fail(frame.unfinished, start);
    if (character === "\n" && !triple) frame.fail("unfinished string literal", start);
    if (text.startsWith(close, at)) return at + close.length;
    if (character === "\r") {
      at += 1;
    } else if (character === "\\" && raw) {
      const next = text.codePointAt(at + 1);
      if (next === undefined) frame.fail(frame.unfinished, start);
      const whole = String.fromCodePoint(next);
      yield { text: whole === "'" || whole === '"' ? whole : `\\${whole}` };
      at += 1 + whole.length;
    } else if (character === "\\") {
      const step = readEscape(text, at + 1);
      if (step.kind === "bad") {
        const bad = text.slice(at + 1, step.end);
        frame.fail(
          bad === ""
            ? "missing string escape sequence, only saw `\\`"
            : `invalid string escape sequence \`${bad}\``,
          at,
        );
      }
      const code = step.value.codePointAt(0);
      if ((step.hex || step.octal) && code !== undefined) {
        yield { text: step.value, byte: code, at };
      } else yield { text: step.value };
      at = step.end;
    } else {
      const stop = nextSpecial(text, at, quote);
      yield { text: text.slice(at, stop) };
      at = stop;
    }
  }
}

function nextSpecial(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length) {
    const character = text[at]!;
    if (character === quote || character === "\\" || character === "\n" || character === "\r") break;
    at += 1;
  }
  return at;
}

/** Reads a string literal; `body` is the offset after the opening quotes. */
export function readStringLiteral(
  frame: Escapes,
  start: number,
  body: number,
): { value: string; end: number } {
  // The usual literal stands on one line and has no escapes.
  const close = frame.triple ? -1 : frame.text.indexOf(frame.quote, body);
  if (close >= 0) {
    const value = frame.text.slice(body, close);
    if (!/[\\\r\n]/.test(value)) return { value, end: close + 1 };
  }
  const parts: string[] = [];
  const reader = pieces(frame, start, body);
  for (;;) {
    const step = reader.next();
    if (step.done) return { value: parts.join(""), end: step.value };
    parts.push(step.value.text);
  }
}

/** Reads a bytes literal; text is UTF-8, `\xHH` and octal escapes are single bytes. */
export function readBytesLiteral(
  frame: Escapes,
  start: number,
  body: number,
): { value: Uint8Array; end: number } {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const reader = pieces(frame, start, body);
  for (;;) {
    const step = reader.next();
    if (step.done) return { value: Uint8Array.from(bytes), end: step.value };
    const { text, byte, at } = step.value;
    if (byte === undefined) for (const one of encoder.encode(text)) bytes.push(one);
    else if (byte > 255) frame.fail(`invalid string escape sequence \`${byte.toString(8)}\``, at ?? body);
    else bytes.push(byte);
  }
}
