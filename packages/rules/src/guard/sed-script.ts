/** Commands that print, delete or move text in sed's two spaces, or print the name of the file; nothing else. */
const PLAIN_COMMANDS = "pPdDnNgGhHxlzF=}";

/** Returns why a sed script is not harmless, or undefined: only printing, deleting and substituting are. */
export function checkSedScript(script: string): string | undefined {
  if (script.includes("\n") && script.length > 10_000) return "is too long a sed script";
  const reader = new SedReader(script);
  return reader.read();
}

/** Returns why a sed script may run a program or write a file, or undefined where it surely does neither. */
export function checkSedEffects(script: string): string | undefined {
  return new SedReader(script, true).read();
}

class SedReader {
  readonly #text: string;
  /** Commands that change text or jump are fine as well. */
  readonly #anyText: boolean;
  #at = 0;

  constructor(text: string, anyText = false) {
    this.#text = text;
    this.#anyText = anyText;
  }

  read(): string | undefined {
    for (;;) {
      this.#skip(/[ \t\n;]*/y);
      if (this.#at >= this.#text.length) return undefined;
      const problem = this.#command();
      if (problem !== undefined) return problem;
    }
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    this.#at += match?.[0].length ?? 0;
    return match?.[0] ?? "";
  }

  #command(): string | undefined {
    if (!this.#addresses()) return "has an address that is not understood";
    this.#skip(/[ \t]*/y);
    this.#skip(/!?[ \t]*/y);
    const command = this.#text[this.#at];
    this.#at += 1;
    if (command === undefined) return "has no command";
    if (command === "{") return undefined;
    if (command === "s") return this.#substitute();
    if (command === "y") return this.#delimited(2) ? this.#end() : "has an unfinished `y`";
    if (command === "q" || command === "Q") {
      this.#skip(/[ \t]*[0-9]*/y);
      return this.#end();
    }
    if (command === "#") {
      this.#skip(/[^\n]*/y);
      return undefined;
    }
    if (PLAIN_COMMANDS.includes(command)) return command === "}" ? undefined : this.#end();
    if (command === "e") return "runs a program with the `e` command";
    if (command === "w" || command === "W") return "writes a file with the `w` command";
    if (this.#anyText && this.#changesText(command)) return undefined;
    return `has the command \`${command}\`, which is not known to be harmless`;
  }

  /** Takes the rest of a command that adds text, reads a file, jumps or names a place to jump to. */
  #changesText(command: string): boolean {
    if ("aic".includes(command)) this.#skip(/(?:\\[\s\S]|[^\\\n])*/y);
    else if ("rR".includes(command)) this.#skip(/[^\n]*/y);
    else if ("btT:".includes(command)) this.#skip(/[ \t]*[^\s;}]*/y);
    else return false;
    return true;
  }

  /** After a command comes a separator, `}` or the end. */
  #end(): string | undefined {
    this.#skip(/[ \t]*/y);
    const next = this.#text[this.#at];
    return next === undefined || ";\n}#".includes(next) ? undefined : "has text after a command";
  }

  #addresses(): boolean {
    if (!this.#address()) return false;
    this.#skip(/[ \t]*/y);
    if (this.#text[this.#at] !== ",") return true;
    this.#at += 1;
    this.#skip(/[ \t]*[+~]?/y);
    const before = this.#at;
    return this.#address() && this.#at > before;
  }

  /** Reads an address if one is there; false when it is broken. */
  #address(): boolean {
    const character = this.#text[this.#at];
    if (character === undefined) return true;
    if (character === "$") {
      this.#at += 1;
      return true;
    }
    if (/[0-9]/.test(character)) {
      this.#skip(/[0-9]+(?:~[0-9]+)?/y);
      return true;
    }
    if (character !== "/" && character !== "\\") return true;
    if (character === "\\") this.#at += 1;
    if (!this.#delimited(1)) return false;
    this.#skip(/[IM]*/y);
    return true;
  }

  /** Reads `count` parts after a delimiter character; the offset is at the delimiter. */
  #delimited(count: number): boolean {
    const delimiter = this.#text[this.#at];
    // One byte, whatever the encoding.
    if (delimiter === undefined || !/^[\x20-\x7e]$/.test(delimiter) || delimiter === "\\") return false;
    this.#at += 1;
    for (let part = 0; part < count; part += 1) {
      for (;;) {
        const character = this.#text[this.#at];
        if (character === undefined || (character === "\n" && part === 0)) return false;
        this.#at += character === "\\" ? 2 : 1;
        if (character === delimiter) break;
        // A delimiter inside brackets ends the part in some versions and not in others.
        if (character === "[" && part === 0 && this.#bracketHolds(delimiter)) return false;
      }
    }
    return true;
  }

  /** Reads on behind `[`; a first `]`, and classes such as `[:alpha:]`, do not end the brackets. */
  #bracketHolds(delimiter: string): boolean {
    const brackets = /\^?\]?(?:\[([:.=])[\s\S]*?\1\]|[^\]])*\]/y;
    brackets.lastIndex = this.#at;
    return brackets.exec(this.#text)?.[0].includes(delimiter) ?? false;
  }

  #substitute(): string | undefined {
    if (!this.#delimited(2)) return "has a substitution that is not understood";
    const flags = this.#skip(/[A-Za-z0-9]*/y);
    if (flags.includes("e")) return "runs a program with the `e` flag";
    if (flags.includes("w")) return "writes a file with the `w` flag";
    if (!/^[gpiIMm0-9]*$/.test(flags)) return "has a flag that is not known to be harmless";
    return this.#end();
  }
}
