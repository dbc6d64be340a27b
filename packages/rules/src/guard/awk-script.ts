/** Names that run or read programs, reach outside, or end what was opened. */
const HARMFUL: Readonly<Record<string, string>> = {
  system: "runs a program with system()",
  getline: "reads a file or a program with getline",
  close: "uses close(), which only matters for files and programs",
  fflush: "uses fflush(), which only matters for files and programs",
  ENVIRON: "reads or sets the environment",
  ARGV: "reads or sets the list of files",
};
const KEYWORDS: ReadonlySet<string> = new Set(
  "print printf return in else do exit delete next nextfile case default break continue if while for switch BEGIN END BEGINFILE ENDFILE function func".split(
    " ",
  ),
);
const HEADS: ReadonlySet<string> = new Set(["if", "while", "for", "switch"]);

/** What the last token says about a `/` that follows. */
type Before = "operand" | "operator" | "unclear";

/** Returns why an awk program is not harmless, or undefined: it neither runs nor writes anything, in any version of awk. */
export function checkAwkScript(script: string): string | undefined {
  return new AwkReader(script).read();
}

class AwkReader {
  readonly #text: string;
  #at = 0;
  #before: Before = "operator";
  /** In a print statement, where `>` writes. */
  #printing = false;
  #word = "";
  /** For each open parenthesis whether a statement follows it, so that a `/` behind it begins a regular expression. */
  readonly #heads: boolean[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): string | undefined {
    while (this.#at < this.#text.length) {
      const problem = this.#token();
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #token(): string | undefined {
    if (this.#match(/(?:[ \t]|\\\r?\n)+/y) !== undefined) return undefined;
    const last = this.#word;
    this.#word = "";
    const character = this.#text[this.#at]!;
    const name = this.#match(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (name !== undefined) return this.#name(name);
    if (
      this.#match(/0[xX][0-9A-Fa-f]+|[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?/y) !==
      undefined
    ) {
      this.#before = "operand";
      return undefined;
    }
    if (character === '"') return this.#string();
    if (character === "/") return this.#slash();
    if (character === "#") {
      const comment = this.#match(/#[^\n]*/y)!;
      this.#word = last;
      return comment.endsWith("\\")
        ? "has a comment that some versions continue in the next line"
        : undefined;
    }
    this.#at += 1;
    return this.#sign(character, last);
  }

  #name(name: string): string | undefined {
    if (Object.hasOwn(HARMFUL, name)) return HARMFUL[name];
    if (name === "print" || name === "printf") this.#printing = true;
    this.#word = name;
    // `length` may stand without its parentheses.
    this.#before = name === "length" ? "unclear" : KEYWORDS.has(name) ? "operator" : "operand";
    return undefined;
  }

  #string(): string | undefined {
    this.#before = "operand";
    return this.#match(/"(?:[^"\\\n]|\\[^\n])*"/y) === undefined
      ? "has a text that does not end in its line"
      : undefined;
  }

  #slash(): string | undefined {
    if (this.#before === "unclear") return "has a `/` that may divide or begin a regular expression";
    if (this.#before === "operand") {
      this.#at += 1;
      this.#before = "operator";
      return undefined;
    }
    const expression = this.#match(/\/(?:[^/\\\n]|\\[^\n])*\//y);
    if (expression === undefined) return "has a regular expression that does not end in its line";
    // A slash inside brackets ends the expression in some versions and not in others.
    const opened = expression.slice(1, -1).replace(/\\[\s\S]|\[\^?\]?(?:\[([:.=])[^\]]*?\1\]|[^\]])*\]/g, "");
    this.#before = "operand";
    return opened.includes("[") ? "has a regular expression whose end is not clear" : undefined;
  }

  #sign(sign: string, last: string): string | undefined {
    const next = this.#text[this.#at];
    if (sign === "|" && next !== "|") return "pipes to or from a program";
    if (sign === "@") return "uses something that is not known to be harmless";
    if (sign === ">" && this.#printing) return "writes a file";
    if (sign === "(") this.#heads.push(HEADS.has(last));
    if ((sign === "|" || sign === "&" || sign === "+" || sign === "-") && next === sign) this.#at += 1;
    const ends = sign === ";" || sign === "}" || (sign === "\n" && this.#before !== "operator");
    if (ends || (sign === "\n" && KEYWORDS.has(last))) this.#printing = false;
    if (sign === ")") this.#before = this.#heads.pop() === true ? "operator" : "operand";
    else if (sign === "]") this.#before = "operand";
    else if ((sign === "+" || sign === "-") && next === sign) this.#before = "unclear";
    else this.#before = "operator";
    return undefined;
  }
}
