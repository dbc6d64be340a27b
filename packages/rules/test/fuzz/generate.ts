import type { Random } from "./random.ts";

/** Programs that stubs stand for. */
export const STUBS: readonly string[] = [
  "git",
  "ls",
  "cat",
  "rm",
  "npm",
  "rg",
  "sh",
  "env",
  "sudo",
  "xargs",
  "a",
  "b",
];

const WORDS = [
  "git",
  "ls",
  "cat",
  "rm",
  "push",
  "status",
  "-rf",
  "x",
  "a",
  "b",
  "--all",
  "HEAD~1",
  "HEAD^",
  "k=v",
  "a:b",
  "1",
  "2",
  "-n",
  ".",
];
const PROGRAMS = [...STUBS, "git", "ls", "rm"];
const VARIABLES = ["X", "Y", "HOME", "IFS", "U"];
const BLANKS = [" ", " ", " ", " ", "  ", "\t", "\\\n", " \\\n "];
const ODD = [
  "\r",
  "\f",
  "\v",
  "\u00a0",
  "\u2003",
  "\u200b",
  "\ufeff",
  "\u2028",
  "\u3000",
  "\x01",
  "\x7f",
  "é",
  "ʻ",
  "＂",
];
const PUNCTUATION = [
  "'",
  '"',
  "`",
  "$",
  "\\",
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  "<",
  ">",
  "|",
  "&",
  ";",
  "#",
  "!",
  "~",
  "*",
  "?",
  "=",
  "^",
  "\n",
  " ",
  "-",
  ",",
];

/** Makes one script: mostly well formed, sometimes with a few characters changed. */
export function generateScript(random: Random): string {
  const maker = new Maker(random);
  let script = maker.list(0);
  if (!maker.guarded && random.chance(0.3)) script = mutate(script, random);
  return script;
}

function mutate(script: string, random: Random): string {
  const characters = [...script];
  const edits = 1 + Math.floor(random.next() * 3);
  for (let edit = 0; edit < edits; edit += 1) {
    const at = Math.floor(random.next() * (characters.length + 1));
    const kind = random.next();
    if (kind < 0.4) characters.splice(at, 0, random.pick(PUNCTUATION));
    else if (kind < 0.6) characters.splice(at, 0, random.pick(ODD));
    else if (kind < 0.85) characters.splice(at, 1);
    else if (characters.length > 1) characters.splice(at, 1, random.pick(PUNCTUATION));
  }
  return characters.join("");
}

