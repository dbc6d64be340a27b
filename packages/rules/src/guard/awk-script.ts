/** What no program that only reads and prints needs: other programs, other files, the environment, other scripts. */
const NAMES: ReadonlySet<string> = new Set(
  "system getline close fflush extension bindtextdomain ENVIRON ARGV SYMTAB FUNCTAB".split(" "),
);
/** Keywords behind which a `/` begins a regular expression. */
const BEFORE_PATTERN: ReadonlySet<string> = new Set("print printf return else do case".split(" "));
/** Keywords behind which nobody writes a `/`, or where versions of awk read it differently. */
const NO_OPERAND: ReadonlySet<string> = new Set(
  "in next nextfile exit delete break continue function func if while for switch default length BEGIN END".split(
    " ",
  ),
);
const CONDITIONS: ReadonlySet<string> = new Set(["if", "while", "for", "switch"]);
const OPERATORS =
  /\*\*=|&&|\|\||==|!=|<=|>=|>>|\|&|\+\+|--|\+=|-=|\*=|%=|\^=|\*\*|!~|[-+*%^!<>|?:=~$,;{}()[\]&]/y;

/** Returns why an awk program is not harmless, or undefined: only reading its input and printing are. */
export function checkAwkScript(script: string): string | undefined {
  return new AwkReader(script).read();
}

/** What stood before: an operand, behind which `/` divides; a place for an operand; or neither for certain. */
type Before = "operand" | "operator" | "unclear";

class AwkReader {
  readonly #text: string;
  #at = 0;
  #before: Before = "operator";
  /** The statement is a `print`, in which `>` names a file. */
  #prints = false;
  #keyword = "";
  /** Whether each open parenthesis belongs to a condition. */
  readonly #open: boolean[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): string | undefined {
    while (this.#at < this.#text.length) {
      const problem = this.#step();
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  /** Takes what a sticky pattern finds here; empty where it finds nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #step(): string | undefined {
    if (this.#take(/(?:[ \t]|\\\n)+/y) !== "") return undefined;
    const comment = this.#take(/#[^\n]*/y);
    if (comment !== "")
      return comment.endsWith("\\")
        ? "has a comment that some versions continue in the next line"
        : undefined;
    if (this.#take(/\n/y) !== "") {
      if (this.#keyword === "in" || this.#keyword === "$")
        return "goes on in the next line in some versions and not in others";
      // A line that ends in an operator, a comma for one, goes on.
      if (this.#before !== "operator") this.#prints = false;
      this.#before = "operator";
      return undefined;
    }
    if (this.#text[this.#at] === '"') return this.#string();
    if (this.#text[this.#at] === "/") return this.#slash();
    const name = this.#take(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (name !== "") return this.#name(name);
    if (this.#take(/0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?/y) !== "") {
      this.#before = "operand";
      return /[A-Za-z0-9_.]/.test(this.#text[this.#at] ?? "") ? "has text behind a number" : undefined;
    }
    return this.#operator();
  }

  #string(): string | undefined {
    this.#before = "operand";
    return this.#take(/"(?:[^"\\\n]|\\[^\n])*"/y) === "" ? "has a text that does not end" : undefined;
  }

  #slash(): string | undefined {
    if (this.#before === "unclear") return "has a `/` that may divide or begin a regular expression";
    if (this.#before === "operand") {
      this.#take(/\/=?/y);
      this.#before = "operator";
      return undefined;
    }
    this.#before = "operand";
    // A `/` in brackets ends the pattern in some versions and not in others.
    const pattern = this.#take(/\/(?:[^/\\\n[]|\\[^\n]|\[\^?\]?(?:\[:[a-z]+:\]|\\[^\n]|[^\]\\\n/[])*\])*\//y);
    return pattern === "" ? "has a regular expression whose end is not clear" : undefined;
  }

  #name(name: string): string | undefined {
    if (NAMES.has(name)) return `uses \`${name}\`, which is not known to be harmless`;
    if (name === "print" || name === "printf") this.#prints = true;
    this.#keyword = name;
    this.#before = BEFORE_PATTERN.has(name) ? "operator" : NO_OPERAND.has(name) ? "unclear" : "operand";
    return undefined;
  }

  #operator(): string | undefined {
    const operator = this.#take(OPERATORS);
    if (operator === "") return "has a character that is not understood";
    if (operator === "|" || operator === "|&") return "pipes to or from a program";
    if (operator === ">>" || (this.#prints && operator.startsWith(">"))) return "writes a file";
    if (operator === "(") this.#open.push(CONDITIONS.has(this.#keyword));
    if (operator === ";" || operator === "}") this.#prints = false;
    const condition = operator === ")" && this.#open.pop() === true;
    if (operator === "++" || operator === "--" || operator === "$") this.#before = "unclear";
    else this.#before = (operator === ")" && !condition) || operator === "]" ? "operand" : "operator";
    this.#keyword = operator === "$" ? "$" : "";
    return undefined;
  }
}
