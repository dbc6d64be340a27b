import type { Random } from "./random.ts";
import { ODD, PROGRAMS, VARIABLES, WORDS } from "./vocabulary.ts";

/** Makes words: quotes, escapes, expansions, globs, braces and odd characters, alone or side by side. */
export class WordMaker {
  protected readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  protected of(...choices: (() => string)[]): string {
    return this.random.pick(choices)();
  }

  /** A program and up to two words without a meaning to the shell. */
  protected plainWords(): string {
    return [this.random.pick(PROGRAMS), this.random.pick(WORDS), this.random.pick(WORDS)]
      .slice(0, 1 + Math.floor(this.random.next() * 3))
      .join(" ");
  }

  protected word(depth: number): string {
    const pieces = this.random.chance(0.7) ? 1 : 1 + Math.floor(this.random.next() * 3);
    let text = "";
    for (let at = 0; at < pieces; at += 1) text += this.#piece(depth);
    return text;
  }

  /** Text for single quotes: plain words, or something that would mean more without the quotes. */
  protected quotedText(): string {
    return this.random.chance(0.6)
      ? this.plainWords()
      : this.random.pick([
          "git push; ls",
          "X=git; $X push",
          "ls && rm x",
          '"git" push',
          "git\tpush",
          "{ git push; }",
          "git $0 $1",
          'rm "$@"',
          "a $(b)",
          "git push # c",
          "git pu\\sh",
          "(rm x)",
          "rm {a,b}",
          "$(echo git push)",
          "git push\nls",
        ]);
  }

  #piece(depth: number): string {
    const word = this.random.pick(WORDS);
    const chance = this.random.next();
    if (chance < 0.4) return word;
    if (chance < 0.55) return this.#quotes(word);
    if (chance < 0.75) return this.#expansion(word, depth);
    if (chance < 0.87) return depth < 3 ? this.#substitution(depth) : word;
    return this.#pattern(word);
  }

  #quotes(word: string): string {
    const { random } = this;
    return this.of(
      () => `'${word}'`,
      () => `"${word}"`,
      () =>
        `"${word} ${random.pick(["$X", "${Y}", "`ls`", "\\`", "\\$", '\\"', "\\\\", "\\a", "!", "*", "'", ";", "|", "$", "\\\n", "$(b)"])}${word}"`,
      () => `'${random.pick(["a b", "; rm x", "$(ls)", "\\", "*", "#", "\n", '"', "a\\\nb", "!!"])}'`,
      () => `\\${random.pick(["a", " ", "$", "'", '"', "\\", ";", "*", "\n", "#", "~", "-", "{", "=", "!"])}`,
      () =>
        `$'${random.pick(["a", "\\x41", "\\n", "\\'", "\\075", "\\u0041", "\\x", "\\c", "\\ca", "\\e", "\\x{41}", "\\0", "\\1", "\\x01", "\\U00000041", "a\\\nb", '\\"', "\\?", "g\\x69t", " ", "\\u00e9", "\\xff", "\\400"])}'`,
      () => `$"${word}"`,
      () => `$"${word} $X"`,
      () => `"'${word}'"`,
      () => `'"${word}"'`,
      () => "''",
      () => '""',
      () => `"${this.#expansion(word, 3)}"`,
      () => `"${random.pick(["a", ""])}"'${random.pick(["b", ""])}'`,
    );
  }

  #expansion(word: string, depth: number): string {
    const { random } = this;
    const variable = random.pick(VARIABLES);
    return this.of(
      () => `$${variable}`,
      () => `\${${variable}}`,
      () => `"$${variable}"`,
      () => `$${variable}\\\n`,
      () => `\${${variable}:-${word}}`,
      () => `\${${variable}-"${word} ${word}"}`,
      () => `\${${variable}:+${word}}`,
      () => `\${${variable}:-$(${this.plainWords()})}`,
      () => `\${${variable}:-'${word} ${word}'}`,
      () => `"\${${variable}:-'${word}'}"`,
      () => `\${U:=${word}}`,
      () => `\${#${variable}}`,
      () => `\${!${variable}}`,
      () => `\${!X*}`,
      () => `\${${variable}%a*}`,
      () => `\${${variable}##*/}`,
      () => `\${${variable}/a/b}`,
      () => `\${${variable}//$(b)/x}`,
      () => `\${${variable}^^}`,
      () => `\${${variable},}`,
      () => `\${${variable}@Q}`,
      () => `\${${variable}@P}`,
      () => `\${${variable}:1:2}`,
      () => `\${${variable}: -1}`,
      () => `\${A[0]}`,
      () => `\${A[@]}`,
      () => `"\${A[@]}"`,
      () => `\${A[$(b)]}`,
      () => `\${A[*]:1}`,
      () => `\${#A[@]}`,
      () => "$((1+2))",
      () => `$((\${X:-1}))`,
      () => "$((X=1))",
      () => "$((A[$(b)0]))",
      () => "$((1 ? 2 : $(a; echo 1)))",
      () => "$((`b`1))",
      () => "$[1+1]",
      () => `$(( $(${this.plainWords()}; echo 1) ))`,
      () => random.pick(["$?", "$$", "$#", "$-", "$_", "$0", "$!", "$", "$+", "$ "]),
      () => (depth < 2 ? `\${${variable}:-${this.word(depth + 1)}}` : word),
      () => `\${${variable}?${word}}`,
    );
  }

  #substitution(depth: number): string {
    const plain = this.plainWords();
    return this.of(
      () => `$(${plain})`,
      () => `"$(${plain})"`,
      () => `\`${plain}\``,
      () => `"\`${plain}\`"`,
      () => `<(${plain})`,
      () => `>(${plain})`,
      () => `$(<f)`,
      () => `$(echo ${plain})`,
      () => `\`echo \\\`${plain}\\\`\``,
      () => `$(echo "$(${plain})")`,
      () => `"$(echo "${this.random.pick([")", "(", "'", "a b"])}" ${plain})"`,
      () => `$(case x in x) ${plain};; esac)`,
      () => `$( (${plain}) )`,
      () => `$(# c\n${plain})`,
      () => `$(cat <<E\n${plain}\nE\n)`,
      () => `$(${this.word(depth + 1)})`,
      () => `\${U:-\`${plain}\`}`,
      () => `$(printf '%s' ${plain})`,
    );
  }

  #pattern(word: string): string {
    return this.of(
      () => "*",
      () => "f?",
      () => "[ab]*",
      () => "[!x]*",
      () => "[[:alpha:]]*",
      () => "?(a|b)",
      () => "@(a|b)",
      () => "!(f)",
      () => "{a,b}",
      () => "{1..3}",
      () => "{a..c}",
      () => "{01..03}",
      () => "{1..9..4}",
      () => "{a}",
      () => "a{b,c}d",
      () => "{x,{y,z}}",
      () => "{,x}",
      () => "{a,$X}",
      () => "{a,'b c'}",
      () => "{a,$(b)}",
      () => "{a,b\\\n}",
      () => "~",
      () => "~/a",
      () => "~root",
      () => "~+",
      () => "a~b",
      () => "x=~",
      () => "a#b",
      () => "=ls",
      () => "@{u}",
      () => "@{1..3}",
      () => "!x",
      () => "!!",
      () => "^a^b",
      () => "%",
      () => "%1",
      () => "a=b",
      () => "A=(a b)",
      () => "-",
      () => "--",
      () => "-c",
      () => `${word}${this.random.pick(ODD)}`,
      () => this.random.pick(ODD),
    );
  }
}
