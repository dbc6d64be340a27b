import { IndirectMaker } from "./indirect-maker.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import { splice } from "./splice.ts";
import { BLANKS, JOINS, PROGRAMS, WORDS } from "./vocabulary.ts";

/** Makes one script: mostly well formed, sometimes with a few characters changed. */
export function generateScript(random: Random): string {
  const maker = new ScriptMaker(random);
  const chance = random.next();
  let script = chance < 0.35 ? maker.carried() : chance < 0.5 ? maker.spliced() : maker.list(0);
  if (!maker.guarded && random.chance(0.3)) script = mutate(script, random);
  return script;
}

class ScriptMaker extends IndirectMaker {
  /** Set where a change of characters could make a loop or a recursion without end. */
  guarded = false;
  #documents: string[] = [];

  /** A text that is carried to where it is run, alone or after other commands. */
  carried(): string {
    const script = this.flow();
    // A loop that is changed may run without end.
    this.guarded = /while|fn|\bfor\b/.test(script);
    return this.random.chance(0.2) ? `${this.list(2)}\n${script}` : script;
  }

  spliced(): string {
    const script = splice(this.random, () => this.plainWords());
    this.guarded = this.random.chance(0.5) || /while|until|\(\)|\bfor\b/.test(script);
    return script;
  }

  list(depth: number): string {
    const count = 1 + Math.floor(this.random.next() * 3);
    let text = "";
    for (let at = 0; at < count; at += 1) {
      if (at > 0) text += this.random.pick(JOINS);
      text += this.#command(depth);
      text += this.#flush();
    }
    if (this.random.chance(0.1))
      text += this.random.pick([" # comment", "#x", ";", "\n", " &", " #\n", " #\\\nls"]);
    return text;
  }

