/** Blanks of the grammar that Codex parses with: more than a shell takes. */
const BLANK = /[ \t\r\f\v]/;
const FORBIDDEN_IN_WORD = /[{}*?[\]\\~^#$`]/;
/** A line end is a blank where an escaped blank begins the next line. */
const NEWLINE_BEFORE_ESCAPE = /^\n[ \t]*\\[\n \t\f\v]/;
/** A backslash before these counts as a blank; before a space it does so only between words. */
const ENDS_AT_ESCAPE = /^\\[\n\t\f\v]/;
const ENDS_WORD = /[ \t\r\f\v\n;|&<>()'"`]/;
/** Words that start something other than a command when they stand first. */
const NOT_COMMANDS: ReadonlySet<string> = new Set([
  "export",
  "declare",
  "local",
  "readonly",
  "typeset",
  "unset",
  "unsetenv",
  "if",
  "for",
  "while",
  "until",
  "case",
  "function",
  "select",
]);
/** Letters of any script count as parts of a name here. */
const ASSIGNMENT = /^(?:[-@]*@|--|-(?=[0-9])|(?!_\+?[=:]))[\p{L}\p{N}_]+(?:=|\+[=:])/u;
/** The grammar takes a name before these for the inside of an expansion. */
const LOOKS_LIKE_EXPANSION = /^(?:[-@]*@|--|-(?=[0-9])|(?!_[%@]))[\p{L}\p{N}_]+[%@]/u;
const NUMBER = /^-?(?:0x)?[0-9]+(?:#[0-9A-Za-z@_]+)?$/;

/**
 * Splits a script into plain commands under the rules of Codex 0.169.0: bare words, numbers, plain quoted text and
 * their concatenations, joined by `&& || ; |` and newlines. Undefined: Codex takes the script as one opaque word.
 */
export function splitPlainCommands(script: string): readonly (readonly string[])[] | undefined {
  if (/\\[\n \t\f\v][ \t\r\f\v]*$/.test(script)) return undefined;
  const scanner = new PlainScanner(script.startsWith("\ufeff") ? script.slice(1) : script);
  return scanner.read();
}

class PlainScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly (readonly string[])[] | undefined {
    const commands: (readonly string[])[] = [];
    let needed = false;
    for (;;) {
      this.#blanks(true);
      if (this.#at >= this.#text.length) return needed || commands.length === 0 ? undefined : commands;
      const command = this.#command();
      if (command === undefined) return undefined;
      commands.push(command);
      this.#blanks(false);
      const operator = /^(?:&&|\|\||\||;|\n|$)/.exec(this.#text.slice(this.#at));
      if (operator === null || this.#text.startsWith(";;", this.#at) || this.#text.startsWith("|&", this.#at))
        return undefined;
      this.#at += operator[0].length;
      needed = operator[0] !== ";" && operator[0] !== "\n" && operator[0] !== "";
    }
  }

  #blanks(newlines: boolean): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return;
      const joins =
        character === "\n" && NEWLINE_BEFORE_ESCAPE.test(this.#text.slice(this.#at, this.#at + 40));
      if (BLANK.test(character) || joins || (newlines && character === "\n")) this.#at += 1;
      else if (character === "\\" && /[\n \t\f\v]/.test(this.#text[this.#at + 1] ?? "")) this.#at += 2;
      else return;
    }
  }

  #command(): readonly string[] | undefined {
    const words: string[] = [];
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined || /[\n;|]/.test(character)) break;
      if (character === "&") {
        if (!this.#text.startsWith("&&", this.#at)) return undefined;
        break;
      }
      const word = this.#word(words.length === 0);
      if (word === undefined) return undefined;
      words.push(word);
      this.#blanks(false);
    }
    return words.length === 0 ? undefined : words;
  }

  #word(first: boolean): string | undefined {
    const start = this.#at;
    let text = "";
    let pieces = 0;
    let quoted = false;
    for (;;) {
      if (quoted && /^\\[ \t\f\v]/.test(this.#text.slice(this.#at, this.#at + 2))) break;
      const character = this.#text[this.#at];
      if (character === undefined || BLANK.test(character) || /[\n;|&]/.test(character)) break;
      const piece = character === "'" ? this.#single() : character === '"' ? this.#double() : this.#bare();
      if (piece === undefined) return undefined;
      text += piece;
      pieces += 1;
      quoted = character === "'" || character === '"';
      // A joined line inside a word is no blank.
      if (ENDS_AT_ESCAPE.test(this.#text.slice(this.#at, this.#at + 2))) break;
    }
    if (pieces > 1 && text === "") return undefined;
    if (!first) return text;
    const raw = this.#text.slice(start, this.#at);
    const bare = pieces === 1 && raw === text;
    const escaped = /\\[ \t\f\v][ \t]*$/.test(this.#text.slice(0, start));
    const named = !escaped && (LOOKS_LIKE_EXPANSION.test(raw) || ASSIGNMENT.test(raw));
    return !bare || named || NUMBER.test(raw) || NOT_COMMANDS.has(raw) || raw === "!" ? undefined : text;
  }

  #bare(): string | undefined {
    const start = this.#at;
    while (this.#at < this.#text.length && !ENDS_WORD.test(this.#text[this.#at]!)) {
      if (ENDS_AT_ESCAPE.test(this.#text.slice(this.#at, this.#at + 2))) break;
      this.#at += 1;
    }
    const text = this.#text.slice(start, this.#at);
    if (text === "" || FORBIDDEN_IN_WORD.test(text) || text.startsWith("=")) return undefined;
    return text;
  }

  #single(): string | undefined {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) return undefined;
    const text = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return text;
  }

  #double(): string | undefined {
    const end = this.#text.indexOf('"', this.#at + 1);
    if (end < 0) return undefined;
    const text = this.#text.slice(this.#at + 1, end);
    if (/[$`]|\\[$`"\\\n]|\\$/.test(text)) return undefined;
    this.#at = end + 1;
    return text;
  }
}
