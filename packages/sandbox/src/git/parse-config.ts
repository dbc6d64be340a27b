/** One variable of a git configuration file. Section and key are in lower case, the subsection is as written. */
export interface GitVariable {
  readonly section: string;
  readonly subsection?: string;
  readonly key: string;
  /** Absent for a key without `=`, which git reads as true. */
  readonly value?: string;
}

/**
 * Reads a git configuration file (git-config(1), "Syntax"). Tolerant where git stops: a broken line is skipped, because
 * the purpose is to find what git may obey, and git obeys the lines above the broken one.
 */
export function parseGitConfig(text: string): readonly GitVariable[] {
  const variables: GitVariable[] = [];
  let section = "";
  let subsection: string | undefined;
  const reader = new LineReader(text);
  while (!reader.done) {
    reader.skipBlank();
    if (reader.done) break;
    if (reader.peek() === "#" || reader.peek() === ";") {
      reader.skipLine();
    } else if (reader.peek() === "[") {
      const header = reader.header();
      if (header) [section, subsection] = header;
    } else {
      const variable = reader.variable();
      if (variable && section !== "") {
        variables.push({ section, ...(subsection === undefined ? {} : { subsection }), ...variable });
      }
    }
  }
  return variables;
}

class LineReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  peek(): string {
    return this.#text[this.#at] ?? "";
  }

  skipBlank(): void {
    while (!this.done && /\s/.test(this.peek())) this.#at++;
  }

  skipLine(): void {
    while (!this.done && this.peek() !== "\n") this.#at++;
  }

  header(): [string, string | undefined] | undefined {
    const rest = this.#text.slice(this.#at);
    const match = /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\\n]|\\[^\n])*)")?\s*\]/.exec(rest);
    if (!match) {
      this.skipLine();
      return undefined;
    }
    this.#at += match[0].length;
    const name = match[1]!;
    if (match[2] !== undefined) return [name.toLowerCase(), match[2].replace(/\\(.)/g, "$1")];
    // The old spelling [section.subsection].
    const dot = name.indexOf(".");
    return dot < 0
      ? [name.toLowerCase(), undefined]
      : [name.slice(0, dot).toLowerCase(), name.slice(dot + 1).toLowerCase()];
  }

  variable(): { readonly key: string; readonly value?: string } | undefined {
    const match = /^[A-Za-z][A-Za-z0-9-]*/.exec(this.#text.slice(this.#at));
    if (!match) {
      this.skipLine();
      return undefined;
    }
    this.#at += match[0].length;
    const key = match[0].toLowerCase();
    while (this.peek() === " " || this.peek() === "\t") this.#at++;
    if (this.peek() !== "=") {
      this.skipLine();
      return { key };
    }
    this.#at++;
    return { key, value: this.#value() };
  }

  #value(): string {
    let value = "";
    let solid = 0;
    let quoted = false;
    while (this.peek() === " " || this.peek() === "\t") this.#at++;
    for (; !this.done && this.peek() !== "\n"; this.#at++) {
      const character = this.peek();
      if (character === "\\") {
        this.#at++;
        const escaped = this.peek();
        if (escaped !== "\n") value += { n: "\n", t: "\t", b: "\b" }[escaped] ?? escaped;
        solid = value.length;
      } else if (character === '"') {
        quoted = !quoted;
        solid = value.length;
      } else if (!quoted && (character === "#" || character === ";")) {
        this.skipLine();
        break;
      } else {
        value += character;
        if (quoted || !/\s/.test(character)) solid = value.length;
      }
    }
    return value.slice(0, solid);
  }
}
