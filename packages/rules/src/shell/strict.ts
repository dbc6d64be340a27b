import { isHarmlessVariable } from "../table/harmless-variables.ts";
import type { Reason, Redirect, Span } from "../verdict.ts";
import { type HereDocument, readHereBody } from "./here-document.ts";
import { inspectBytes } from "./hygiene.ts";
import { Refusal, refuse } from "./refusal.ts";
import { type StrictWord, scanWord } from "./strict-word.ts";

export type { StrictWord } from "./strict-word.ts";

/** One plain command: the shell runs exactly these words, no more. */
export interface StrictCommand {
  /** The words, program first. */
  readonly words: readonly StrictWord[];
  /** Where it stands in the text. */
  readonly span: Span;
  /** Files that the shell opens for it; descriptors and `/dev/null` do not count. */
  readonly redirects: readonly Redirect[];
  /** Shells that were opened to find it, outermost first. */
  readonly shells?: readonly string[];
}

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

const RESERVED: ReadonlySet<string> = new Set(
  "if then else elif fi do done case esac while until for in function select coproc [[ ]] }".split(" "),
);
/** Builtins that run or bring in other commands than the words say. */
const RUNS_MORE: ReadonlySet<string> = new Set([
  "eval",
  "exec",
  "source",
  ".",
  "trap",
  "builtin",
  "alias",
  "enable",
  "hash",
  "bind",
  "complete",
  "compgen",
  "fc",
  "history",
  "jobs",
  "mapfile",
  "readarray",
]);
/** Builtins that evaluate the subscript of a variable that a word names. */
const EVALUATES: ReadonlySet<string> = new Set(
  "test [ printf unset read let declare typeset local export readonly getopts wait".split(" "),
);
/** Builtins that set the variables that their words name. */
const SETS: ReadonlySet<string> = new Set(
  "read let getopts declare typeset local export readonly integer float".split(" "),
);
const MAXIMUM_DEPTH = 20;
const MAXIMUM_LENGTH = 100_000;

/**
 * Reads a script as a list of plain commands, or refuses it. It accepts only what provably runs the listed words
 * and nothing else: words, quotes, escapes, `&& || ; |`, newlines, groups, subshells, `!`, comments, variables that change nothing, here-documents
 * without expansion, duplicated descriptors and `/dev/null`. When in doubt it refuses.
 */
export function readStrictly(text: string, options: StrictOptions = {}): StrictReading {
  try {
    return { kind: "plain", commands: new Scanner(text, options).read() };
  } catch (cause) {
    if (cause instanceof Refusal) return { kind: "refused", reason: cause.reason };
    throw cause;
  }
}

class Scanner {
  readonly #text: string;
  readonly #zsh: boolean;
  readonly #keywords: boolean;
  /** `&>` is one operator; elsewhere `a &>/dev/null b` runs `a` in the background, then `b`. */
  readonly #bothStreams: boolean;
  readonly #maximum: number;
  readonly #commands: StrictCommand[] = [];
  readonly #pending: HereDocument[] = [];
  #at = 0;

  constructor(text: string, options: StrictOptions) {
    const shell = options.shell ?? "bash";
    const [hazard] = inspectBytes(text);
    if (hazard !== undefined) throw new Refusal(hazard);
    if (text.length > MAXIMUM_LENGTH)
      refuse("too-long", `The script is longer than ${MAXIMUM_LENGTH} characters.`, 0);
    if (!["bash", "sh", "zsh", "dash", "ksh"].includes(shell))
      refuse("shell", `No reading for the shell ${JSON.stringify(shell)}.`, 0);
    this.#text = text;
    this.#zsh = shell === "zsh";
    this.#keywords = shell === "bash" || shell === "zsh" || shell === "ksh";
    this.#bothStreams = shell === "bash" || shell === "zsh";
    this.#maximum = options.commands ?? 1000;
  }

