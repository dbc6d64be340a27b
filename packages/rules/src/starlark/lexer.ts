import { StarlarkError } from "./error.ts";
import { type Escapes, readBytesLiteral, readEscape, readStringLiteral } from "./literal.ts";
import type { Source } from "./source.ts";
import type { Token } from "./token.ts";

const KEYWORDS: ReadonlySet<string> = new Set(
  "and break continue def elif else for if in lambda load not or pass return".split(" "),
);
const RESERVED: ReadonlySet<string> = new Set(
  "as assert async await class del except finally from global import is nonlocal raise try while with yield".split(
    " ",
  ),
);
/** Longest first, so that the first hit is the longest match. */
const SYMBOLS: readonly string[] =
  "//= <<= >>= ... += -= *= /= %= == != <= >= ** -> // << >> &= |= ^= , ; : = < > - + * % / . & | ^ ~ [ { ( ] } )".split(
    " ",
  );
const SYMBOLS_BY_FIRST: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(SYMBOLS.map((symbol) => symbol[0]!))].map((first) => [
    first,
    SYMBOLS.filter((s) => s[0] === first),
  ]),
);

const NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const FLOAT = /[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.[0-9]+(?:[eE][-+]?[0-9]+)?/y;
const INT = /0[xX][A-Fa-f0-9]+|0[bB][01]+|0[oO][0-7]+|[0-9]+/y;
const PREFIXES: ReadonlySet<string> = new Set(["r", "f", "fr", "b", "br", "rb"]);

function isNameStart(character: string): boolean {
  return (
    (character >= "a" && character <= "z") || (character >= "A" && character <= "Z") || character === "_"
  );
}

interface OpenFString {
  readonly quote: string;
  readonly triple: boolean;
  readonly raw: boolean;
  /** 0: in the text; 1 or more: inside an expression. */
  braces: number;
  rounds: number;
  squares: number;
}

/** Turns a source text into tokens, one at a time; positions are UTF-16 offsets. */
export class Lexer {
  readonly #source: Source;
  readonly #text: string;
  #at = 0;
  #brackets = 0;
  #done = false;
  readonly #indents: number[] = [];
  readonly #queue: Token[] = [];
  readonly #fstrings: OpenFString[] = [];

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
    this.#readIndent(0);
  }

  /** Returns the next token, or undefined after the last one. */
  next(): Token | undefined {
    for (;;) {
      const fstring = this.#fstrings.at(-1);
      if (this.#queue.length > 0 && fstring?.braces !== 0) return this.#queue.shift();
      if (fstring?.braces === 0) return this.#queue.shift() ?? this.#readFStringText(fstring);
      if (this.#done) return undefined;
      const token = this.#read(fstring);
      if (token !== undefined) return token;
    }
  }

  #fail(message: string, at: number): never {
    throw new StarlarkError("parse", `Parse error: ${message}`, this.#source.locate(at));
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text);
  }

  #read(fstring: OpenFString | undefined): Token | undefined {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 0x20) this.#at += 1;
      else if (code === 0x5c && text[this.#at + 1] === "\n") this.#at += 2;
      else if (code === 0x5c && text.startsWith("\r\n", this.#at + 1)) this.#at += 3;
      else if (code === 0x23)
        while (this.#at < text.length && text[this.#at] !== "\n" && text[this.#at] !== "\r") this.#at += 1;
      else break;
    }
    const start = this.#at;
    if (start >= text.length) {
      this.#done = true;
      for (let count = this.#indents.length; count > 0; count -= 1)
        this.#queue.push({ kind: "dedent", start, end: start });
      this.#indents.length = 0;
      return { kind: "newline", start, end: start };
    }
    const first = text[start]!;
    if (first === "\n" || (first === "\r" && text[start + 1] === "\n")) {
      this.#at += first === "\n" ? 1 : 2;
      const end = this.#at;
      if (this.#brackets > 0 || (fstring?.braces ?? 0) > 0) return undefined;
      this.#readIndent(start);
      return { kind: "newline", start, end };
    }
    if (first === "\t") this.#fail("tabs are not allowed", start);
    if (first === '"' || first === "'") return this.#readQuoted("", first, start);
    const name = isNameStart(first) ? this.#match(NAME) : null;
    if (name !== null) {
      const quote = text[start + name[0].length];
      if ((quote === '"' || quote === "'") && PREFIXES.has(name[0]))
        return this.#readQuoted(name[0], quote, start);
      return this.#readName(name[0], start);
    }
    if (!(first >= "0" && first <= "9") && first !== ".") return this.#readSymbol(fstring, start);
    return this.#readNumber(start) ?? this.#readSymbol(fstring, start);
  }

  #readName(text: string, start: number): Token {
    this.#at += text.length;
    if (RESERVED.has(text)) this.#fail(`cannot use reserved keyword \`${text}\``, start);
    return { kind: KEYWORDS.has(text) ? "keyword" : "name", text, start, end: this.#at };
  }

  #readNumber(start: number): Token | undefined {
    const float = this.#match(FLOAT);
    if (float !== null) {
      this.#at += float[0].length;
      return { kind: "float", value: Number(float[0]), start, end: this.#at };
    }
    const int = this.#match(INT);
    if (int === null) return undefined;
    const digits = int[0];
    this.#at += digits.length;
    if (digits.length > 1 && digits[0] === "0" && /^[0-9]+$/.test(digits)) {
      this.#fail(`integer cannot have leading 0, got \`${digits}\``, start);
    }
    if (digits.length > 10_000) this.#fail("integer literal is too long", start);
    return { kind: "int", value: BigInt(digits), start, end: this.#at };
  }

  #readSymbol(fstring: OpenFString | undefined, start: number): Token {
    const text = this.#text;
    const top =
      fstring !== undefined && fstring.braces === 1 && fstring.rounds === 0 && fstring.squares === 0;
    if (top && text[start] === "!" && text[start + 1] !== "=") {
      this.#at += 1;
      return { kind: "fstring-bang", start, end: this.#at };
    }
    const symbol = SYMBOLS_BY_FIRST.get(text[start]!)?.find((candidate) => text.startsWith(candidate, start));
    if (symbol === undefined)
      this.#fail(`invalid input \`${String.fromCodePoint(text.codePointAt(start)!)}\``, start);
    this.#at += symbol.length;
    if (symbol === "}" && top) {
      fstring.braces = 0;
      return { kind: "fstring-close", start, end: this.#at };
    }
    this.#count(symbol, fstring);
    return { kind: "symbol", text: symbol, start, end: this.#at };
  }

  #count(symbol: string, fstring: OpenFString | undefined): void {
    const change = "([{".includes(symbol) ? 1 : ")]}".includes(symbol) ? -1 : 0;
    if (change === 0 || symbol.length !== 1) return;
    this.#brackets += change;
    if (fstring === undefined) return;
    if ("{}".includes(symbol)) fstring.braces = Math.max(1, fstring.braces + change);
    else if ("()".includes(symbol)) fstring.rounds = Math.max(0, fstring.rounds + change);
    else fstring.squares = Math.max(0, fstring.squares + change);
  }

  #readQuoted(prefix: string, quote: string, start: number): Token {
    const open = start + prefix.length + 1;
    const triple = this.#text.startsWith(quote + quote, open);
    const body = triple ? open + 2 : open;
    const raw = prefix.includes("r");
    if (prefix.includes("f")) {
      this.#fstrings.push({ quote, triple, raw, braces: 0, rounds: 0, squares: 0 });
      this.#at = body;
      return { kind: "fstring-start", start, end: body };
    }
    const inFString = (this.#fstrings.at(-1)?.braces ?? 0) > 0;
    const unfinished = inFString ? "f-string expression is missing closing `}`" : "unfinished string literal";
    const frame: Escapes = {
      text: this.#text,
      quote,
      triple,
      raw,
      fail: (message, at) => this.#fail(message, at),
      unfinished,
    };
    if (prefix.includes("b")) {
      const { value, end } = readBytesLiteral(frame, start, body);
      this.#at = end;
      return { kind: "bytes", value, start, end };
    }
    const { value, end } = readStringLiteral(frame, start, body);
    this.#at = end;
    return { kind: "string", value, start, end };
  }

  #readFStringText(state: OpenFString): Token {
    const text = this.#text;
    const start = this.#at;
    let value = "";
    let at = start;
    const close = state.triple ? state.quote.repeat(3) : state.quote;
    for (;;) {
      if (at >= text.length) this.#fail("unfinished string literal", start);
      const character = text[at]!;
      if (text.startsWith(close, at)) {
        this.#fstrings.pop();
        this.#at = at + close.length;
        return this.#afterText(value, start, at, { kind: "fstring-end", start: at, end: this.#at });
      }
      if (character === "{" && text[at + 1] !== "{") {
        state.braces = 1;
        this.#at = at + 1;
        return this.#afterText(value, start, at, { kind: "fstring-open", start: at, end: at + 1 });
      }
      if (character === "}" && text[at + 1] !== "}") this.#fail("invalid input `}`", at);
      if (character === "{" || character === "}") {
        value += character;
        at += 2;
      } else if (character === "\n" && !state.triple) {
        this.#fail("unfinished string literal", start);
      } else if (character === "\r") {
        at += 1;
      } else if (character === "\\" && state.raw) {
        const next = text[at + 1];
        value += next === state.quote ? next : `\\${next ?? ""}`;
        at += 2;
      } else if (character === "\\") {
        const step = readEscape(text, at + 1);
        if (step.kind === "bad") this.#fail("invalid string escape sequence `\\`", step.end - 1);
        value += step.value;
        at = step.end;
      } else {
        value += character;
        at += 1;
      }
    }
  }

  #afterText(value: string, start: number, end: number, next: Token): Token {
    if (value === "") return next;
    this.#queue.push(next);
    return { kind: "fstring-text", value, start, end };
  }

  /** Reads the indentation of the next line; `mark` is where an error is reported. */
  #readIndent(mark: number): void {
    const text = this.#text;
    let at = this.#at;
    let spaces = 0;
    let tabs = 0;
    let lineStart = at;
    for (;;) {
      const character = text[at];
      if (character === undefined || character === "\n") {
        this.#at = at;
        return;
      }
      if (character === " ") spaces += 1;
      else if (character === "\t") tabs += 1;
      else if (character === "#") {
        spaces = 0;
        tabs = 0;
        const newline = text.indexOf("\n", at);
        if (newline < 0) {
          this.#at = text.length;
          return;
        }
        at = newline;
        lineStart = newline + 1;
      } else if (character !== "\r") break;
      at += 1;
    }
    this.#at = at;
    if (tabs > 0) this.#fail("tabs are not allowed", mark);
    const now = this.#indents.at(-1) ?? 0;
    if (spaces > now) {
      this.#indents.push(spaces);
      this.#queue.push({ kind: "indent", start: lineStart, end: at });
      return;
    }
    while (spaces < (this.#indents.at(-1) ?? 0)) {
      this.#indents.pop();
      this.#queue.push({ kind: "dedent", start: lineStart, end: lineStart });
    }
    if (spaces !== (this.#indents.at(-1) ?? 0)) this.#fail("incorrect indentation", mark);
  }
}