class Maker {
  readonly #random: Random;
  /** Set where a change of characters could make a loop or a recursion without end. */
  guarded = false;
  #documents: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  #of(...choices: (() => string)[]): string {
    return this.#random.pick(choices)();
  }

  #blank(): string {
    return this.#random.pick(BLANKS);
  }

  list(depth: number): string {
    const count = 1 + Math.floor(this.#random.next() * 3);
    let text = "";
    for (let at = 0; at < count; at += 1) {
      if (at > 0)
        text += this.#random.pick([
          ";",
          " ; ",
          "\n",
          " && ",
          "&&",
          " || ",
          "||",
          " | ",
          "|",
          " & ",
          " |& ",
          "\n\n",
          " && \n",
        ]);
      text += this.#command(depth);
      text += this.#flush();
    }
    if (this.#random.chance(0.1)) text += this.#random.pick([" # comment", "#x", ";", "\n", " &", " #\n"]);
    return text;
  }

  /** Bodies of pending here-documents come after the line. */
  #flush(): string {
    const bodies = this.#documents.splice(0);
    return bodies.length === 0 ? "" : `\n${bodies.join("")}`;
  }

  #command(depth: number): string {
    if (depth > 2 || this.#random.chance(0.75)) return this.#simple(depth);
    const inner = (): string => this.list(depth + 1);
    return this.#of(
      () => `(${inner()})`,
      () => `{ ${inner()}; }`,
      () => `! ${this.#simple(depth)}`,
      () => `time ${this.#simple(depth)}`,
      () => `if ${this.#simple(depth)}; then ${inner()}; fi`,
      () => `if ${this.#simple(depth)}; then ${inner()}; else ${inner()}; fi`,
      () => `for X in ${this.#word(depth)} ${this.#word(depth)}; do ${inner()}; done`,
      () => `case ${this.#word(depth)} in ${this.#random.pick(["a", "*", "x|y"])}) ${inner()};; esac`,
      () => {
        this.guarded = true;
        return `while ${this.#simple(depth)}; do ${inner()}; break; done`;
      },
      () => {
        this.guarded = true;
        return `fn() { ${inner()}; }; fn ${this.#word(depth)}`;
      },
      () => `eval ${this.#word(depth)} ${this.#word(depth)}`,
      () => `eval '${this.#plainWords()}'`,
      () => `X=${this.#word(depth)}; ${this.#random.pick(["$X", '"$X"', "${X}", "git $X", "$X push"])}`,
      () => `[[ ${this.#word(depth)} == ${this.#word(depth)} ]] && ${this.#simple(depth)}`,
      () => `(( 1 + $(${this.#plainWords()}; echo 1) ))`,
      () => `trap '${this.#plainWords()}' EXIT`,
      () => `command ${this.#plainWords()}`,
      () => `exec ${this.#plainWords()}`,
      () => `coproc ${this.#plainWords()}`,
    );
  }

  #plainWords(): string {
    return [this.#random.pick(PROGRAMS), this.#random.pick(WORDS), this.#random.pick(WORDS)]
      .slice(0, 1 + Math.floor(this.#random.next() * 3))
      .join(" ");
  }

  #simple(depth: number): string {
    let text = "";
    if (this.#random.chance(0.08))
      text += `${this.#random.pick(["X", "Y", "CI", "Z[0]"])}${this.#random.pick(["=", "+="])}${this.#word(depth)} `;
    if (this.#random.chance(0.03)) text += `${this.#redirect(depth)} `;
    text += this.#random.chance(0.8) ? this.#random.pick(PROGRAMS) : this.#word(depth);
    const count = Math.floor(this.#random.next() * 4);
    for (let at = 0; at < count; at += 1) {
      text += this.#blank();
      text += this.#random.chance(0.1) ? this.#redirect(depth) : this.#word(depth);
    }
    if (this.#random.chance(0.06)) text += ` ${this.#hereDocument(depth)}`;
    return text;
  }

  #redirect(depth: number): string {
    return this.#of(
      () => "2>&1",
      () => ">/dev/null",
      () => "2>/dev/null",
      () => "> f",
      () => ">>f",
      () => "&>f",
      () => ">|f",
      () => "<f",
      () => "<<< x",
      () => `<<< ${this.#word(depth)}`,
      () => ">&2",
      () => "3>&1",
      () => "2>&-",
      () => "{fd}>f",
      () => `> ${this.#word(depth)}`,
      () => "<>f",
      () => ">&f",
      () => "<&0",
    );
  }

  #hereDocument(depth: number): string {
    const mark = this.#random.pick(["EOF", "E", "'EOF'", '"EOF"', "\\EOF", "E'O'F"]);
    const dash = this.#random.chance(0.2) ? "-" : "";
    const name = mark.replace(/['"\\]/g, "");
    const body = this.#of(
      () => "hello\n",
      () => "$X\n",
      () => `$(${this.#plainWords()})\n`,
      () => "`git push`\n",
      () => "it's\n",
      () => "",
      () => "a\\\nb\n",
      () => `${this.#word(depth)}\n`,
      () => "\ttab\n",
    );
    this.#documents.push(`${body}${dash === "" ? "" : this.#random.pick(["", "\t"])}${name}\n`);
    return `<<${dash}${mark}`;
  }

  #word(depth: number): string {
    const pieces = this.#random.chance(0.75) ? 1 : 1 + Math.floor(this.#random.next() * 3);
    let text = "";
    for (let at = 0; at < pieces; at += 1) text += this.#piece(depth);
    return text;
  }

  #piece(depth: number): string {
    const word = this.#random.pick(WORDS);
    if (this.#random.chance(0.45)) return word;
    const variable = this.#random.pick(VARIABLES);
    const deep = depth < 3;
    return this.#of(
      () => `'${word}'`,
      () => `"${word}"`,
      () =>
        `"${word} ${this.#random.pick(["$X", "${Y}", "`", "\\$", '\\"', "\\\\", "\\a", "!", "*", "'", ";", "|", "$"])}${word}"`.replaceAll(
          "`",
          this.#random.chance(0.5) ? "`ls`" : "\\`",
        ),
      () => `'${this.#random.pick(["a b", "; rm x", "$(ls)", "\\", "*", "#", "\n", '"'])}'`,
      () => `\\${this.#random.pick(["a", " ", "$", "'", '"', "\\", ";", "*", "\n", "#", "~", "-"])}`,
      () => `$${variable}`,
      () => `\${${variable}}`,
      () => `"$${variable}"`,
      () => `\${${variable}:-${word}}`,
      () => `\${${variable}:+${word}}`,
      () => `\${U:=${word}}`,
      () => `\${#${variable}}`,
      () => `\${!${variable}}`,
      () => `\${${variable}%a*}`,
      () => `\${${variable}/a/b}`,
      () => `$'${this.#random.pick(["a", "\\x41", "\\n", "\\'", "\\075", "\\u0041"])}'`,
      () => `$"${word}"`,
      () => (deep ? `$(${this.#plainWords()})` : word),
      () => (deep ? `"$(${this.#plainWords()})"` : word),
      () => (deep ? `\`${this.#plainWords()}\`` : word),
      () => (deep ? `<(${this.#plainWords()})` : word),
      () => "$((1+2))",
      () => `$((\${X:-1}))`,
      () => "$[1+1]",
      () => "*",
      () => "f?",
      () => "[ab]*",
      () => "{a,b}",
      () => "{1..3}",
      () => "{a}",
      () => "a{b,c}d",
      () => "{x,{y,z}}",
      () => "~",
      () => "~/a",
      () => "a~b",
      () => "a#b",
      () => "=ls",
      () => "@{u}",
      () => "!x",
      () => "%",
      () => this.#random.pick(ODD),
      () => "''",
      () => '""',
      () => "$?",
      () => "$$",
      () => "$@",
      () => "$1",
      () => "$*",
      () => "a=b",
      () => "-",
      () => "--",
    );
  }
}