  read(): readonly StrictCommand[] {
    this.#list("", 0);
    if (this.#at < this.#text.length) refuse("syntax", "Unexpected text after the commands.", this.#at);
    if (this.#pending.length > 0) refuse("here-document", "A here-document has no body.", this.#at);
    if (this.#commands.length === 0) refuse("empty", "There is no command.", 0);
    return this.#commands;
  }

  /** Skips blanks, joined lines and comments; not newlines. */
  #skipBlanks(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === " " || character === "\t") this.#at += 1;
      else if (character === "\\" && this.#text[this.#at + 1] === "\n") this.#at += 2;
      else if (character === "#") {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else return;
    }
  }

  #skipNewlines(): void {
    for (;;) {
      this.#skipBlanks();
      if (this.#text[this.#at] !== "\n") return;
      this.#newline();
    }
  }

  /** Takes a newline and the bodies of the here-documents that wait for it. */
  #newline(): void {
    this.#at += 1;
    for (const document of this.#pending.splice(0)) this.#at = readHereBody(this.#text, this.#at, document);
  }

  #list(closer: "" | ")" | "}", depth: number): void {
    if (depth > MAXIMUM_DEPTH) refuse("depth", "Groups are nested too deeply.", this.#at);
    let count = 0;
    for (;;) {
      this.#skipNewlines();
      if (this.#closes(closer)) {
        if (count === 0 && closer !== "") refuse("syntax", "A group is empty.", this.#at);
        return;
      }
      this.#andOr(depth);
      count += 1;
      this.#skipBlanks();
      const character = this.#text[this.#at];
      if (character === ";") {
        if (this.#text[this.#at + 1] === ";") refuse("syntax", "`;;` belongs to `case`.", this.#at);
        this.#at += 1;
        this.#skipBlanks();
        if (this.#text[this.#at] === ";") refuse("syntax", "Nothing stands between two `;`.", this.#at);
      } else if (character === "\n") this.#newline();
      else if (character === "&") refuse("background", "A command runs in the background.", this.#at);
      else if (closer === "}" || !this.#closes(closer)) refuse("syntax", "A separator is missing.", this.#at);
    }
  }

  #closes(closer: "" | ")" | "}"): boolean {
    if (closer === "") return this.#at >= this.#text.length;
    if (this.#at >= this.#text.length) refuse("syntax", `A \`${closer}\` is missing.`, this.#at);
    return this.#text[this.#at] === closer && (closer === ")" || this.#wordEndsAt(this.#at + 1));
  }

  #wordEndsAt(at: number): boolean {
    const character = this.#text[at];
    return character === undefined || " \t\n;&|()<>".includes(character);
  }

  #andOr(depth: number): void {
    this.#pipeline(depth);
    for (;;) {
      this.#skipBlanks();
      const operator = this.#text.slice(this.#at, this.#at + 2);
      if (operator !== "&&" && operator !== "||") return;
      this.#at += 2;
      this.#skipNewlines();
      this.#pipeline(depth);
    }
  }

  #pipeline(depth: number): void {
    this.#skipBlanks();
    if (this.#keywords) this.#eatWord("time");
    // `time -p` and `time --` belong to the keyword.
    if (this.#text[this.#at] === "-")
      refuse("reserved", "`time` has options, or a program starts with a dash.", this.#at);
    this.#eatWord("!");
    this.#command(depth);
    for (;;) {
      this.#skipBlanks();
      if (this.#text[this.#at] !== "|" || this.#text[this.#at + 1] === "|") return;
      if (this.#text[this.#at + 1] === "&") refuse("pipe", "`|&` joins two streams.", this.#at);
      this.#at += 1;
      this.#skipNewlines();
      this.#command(depth);
    }
  }

  /** Eats a reserved word that stands alone and is followed by a blank. */
  #eatWord(word: string): void {
    const after = this.#text[this.#at + word.length];
    if (!this.#text.startsWith(word, this.#at) || (after !== " " && after !== "\t")) return;
    this.#at += word.length;
    this.#skipBlanks();
  }

  #command(depth: number): void {
    const start = this.#at;
    const first = this.#text[start];
    if (first === "(") {
      // Joined lines between the two do not part them.
      if (/^\((?:\\\n)*\(/.test(this.#text.slice(start)))
        refuse("arithmetic", "`((` starts arithmetic.", start);
      this.#group(")", depth);
    } else if (first === "{" && /[ \t\n]/.test(this.#text[start + 1] ?? "")) this.#group("}", depth);
    else this.#simple();
  }

  #group(closer: ")" | "}", depth: number): void {
    this.#at += 1;
    this.#list(closer, depth + 1);
    this.#at += 1;
    this.#skipBlanks();
    while (this.#atRedirect(this.#text[this.#at] ?? "")) {
      if (!/^[12]?>/.test(this.#text.slice(this.#at, this.#at + 2)))
        refuse("redirect", "The input of a whole group is redirected.", this.#at);
      this.#redirect([]);
      this.#skipBlanks();
    }
    const next = this.#text[this.#at];
    if (next !== undefined && !"\n;&|)".includes(next))
      refuse("syntax", "Unexpected text after a group.", this.#at);
  }

  #simple(): void {
    this.#skipBlanks();
    const start = this.#at;
    this.#harmlessVariables();
    const words: StrictWord[] = [];
    const redirects: Redirect[] = [];
    let end = start;
    for (;;) {
      this.#skipBlanks();
      const character = this.#text[this.#at];
      if (character === undefined || "\n;|&)".includes(character)) {
        if (this.#bothStreams && character === "&" && this.#text[this.#at + 1] === ">")
          this.#redirect(redirects);
        else break;
      } else if (character === "(") refuse("syntax", "`(` stands inside a command.", this.#at);
      else if (this.#atRedirect(character)) this.#redirect(redirects);
      else words.push(this.#word(words.length));
      end = this.#at;
    }
    const [program, first] = words;
    if (program === undefined) refuse("syntax", "A command is missing.", start);
    const looksUp = program.text === "command" && (first?.text === "-v" || first?.text === "-V");
    if (RUNS_MORE.has(program.text) || (program.text === "command" && !looksUp)) {
      refuse("runs-more", `\`${program.text}\` runs other commands.`, start, end);
    }
    const sets =
      SETS.has(program.text) || (program.text === "printf" && first?.text.startsWith("-v") === true);
    if (sets && words.length > 1) refuse("assignment", `\`${program.text}\` sets a variable.`, start, end);
    if (EVALUATES.has(program.text) && words.some(({ text }) => /\[[\s\S]*[$`]/.test(text)))
      refuse("runs-more", `\`${program.text}\` may evaluate a subscript.`, start, end);
    if (this.#commands.length >= this.#maximum)
      refuse("too-many", `There are more than ${this.#maximum} commands.`, start);
    this.#commands.push({ words, redirects, span: { start, end } });
  }

  /** Skips variables before the command that change nothing about what runs. */
  #harmlessVariables(): void {
    for (;;) {
      const match = /^([A-Za-z_]+)=([^\s;&|()<>]*)[ \t]+(?=[^\s;&|()<>#\\])/.exec(
        this.#text.slice(this.#at, this.#at + 200),
      );
      if (match === null || !isHarmlessVariable(match[1]!, match[2]!)) return;
      this.#at += match[0].length;
    }
  }

  #atRedirect(first: string): boolean {
    if (first === "<" || first === ">") return true;
    if (first < "0" || first > "9") return false;
    let at = this.#at + 1;
    while (this.#text[at]! >= "0" && this.#text[at]! <= "9") at += 1;
    return this.#text[at] === "<" || this.#text[at] === ">";
  }

  #word(index: number): StrictWord {
    const start = this.#at;
    const word = scanWord(this.#text, start, { zsh: this.#zsh });
    this.#at = word.span.end;
    if (index > 0) return word;
    if (!word.quoted && RESERVED.has(word.text))
      refuse("reserved", `\`${word.text}\` starts a compound command.`, start);
    if (
      !word.quoted &&
      (word.text === "{" || word.text === "!" || (this.#keywords && word.text === "time"))
    ) {
      refuse("reserved", `\`${word.text}\` stands where a command is expected.`, start);
    }
    if (
      word.text.includes("=") &&
      /^[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]*\])?\+?=/.test(this.#text.slice(start, word.span.end))
    ) {
      refuse("assignment", "A variable is set.", start);
    }
    if (word.kind !== "literal") refuse("program", "The program is not a fixed word.", start);
    if (word.text === "") refuse("program", "The program is empty.", start);
    return word;
  }

  #redirect(into: Redirect[]): void {
    const start = this.#at;
    const match = /^([0-9]*)(<<<|<<-|<<|<>|<&|>>|>&|>\||&>>|&>|<|>)/.exec(
      this.#text.slice(start, start + 16),
    );
    if (match === null) refuse("redirect", "A redirection is not understood.", start);
    const operator = match[2]!;
    this.#at += match[0].length;
    if (operator === "<<" || operator === "<<-") {
      this.#hereDocument(operator === "<<-", start);
      return;
    }
    this.#skipInner();
    const target = scanWord(this.#text, this.#at, { zsh: this.#zsh });
    this.#at = target.span.end;
    const span = { start, end: this.#at };
    if (target.kind !== "literal")
      refuse("redirect", "The target of a redirection is not a fixed word.", start);
    if (operator === "<<<") return;
    if (operator === ">&") {
      if (/^[012]$/.test(target.text) && !target.quoted && /^[012]?$/.test(match[1]!)) return;
      refuse("redirect", "Output goes to another descriptor or a file.", start);
    }
    if (operator === "<") {
      if (target.text.startsWith("/dev/") && target.text !== "/dev/null")
        refuse("redirect", "Input comes from a device.", start);
      if (target.text === "" || !/^0?$/.test(match[1]!))
        refuse("redirect", "Input goes to another descriptor.", start);
      into.push({ mode: "read", path: target.text, span });
      return;
    }
    if (["<>", "<&", ">|"].includes(operator))
      refuse("redirect", `\`${operator}\` opens a file for writing or moves a descriptor.`, start);
    if (target.text !== "/dev/null" || !/^[12]?$/.test(match[1]!))
      refuse("redirect", "Output goes to a file.", start);
  }

  #skipInner(): void {
    while (this.#text[this.#at] === " " || this.#text[this.#at] === "\t") this.#at += 1;
  }

  #hereDocument(stripTabs: boolean, start: number): void {
    this.#skipInner();
    const word = scanWord(this.#text, this.#at, { zsh: this.#zsh });
    const raw = this.#text.slice(word.span.start, word.span.end);
    this.#at = word.span.end;
    if (word.kind !== "literal" || word.text === "" || /[\n\\"]/.test(raw) || /[\n]/.test(word.text)) {
      refuse("here-document", "The end mark of a here-document is not a plain word.", start);
    }
    this.#pending.push({ mark: word.text, quoted: word.quoted, stripTabs, start });
  }
}
