import { EVALUATES_NAMES, SETS_NAMES } from "../table/builtins.ts";
import { PRINTF_SETS } from "../table/guards.ts";
import { isHarmlessVariable } from "../table/harmless-variables.ts";
import type { Redirect, Span } from "../verdict.ts";
import { type HereDocument, readHereBody } from "./here-document.ts";
import { refuse } from "./refusal.ts";
import { endsWord, type LoopValue, type StrictWord, scanWord } from "./strict-word.ts";

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
  /** A loop runs it again, with another value. */
  readonly again?: true;
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
/** Builtins that change how the shell reads what follows; what `set` may say without that. */
const CHANGES: ReadonlySet<string> = new Set("set shopt setopt unsetopt emulate".split(" "));
const HARMLESS_SET = /^(?:-[eux]+|-[eux]*o|pipefail|errexit|nounset|xtrace)$/;

/** Says whether zsh or ksh evaluates a word of a builtin as arithmetic, which may set a variable. */
function calculates(program: string, args: readonly string[]): boolean {
  const number = (text: string | undefined): boolean => /^[-+]?\d+$/.test(text ?? "");
  switch (program) {
    case "printf":
      return args.some((text) => text.replace(/%%|%-?\d*(?:\.\d+)?[sqb]/g, "").includes("%"));
    case "shift":
    case "exit":
    case "return":
      return !args.every(number);
    case "test":
    case "[":
      return args.some((text, at) =>
        text === "-t"
          ? !number(args[at + 1])
          : /^-(?:eq|ne|lt|le|gt|ge)$/.test(text) && !(number(args[at - 1]) && number(args[at + 1])),
      );
    default:
      return false;
  }
}

/** Says whether a word whose value is open may stand where `test` or `printf` take a name of a variable. */
function mayNameVariable(program: string, args: readonly StrictWord[]): boolean {
  const open = (word: StrictWord | undefined): boolean => word !== undefined && word.kind !== "literal";
  if (program === "printf") return open(args[0]);
  const operands = args.filter(({ text, kind }) => kind !== "literal" || (text !== "]" && text !== "!"));
  if (operands.some(({ text }) => text === "-v" || text === "-R"))
    return operands.some((word) => open(word) || word.text.includes("["));
  // Of two words the first is an operator; a value that is split may bring one with it.
  return (
    operands.some((word) => word.kind === "glob" || (word.kind === "variable" && word.single !== true)) ||
    (operands.length === 2 && open(operands[0]))
  );
}

/** Reads simple commands, one after the other, and what stands between their words. */
export class CommandReader {
  /** The whole text. */
  readonly text: string;
  /** Here-documents whose bodies come after the next newline. */
  readonly pending: HereDocument[] = [];
  /** The values of the variables of the loops around. */
  readonly values: Map<string, LoopValue> = new Map();
  /** Where it reads. */
  at = 0;
  readonly #zsh: boolean;
  /** `time` is a reserved word. */
  readonly keywords: boolean;
  /** Builtins evaluate what stands where a number is expected. */
  readonly #evaluatesNumbers: boolean;
  /** `&>` is one operator; elsewhere `a &>/dev/null b` runs `a` in the background, then `b`. */
  readonly #bothStreams: boolean;

  /** Reads a text for the shell of this name. */
  constructor(text: string, shell: string) {
    this.text = text;
    this.#zsh = shell === "zsh";
    this.keywords = shell === "bash" || shell === "zsh" || shell === "ksh";
    this.#evaluatesNumbers = shell === "zsh" || shell.endsWith("ksh");
    this.#bothStreams = shell === "bash" || shell === "zsh";
  }

  /** Skips blanks, joined lines and comments; not newlines. */
  skipBlanks(): void {
    for (;;) {
      const character = this.text[this.at];
      if (character === " " || character === "\t") this.at += 1;
      else if (character === "\\" && this.text[this.at + 1] === "\n") this.at += 2;
      else if (character === "#") {
        const end = this.text.indexOf("\n", this.at);
        this.at = end < 0 ? this.text.length : end;
      } else return;
    }
  }

  skipNewlines(): void {
    for (;;) {
      this.skipBlanks();
      if (this.text[this.at] !== "\n") return;
      this.newline();
    }
  }

  /** Takes a newline and the bodies of the here-documents that wait for it. */
  newline(): void {
    this.at += 1;
    for (const document of this.pending.splice(0)) this.at = readHereBody(this.text, this.at, document);
  }

  /** Says whether a reserved word stands here. */
  stands(word: string): boolean {
    return this.text.startsWith(word, this.at) && endsWord(this.text, this.at + word.length);
  }

