import type { Reason } from "../verdict.ts";
import { inspectBytes } from "./hygiene.ts";
import { Refusal, refuse } from "./refusal.ts";
import { CommandReader, type StrictCommand } from "./strict-command.ts";
import type { LoopValue } from "./strict-word.ts";

export type { StrictCommand } from "./strict-command.ts";
export type { StrictWord } from "./strict-word.ts";

/** What the strict reading makes of a script. */
export type StrictReading =
  | { readonly kind: "plain"; readonly commands: readonly StrictCommand[] }
  | { readonly kind: "refused"; readonly reason: Reason };

/** Options of {@link readStrictly}. */
export interface StrictOptions {
  /** Name of the shell that will read the text; default `bash`. */
  readonly shell?: string;
  /** Most commands in one script; default 1000. More are refused. */
  readonly commands?: number;
}

/** Names that only a loop would use: no shell, and no program by way of the environment, gives them a meaning. */
const LOOP_NAME = /^[a-z]{1,12}(?=[ \t])/;
/** Values that stay one word, and the same, outside quotes too. */
const LOOP_VALUE = /^[A-Za-z0-9_./@%+,:=-]+$/;
const MAXIMUM_VALUES = 100;
const MAXIMUM_DEPTH = 20;
const MAXIMUM_LENGTH = 100_000;

/**
 * Reads a script as a list of plain commands, or refuses it. It accepts only what provably runs the listed words
 * and nothing else: words, quotes, escapes, `&& || ; |`, newlines, groups, subshells, `if`, `for` over fixed words and names of files, `!`, comments, variables that change nothing, here-documents
 * without expansion, duplicated descriptors and `/dev/null`. When in doubt it refuses.
 */
export function readStrictly(text: string, options: StrictOptions = {}): StrictReading {
  try {
    return { kind: "plain", commands: new ScriptReader(text, options).read() };
  } catch (cause) {
    if (cause instanceof Refusal) return { kind: "refused", reason: cause.reason };
    throw cause;
  }
}

/** What ends a list: the end of the text, a bracket, or one of these reserved words. */
type Closer = "" | ")" | "}" | "then" | "fi" | "done";
/** What else than itself ends the list before a closer. */
const BRANCHES: readonly string[] = ["elif", "else"];

/** Reads how the simple commands are put together. */
class ScriptReader extends CommandReader {
  /** `if` and `for` mean what POSIX says, and have no other forms in which a list ends elsewhere. */
  readonly #compounds: boolean;
  readonly #maximum: number;
  readonly #commands: StrictCommand[] = [];
  /** A loop has read this part before, with another value. */
  #again = false;

  constructor(text: string, { shell = "bash", commands = 1000 }: StrictOptions) {
    super(text, shell);
    const [hazard] = inspectBytes(text);
    if (hazard !== undefined) throw new Refusal(hazard);
    if (text.length > MAXIMUM_LENGTH)
      refuse("too-long", `The script is longer than ${MAXIMUM_LENGTH} characters.`, 0);
    if (!["bash", "sh", "zsh", "dash", "ksh"].includes(shell))
      refuse("shell", `No reading for the shell ${JSON.stringify(shell)}.`, 0);
    this.#compounds = shell === "bash" || shell === "sh" || shell === "dash";
    this.#maximum = commands;
  }

  read(): readonly StrictCommand[] {
    this.#list("", 0);
    if (this.at < this.text.length) refuse("syntax", "Unexpected text after the commands.", this.at);
    if (this.pending.length > 0) refuse("here-document", "A here-document has no body.", this.at);
    if (this.#commands.length === 0) refuse("empty", "There is no command.", 0);
    return this.#commands;
  }

  #list(closer: Closer, depth: number): void {
    if (depth > MAXIMUM_DEPTH) refuse("depth", "Groups are nested too deeply.", this.at);
    let count = 0;
    for (;;) {
      this.skipNewlines();
      if (this.#closes(closer)) {
        if (count === 0 && closer !== "") refuse("syntax", "A group is empty.", this.at);
        return;
      }
      this.#andOr(depth);
      count += 1;
      this.skipBlanks();
      const character = this.text[this.at];
      if (character === ";") {
        if (this.text[this.at + 1] === ";") refuse("syntax", "`;;` belongs to `case`.", this.at);
        this.at += 1;
        this.skipBlanks();
        if (this.text[this.at] === ";") refuse("syntax", "Nothing stands between two `;`.", this.at);
      } else if (character === "\n") this.newline();
      else if (character === "&") refuse("background", "A command runs in the background.", this.at);
      else if ((closer !== "" && closer !== ")") || !this.#closes(closer))
        refuse("syntax", "A separator is missing.", this.at);
    }
  }

  #closes(closer: Closer): boolean {
    if (closer === "") return this.at >= this.text.length;
    if (this.at >= this.text.length) refuse("syntax", `A \`${closer}\` is missing.`, this.at);
    if (closer === ")") return this.text[this.at] === ")";
    return this.stands(closer) || (closer === "fi" && BRANCHES.some((word) => this.stands(word)));
  }