  /** Bodies of pending here-documents come after the line. */
  #flush(): string {
    const bodies = this.#documents.splice(0);
    return bodies.length === 0 ? "" : `\n${bodies.join("")}`;
  }

  #command(depth: number): string {
    if (depth > 2 || this.random.chance(0.6)) return this.#simple(depth);
    const kind = this.random.next();
    if (kind < 0.3) return this.#compound(depth);
    if (kind < 0.45) return this.#builtin(depth);
    if (kind < 0.6) return this.#assignment(depth);
    if (kind < 0.75) return this.#wrapper(depth);
    return kind < 0.88 ? this.indirect(depth) : this.#loop(this.flow());
  }

  #compound(depth: number): string {
    const inner = (): string => this.list(depth + 1);
    return this.of(
      () => `(${inner()})`,
      () => `{ ${inner()}; }`,
      () => `(${inner()}) >f`,
      () => `{ ${inner()}; } 2>&1 | ${this.plainWords()}`,
      () => `! ${this.#simple(depth)}`,
      () => `time ${this.#simple(depth)}`,
      () => `time -p ${this.#simple(depth)}`,
      () => `if ${this.#simple(depth)}; then ${inner()}; fi`,
      () =>
        `if ${this.#simple(depth)}\nthen ${inner()}; elif ${this.plainWords()}; then a; else ${inner()}; fi`,
      () => `for X in ${this.word(depth)} ${this.word(depth)}; do ${inner()}; done`,
      () => `for X in git rm; do $X push; done`,
      () => `for f in ${this.plainWords()}; do git $f "x$f"; ${inner()}; done`,
      () => `for X do ${inner()}; done`,
      () => `for ((X=0; X<2; X++)); do ${inner()}; done`,
      () => `select X in ${this.word(depth)}; do ${inner()}; break; done <f`,
      () =>
        `case ${this.word(depth)} in ${this.random.pick(["a", "*", "x|y", "(a)", '"x"', "[ab]*", "$X", "$(b)"])}) ${inner()};; esac`,
      () => `case x in a) ls;& *) ${inner()};;& esac`,
      () => this.#loop(`while ${this.#simple(depth)}; do ${inner()}; break; done`),
      () => this.#loop(`until ${this.#simple(depth)}; do ${inner()}; break; done`),
      () => this.#loop(`fn() { ${inner()}; }; fn ${this.word(depth)}`),
      () => this.#loop(`function fn { ${inner()}; }; fn ${this.word(depth)}`),
      () => this.#loop(`git() { rm "$@"; }; git push`),
      () => this.#loop(`fn() (${inner()}) >f; fn`),
      () => `[[ ${this.word(depth)} == ${this.word(depth)} ]] && ${this.#simple(depth)}`,
      () => `[[ -n $(${this.plainWords()}) && x =~ a ]] || ${this.#simple(depth)}`,
      () => `[[ x -eq A[$(${this.plainWords()})] ]]`,
      () => `(( 1 + $(${this.plainWords()}; echo 1) ))`,
      () => `((X++)) || ${this.#simple(depth)}`,
      () => `coproc ${this.plainWords()}`,
      () => `coproc N { ${inner()}; }`,
      () => `${this.#simple(depth)} & wait`,
    );
  }

  #loop(text: string): string {
    this.guarded = true;
    return text;
  }

  #builtin(depth: number): string {
    const text = this.quotedText();
    return this.of(
      () => `eval ${this.word(depth)} ${this.word(depth)}`,
      () => `eval '${text}'`,
      () => `eval "${this.plainWords()}"`,
      () => `eval eval '${this.plainWords()}'`,
      () => `trap '${text}' EXIT`,
      () => `trap '${text}' ERR; b`,
      () => `trap -- '${text}' DEBUG; :`,
      () => `command ${this.plainWords()}`,
      () => `command -v ${this.plainWords()}`,
      () => `exec ${this.plainWords()}`,
      () => `exec -a x ${this.plainWords()}`,
      () => `(exec ${this.#simple(depth)})`,
      () => `builtin eval '${text}'`,
      () => `builtin command ${this.plainWords()}`,
      () => `source /dev/stdin <<< '${text}'`,
      () => `. /dev/stdin <<< "${this.plainWords()}"`,
      () => `. <(echo '${text}')`,
      () =>
        `set -- ${this.word(depth)} ${this.word(depth)}; ${this.random.pick(['"$@"', "$*", "$1 $2", "git $@"])}`,
      () => `read X <<< '${this.plainWords()}'; $X`,
      () => `printf -v X '%s' git; $X push`,
      () => `mapfile -t A <<< 'git push'; "\${A[0]}"`,
      () => `alias x='${text}'; x`,
      () => `shopt -s expand_aliases\nalias x='${text}'\nx`,
      () => `echo '${text}' | sh`,
      () => `printf '%s\\n' '${text}' | bash`,
      () => `printf 'git %s' push | sh -s`,
      () => `cat <<< '${this.plainWords()}' | sh`,
      () => `sh <<< '${text}'`,
      () => `bash <<'E'\n${text}\nE\n`,
      () => `sh <<E\n${this.plainWords()}\nE\n`,
      () => `let "X=A[$(b)0]"`,
      () => `test -v 'A[$(a)]'`,
      () => `[ -v 'A[$(a)]' ]`,
      () => `unset 'A[$(a)]'`,
      () => `hash -r; ${this.#simple(depth)}`,
      () => `set -f; ${this.#simple(depth)}`,
      () => `set -o posix; ${this.#simple(depth)}`,
      () => `shopt -s nullglob extglob\n${this.#simple(depth)}`,
      () => `cd . && ${this.#simple(depth)}`,
    );
  }

  #assignment(depth: number): string {
    return this.of(
      () =>
        `X=${this.word(depth)}; ${this.random.pick(["$X", '"$X"', "${X}", "git $X", "$X push", '$"$X"'])}`,
      () =>
        `X='${this.plainWords()}'; ${this.random.pick(["$X", "eval $X", 'eval "$X"', 'sh -c "$X"', "${X/x/y}", "${X@P}"])}`,
      () => `X=git Y=push; $X $Y`,
      () => `X=gi; \${X}t push`,
      () => `X=t; gi$X push`,
      () => `X+=git; $X push`,
      () => `A=(git push); "\${A[@]}"`,
      () => `A=(${this.word(depth)} ${this.word(depth)}); \${A[0]} x`,
      () => `A[1]=rm; \${A[1]} x`,
      () => `declare -A A=([k]=git); \${A[k]} push`,
      () => `declare X=git; $X push`,
      () => `export X=git; $X push`,
      () => `local X=git; $X push`,
      () => `readonly X=rm; $X x`,
      () => `declare -n Y=X; X=git; $Y push`,
      () => `X=Y; Y=git; \${!X} push`,
      () => `IFS=,; X=git,push; $X`,
      () => `IFS=x; Y=gitxpush; $Y`,
      () => `IFS=$'\\n'; X='git push'; $X`,
      () => `X=$(echo git); $X push`,
      () => `X=\`echo rm\` ; $X x`,
      () => `X=git; (X=rm; $X x); $X push`,
      () => `X=git; X=rm $X push`,
      () => `U=\${U:-git}; $U push`,
      () => `: \${U:=git}; $U push`,
      () => `X=git; unset X; $X push`,
      () => `X='rm x' ; Y="git $X"; $Y`,
      () => `PATH=$PATH ${this.#simple(depth)}`,
      () => `X={git,rm}; $X`,
      () => `X=~; $X`,
      () => `BASH_ENV=f sh -c '${this.plainWords()}'`,
      () => `X=1 ; (( X )) && ${this.#simple(depth)}`,
    );
  }

  #wrapper(depth: number): string {
    const plain = this.plainWords();
    const text = this.quotedText();
    return this.of(
      () => `env ${plain}`,
      () => `env X=1 ${plain}`,
      () => `env -u X -- ${plain}`,
      () => `env -S '${plain}'`,
      () => `env -S'X=1 ${plain}' a`,
      () => `env --split-string="${plain}"`,
      () => `env -vS '${plain}'`,
      () => `nice ${plain}`,
      () => `nice -n 5 ${plain}`,
      () => `nice -5 ${plain}`,
      () => `nice --adjustment=1 ${plain}`,
      () => `nohup ${plain}`,
      () => `timeout 1 ${plain}`,
      () => `timeout -k 1 -s KILL 1 ${plain}`,
      () => `timeout --signal=KILL 1 ${plain}`,
      () => `timeout --sig KILL 1 ${plain}`,
      () => `stdbuf -oL ${plain}`,
      () => `stdbuf -o L -e0 ${plain}`,
      () => `stdbuf --output=L ${plain}`,
      () => `setsid ${plain}`,
      () => `setsid -w ${plain}`,
      () => `ionice -c 3 ${plain}`,
      () => `flock f ${plain}`,
      () => `flock f -c '${text}'`,
      () => `flock -n f ${plain}`,
      () => `echo x | xargs ${plain}`,
      () => `echo '${plain}' | xargs`,
      () => `printf 'a\\nb\\n' | xargs -n 1 ${plain}`,
      () => `echo x y | xargs -I{} ${plain} {}`,
      () => `echo x | xargs -I @ sh -c '${plain} @'`,
      () => `echo git push | xargs env`,
      () => `echo a | xargs -t -- ${plain}`,
      () => `echo x | xargs -i ${plain} {}`,
      () => `find . -maxdepth 0 -exec ${plain} \\;`,
      () => `find . -maxdepth 0 -exec ${plain} {} +`,
      () => `find f -execdir ${plain} ';'`,
      () => `find . -maxdepth 0 -exec sh -c '${plain} "$1"' _ {} \\;`,
      () => `find . -maxdepth 0 -ok ${plain} ';' <<< y`,
      () => `find f -exec ${plain} \\; -exec ${this.plainWords()} \\;`,
      () => `sh -c '${text}'`,
      () => `sh -c "${plain}"`,
      () => `bash -c '${text}' x y`,
      () => `bash -xc '${text}'`,
      () => `bash -e -c '${text}'`,
      () => `bash -o errexit -c '${text}'`,
      () => `bash --norc -c '${text}'`,
      () => `bash +x -c '${text}'`,
      () => `sh -c ${this.word(depth)} ${this.word(depth)}`,
      () => `sh -c 'sh -c "${plain}"'`,
      () => `bash -c 'eval "$1"' _ '${plain}'`,
      () => `sudo ${plain}`,
      () => `nice nohup env timeout 1 ${plain}`,
    );
  }

  #simple(depth: number): string {
    let text = "";
    if (this.random.chance(0.08))
      text += `${this.random.pick(["X", "Y", "CI", "Z[0]", "A"])}${this.random.pick(["=", "=", "+="])}${this.word(depth)} `;
    if (this.random.chance(0.03)) text += `${this.#redirect(depth)} `;
    text += this.random.chance(0.8) ? this.random.pick(PROGRAMS) : this.word(depth);
    const count = Math.floor(this.random.next() * 4);
    for (let at = 0; at < count; at += 1) {
      text += this.random.pick(BLANKS);
      text += this.random.chance(0.1) ? this.#redirect(depth) : this.word(depth);
    }
    if (this.random.chance(0.06)) text += ` ${this.#hereDocument(depth)}`;
    return text;
  }

  #redirect(depth: number): string {
    return this.of(
      () => "2>&1",
      () => ">/dev/null",
      () => "2>/dev/null",
      () => "> f",
      () => ">>f",
      () => "&>f",
      () => "&>>f",
      () => ">|f",
      () => "<f",
      () => "<<< x",
      () => `<<< ${this.word(depth)}`,
      () => `<<<"$(${this.plainWords()})"`,
      () => ">&2",
      () => "3>&1",
      () => "2>&-",
      () => "2>&1-",
      () => "<&-",
      () => "{fd}>f",
      () => "{fd}<&-",
      () => `> ${this.word(depth)}`,
      () => `>$(${this.plainWords()})`,
      () => `> >(${this.plainWords()})`,
      () => `< <(${this.plainWords()})`,
      () => "<>f",
      () => ">&f",
      () => "<&0",
      () => "10>f",
      () => "0</dev/null",
    );
  }

  #hereDocument(depth: number): string {
    const mark = this.random.pick(["EOF", "E", "'EOF'", '"EOF"', "\\EOF", "E'O'F", "E\\\nF", "$X", '""']);
    const dash = this.random.chance(0.2) ? "-" : "";
    const name = mark.replace(/['"\\\n]/g, "");
    const body = this.of(
      () => "hello\n",
      () => "$X\n",
      () => `$(${this.plainWords()})\n`,
      () => "`git push`\n",
      () => "\\$(b)\n",
      () => "it's\n",
      () => "",
      () => "a\\\nb\n",
      () => `\${U:-$(${this.random.pick(WORDS)})}\n`,
      () => `${this.word(depth)}\n`,
      () => "\ttab\n",
      () => `$((1 + $(b; echo 1)))\n`,
    );
    this.#documents.push(`${body}${dash === "" ? "" : this.random.pick(["", "\t"])}${name}\n`);
    return `<<${dash}${mark}`;
  }
}
