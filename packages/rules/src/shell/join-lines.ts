/**
 * Takes out every backslash before a line end that the shell takes out before it reads words: outside single quotes,
 * `$'...'` and comments. Bodies of here-documents count as ordinary text.
 */
export function joinLines(text: string): string {
  return new Joiner(text).run();
}

class Joiner {
  readonly #text: string;
  /** What is open, outermost first: double quotes, or the parenthesis of a substitution. */
  readonly #open: ('"' | "(")[] = [];
  #at = 0;
  #out = "";

  constructor(text: string) {
    this.#text = text;
  }

  run(): string {
    while (this.#at < this.#text.length) this.#step();
    return this.#out;
  }

  #take(length: number): void {
    this.#out += this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
  }

  #step(): void {
    const character = this.#text[this.#at]!;
    const next = this.#text[this.#at + 1];
    const quoted = this.#open.at(-1) === '"';
    if (character === "\\") {
      if (next === "\n") this.#at += 2;
      else this.#take(2);
    } else if (character === '"') {
      if (quoted) this.#open.pop();
      else this.#open.push('"');
      this.#take(1);
    } else if (character === "$" && next === "(") {
      this.#open.push("(");
      this.#take(2);
    } else if (quoted) this.#take(1);
    else if (character === "$" && next === "'") this.#ansiC();
    else if (character === "'") this.#until(this.#text.indexOf("'", this.#at + 1) + 1);
    else if (character === "#" && /(?:^|[\s;&|()<>])$/.test(this.#out)) {
      this.#until(this.#text.indexOf("\n", this.#at) + 1);
    } else {
      if (character === "(") this.#open.push("(");
      if (character === ")" && this.#open.at(-1) === "(") this.#open.pop();
      this.#take(1);
    }
  }

  /** Takes everything up to an offset; 0 stands for the end of the text. */
  #until(end: number): void {
    this.#take((end === 0 ? this.#text.length : end) - this.#at);
  }

  #ansiC(): void {
    const body = /^\$'(?:[^'\\]|\\[\s\S])*'?/.exec(this.#text.slice(this.#at))![0];
    this.#take(body.length);
  }
}

/** The text with its joined lines joined, where that makes a difference: in the shell's way, and everywhere. */
export function joinedForms(text: string): readonly string[] {
  if (!text.includes("\\\n")) return [];
  return [...new Set([joinLines(text), text.replaceAll("\\\n", "")])].filter((form) => form !== text);
}