  #andOr(depth: number): void {
    this.#pipeline(depth);
    for (;;) {
      this.skipBlanks();
      const operator = this.text.slice(this.at, this.at + 2);
      if (operator !== "&&" && operator !== "||") return;
      this.at += 2;
      this.skipNewlines();
      this.#pipeline(depth);
    }
  }

  #pipeline(depth: number): void {
    this.skipBlanks();
    if (this.keywords) this.#eatWord("time");
    // `time -p` and `time --` belong to the keyword.
    if (this.text[this.at] === "-")
      refuse("reserved", "`time` has options, or a program starts with a dash.", this.at);
    this.#eatWord("!");
    this.#command(depth);
    for (;;) {
      this.skipBlanks();
      if (this.text[this.at] !== "|" || this.text[this.at + 1] === "|") return;
      if (this.text[this.at + 1] === "&") refuse("pipe", "`|&` joins two streams.", this.at);
      this.at += 1;
      this.skipNewlines();
      this.#command(depth);
    }
  }

  /** Eats a reserved word that stands alone and is followed by a blank. */
  #eatWord(word: string): void {
    const after = this.text[this.at + word.length];
    if (!this.text.startsWith(word, this.at) || (after !== " " && after !== "\t")) return;
    this.at += word.length;
    this.skipBlanks();
  }

  #command(depth: number): void {
    const start = this.at;
    const first = this.text[start];
    if (first === "(") {
      // Joined lines between the two do not part them.
      if (/^\((?:\\\n)*\(/.test(this.text.slice(start)))
        refuse("arithmetic", "`((` starts arithmetic.", start);
      this.#group(")", depth);
    } else if (first === "{" && /[ \t\n]/.test(this.text[start + 1] ?? "")) this.#group("}", depth);
    else if (this.#compounds && this.stands("if")) this.#condition(depth);
    else if (this.#compounds && this.stands("for")) this.#loop(depth);
    else this.#simple();
  }

  #simple(): void {
    const command = this.command();
    if (this.#commands.length >= this.#maximum)
      refuse("too-many", `There are more than ${this.#maximum} commands.`, command.span.start);
    this.#commands.push(this.#again ? { ...command, again: true } : command);
  }

  #group(closer: ")" | "}", depth: number): void {
    this.at += 1;
    this.#list(closer, depth + 1);
    this.at += 1;
    this.#afterGroup();
  }

  /** Reads `if`: whatever the conditions say, no other commands run than those in its lists. */
  #condition(depth: number): void {
    this.at += 2;
    this.#list("then", depth + 1);
    this.at += 4;
    this.#list("fi", depth + 1);
    while (this.stands("elif")) {
      this.at += 4;
      this.#list("then", depth + 1);
      this.at += 4;
      this.#list("fi", depth + 1);
    }
    if (this.stands("else")) {
      this.at += 4;
      this.#list("fi", depth + 1);
    }
    if (!this.stands("fi")) refuse("syntax", "An `if` has two ends.", this.at);
    this.at += 2;
    this.#afterGroup();
  }

  /** Reads `for NAME in WORDS; do LIST; done`: the list once for each word, with the word in the variable's place. */
  #loop(depth: number): void {
    const start = this.at;
    this.at += 3;
    this.skipBlanks();
    const name = LOOP_NAME.exec(this.text.slice(this.at, this.at + 20))?.[0];
    if (name === undefined || this.values.has(name))
      refuse("loop", "The variable of a loop may mean more than the loop gives it.", start);
    this.at += name.length;
    this.skipBlanks();
    if (!this.stands("in")) refuse("loop", "A loop has no words.", start);
    this.at += 2;
    const words = this.#loopWords();
    this.skipNewlines();
    if (!this.stands("do")) refuse("loop", "A loop has no `do`.", this.at);
    this.at += 2;
    // The body of a here-document would be read once for each word.
    if (this.pending.length > 0) refuse("here-document", "A here-document starts before a loop.", start);
    const body = this.at;
    const again = this.#again;
    for (const value of words) {
      this.at = body;
      this.values.set(name, value);
      this.#list("done", depth + 1);
      if (this.pending.length > 0) refuse("here-document", "A here-document goes on behind a loop.", start);
      this.#again = true;
    }
    this.#again = again;
    this.values.delete(name);
    this.at += 4;
    this.#afterGroup();
  }

  #loopWords(): readonly LoopValue[] {
    const words: LoopValue[] = [];
    for (;;) {
      this.skipBlanks();
      const character = this.text[this.at];
      if (character === ";" || character === "\n") break;
      const word = this.scan();
      if (word.kind === "variable" || (word.kind === "literal" && !LOOP_VALUE.test(word.text)))
        refuse("loop", "A word of a loop is not fixed, or may become several.", word.span.start);
      const value: LoopValue =
        word.kind === "literal"
          ? { kind: "word", text: word.text }
          : { kind: "file", anchored: word.anchored && !word.text.startsWith("-") };
      if (words.push(value) > MAXIMUM_VALUES) refuse("loop", "A loop has too many words.", this.at);
    }
    if (words.length === 0) refuse("loop", "A loop has no words.", this.at);
    if (this.text[this.at] === ";") this.at += 1;
    return words;
  }

  /** Reads the redirections behind a group, and sees that nothing else follows it. */
  #afterGroup(): void {
    this.skipBlanks();
    while (this.atRedirect(this.text[this.at] ?? "")) {
      if (!/^[12]?>/.test(this.text.slice(this.at, this.at + 2)))
        refuse("redirect", "The input of a whole group is redirected.", this.at);
      this.redirect([]);
      this.skipBlanks();
    }
    const next = this.text[this.at];
    if (next !== undefined && !"\n;&|)".includes(next))
      refuse("syntax", "Unexpected text after a group.", this.at);
  }
}