  command(): StrictCommand {
    this.skipBlanks();
    const start = this.at;
    this.#harmlessVariables();
    const words: StrictWord[] = [];
    const redirects: Redirect[] = [];
    let end = start;
    for (;;) {
      this.skipBlanks();
      const character = this.text[this.at];
      if (character === undefined || "\n;|&)".includes(character)) {
        if (this.#bothStreams && character === "&" && this.text[this.at + 1] === ">")
          this.redirect(redirects);
        else break;
      } else if (character === "(") refuse("syntax", "`(` stands inside a command.", this.at);
      else if (this.atRedirect(character)) this.redirect(redirects);
      else words.push(this.#word(words.length));
      end = this.at;
    }
    const [program, first] = words;
    if (program === undefined) refuse("syntax", "A command is missing.", start);
    const looksUp = program.text === "command" && (first?.text === "-v" || first?.text === "-V");
    if (RUNS_MORE.has(program.text) || (program.text === "command" && !looksUp)) {
      refuse("runs-more", `\`${program.text}\` runs other commands.`, start, end);
    }
    const sets =
      SETS_NAMES.has(program.text) ||
      program.text === "wait" ||
      (program.text === "printf" && words.some(({ text }) => /^-v/.test(text) || PRINTF_SETS.test(text)));
    if (sets && words.length > 1) refuse("assignment", `\`${program.text}\` sets a variable.`, start, end);
    const evaluates =
      words.some(({ text }) => /\[[\s\S]*[$`]/.test(text)) || mayNameVariable(program.text, words.slice(1));
    if (EVALUATES_NAMES.has(program.text) && evaluates)
      refuse("runs-more", `\`${program.text}\` may evaluate a subscript.`, start, end);
    if (
      this.#evaluatesNumbers &&
      calculates(
        program.text,
        words.slice(1).map(({ text }) => text),
      )
    )
      refuse("runs-more", `\`${program.text}\` may evaluate a number.`, start, end);
    if (CHANGES.has(program.text) && !words.slice(1).every(({ text }) => HARMLESS_SET.test(text)))
      refuse("options", `\`${program.text}\` may change how the shell reads the script.`, start, end);
    return { words, redirects, span: { start, end } };
  }

  /** Skips variables before the command that change nothing about what runs. */
  #harmlessVariables(): void {
    for (;;) {
      const match = /^([A-Za-z_]+)=([^\s;&|()<>]*)[ \t]+(?=[^\s;&|()<>#\\])/.exec(
        this.text.slice(this.at, this.at + 200),
      );
      if (match === null || !isHarmlessVariable(match[1]!, match[2]!)) return;
      this.at += match[0].length;
    }
  }

  atRedirect(first: string): boolean {
    if (first === "<" || first === ">") return true;
    if (first < "0" || first > "9") return false;
    let at = this.at + 1;
    while (this.text[at]! >= "0" && this.text[at]! <= "9") at += 1;
    return this.text[at] === "<" || this.text[at] === ">";
  }

  scan(): StrictWord {
    const word = scanWord(this.text, this.at, { zsh: this.#zsh, values: this.values });
    this.at = word.span.end;
    return word;
  }

  #word(index: number): StrictWord {
    const start = this.at;
    const word = this.scan();
    if (index > 0) return word;
    if (word.bound) refuse("program", "The program is not a fixed word.", start);
    if (!word.quoted && RESERVED.has(word.text))
      refuse("reserved", `\`${word.text}\` starts a compound command.`, start);
    if (!word.quoted && (word.text === "{" || word.text === "!" || (this.keywords && word.text === "time"))) {
      refuse("reserved", `\`${word.text}\` stands where a command is expected.`, start);
    }
    if (
      word.text.includes("=") &&
      /^[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]*\])?\+?=/.test(this.text.slice(start, word.span.end))
    ) {
      refuse("assignment", "A variable is set.", start);
    }
    if (word.kind !== "literal") refuse("program", "The program is not a fixed word.", start);
    if (word.text === "") refuse("program", "The program is empty.", start);
    return word;
  }

  redirect(into: Redirect[]): void {
    const start = this.at;
    const match = /^([0-9]*)(<<<|<<-|<<|<>|<&|>>|>&|>\||&>>|&>|<|>)/.exec(this.text.slice(start, start + 16));
    if (match === null) refuse("redirect", "A redirection is not understood.", start);
    const operator = match[2]!;
    this.at += match[0].length;
    if (operator === "<<" || operator === "<<-") {
      this.#hereDocument(operator === "<<-", start);
      return;
    }
    this.#skipInner();
    const target = this.scan();
    const span = { start, end: this.at };
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
    while (this.text[this.at] === " " || this.text[this.at] === "\t") this.at += 1;
  }

  #hereDocument(stripTabs: boolean, start: number): void {
    this.#skipInner();
    // Nothing is expanded in an end mark, so no variable has a value there.
    const word = scanWord(this.text, this.at, { zsh: this.#zsh });
    const raw = this.text.slice(word.span.start, word.span.end);
    this.at = word.span.end;
    if (word.kind !== "literal" || word.text === "" || /[\n\\"]/.test(raw) || /[\n]/.test(word.text)) {
      refuse("here-document", "The end mark of a here-document is not a plain word.", start);
    }
    this.pending.push({ mark: word.text, quoted: word.quoted, stripTabs, start });
  }
}
