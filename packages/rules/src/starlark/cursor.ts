import type { Expression } from "./ast.ts";
import { StarlarkError } from "./error.ts";
import { Lexer } from "./lexer.ts";
import type { Source } from "./source.ts";
import { describeToken, type Token } from "./token.ts";

/** Walks the tokens with one token of look-ahead and reports what it did not expect. */
export class Cursor {
  readonly source: Source;
  readonly #lexer: Lexer;
  readonly #maximum: number;
  #nesting = 0;
  /** Calls and lambdas in the order in which they ended; some of their rules are checked after the text is read. */
  readonly calls: Extract<Expression, { kind: "call" }>[] = [];
  /** Loads that name nothing: where they start, and where their module stands. */
  readonly emptyLoads: { readonly start: number; readonly module: number }[] = [];
  readonly lambdas: Extract<Expression, { kind: "lambda" }>[] = [];
  current: Token;
  /** End of the last consumed token. */
  lastEnd = 0;

  constructor(source: Source, nesting: number) {
    this.source = source;
    this.#maximum = nesting;
    this.#lexer = new Lexer(source);
    this.current = this.#pull();
  }

  #pull(): Token {
    return this.#lexer.next() ?? { kind: "end", start: this.lastEnd, end: this.lastEnd };
  }

  /** Consumes the current token. */
  advance(): Token {
    const token = this.current;
    this.lastEnd = token.end;
    this.current = this.#pull();
    return token;
  }

  /** Says whether the current token is this symbol or keyword. */
  at(text: string): boolean {
    const token = this.current;
    return (token.kind === "symbol" || token.kind === "keyword") && token.text === text;
  }

  /** Says whether the current token is of this kind. */
  on(kind: Token["kind"]): boolean {
    return this.current.kind === kind;
  }

  /** Consumes the symbol or keyword if it is there. */
  eat(text: string): boolean {
    if (!this.at(text)) return false;
    this.advance();
    return true;
  }

  /** Consumes the symbol or keyword or fails. */
  expect(text: string): void {
    if (!this.eat(text)) this.unexpected(`${/^[a-z]/.test(text) ? "keyword" : "symbol"} '${text}'`);
  }

  /** Fails at the current token. */
  unexpected(expected: string): never {
    const place = this.current.kind === "end" ? this.lastEnd : this.current.start;
    throw new StarlarkError(
      "parse",
      `Parse error: unexpected ${describeToken(this.current)}, expected ${expected}`,
      this.source.locate(place),
    );
  }

  /** Fails with a rule of the language that a well-formed text breaks. */
  refuse(message: string, at: number): never {
    throw new StarlarkError("syntax", message, this.source.locate(at));
  }

  /** Runs `read` one level deeper, within the nesting limit. */
  nested<T>(read: () => T): T {
    this.#nesting += 1;
    if (this.#nesting > this.#maximum) {
      throw new StarlarkError(
        "limit",
        `Nesting limit of ${this.#maximum} exceeded`,
        this.source.locate(this.current.start),
      );
    }
    const value = read();
    this.#nesting -= 1;
    return value;
  }
}
