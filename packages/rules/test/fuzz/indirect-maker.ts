import { FlowMaker } from "./flow-maker.ts";

/** Makes commands that run text in a roundabout way: aliases, error messages, files, special variables, evaluated values. */
export class IndirectMaker extends FlowMaker {
  protected indirect(depth: number): string {
    return this.of(
      () => this.#alias(depth),
      () => this.#errors(),
      () => this.#file(),
      () => this.#special(),
      () => this.#evaluated(),
      () => this.#fed(),
      () => this.#calledBack(),
    );
  }

  #alias(depth: number): string {
    const plain = this.plainWords();
    const value = this.of(
      () => `'${plain} # c'`,
      () => `'${plain} #'`,
      () => `'${plain} "'`,
      () => `'${plain}; rm '\\'''`,
      () => `'${plain} $('`,
      () => `'${plain} \`a'`,
      () => "'sudo '",
      () => "'env '",
      () => `'${plain}\\'`,
      () => `'${plain} <<E\n'`,
      () => "'if true; then'",
      () => "'{'",
      () => "'X=1 '",
      () => "'>f git'",
      () => "'! '",
      () => "'git pu'$'sh'",
      () => '"$X"',
      () => `'${plain} |'`,
      () => `'${plain} &&'`,
      () => "'git push\n'",
      () => this.word(depth),
      () => "'case x in x)'",
    );
    const use = this.of(
      () => `x ${plain}`,
      () => "x",
      () => 'x a"',
      () => "x y'",
      () => `x ${this.plainWords()})`,
      () => "x y\ngit push",
      () => "x y\n$(git push)\nE\n",
      () => "x git push; fi",
      () => "x git push; }",
      () => "xsh; x sh",
      () => "x`",
      () => `x ${this.word(depth)}`,
      () => "x; x git push;; esac",
    );
    const set = this.of(
      () => `alias x=${value}`,
      () => `alias -- y=ls x=${value}`,
      () => `BASH_ALIASES[x]=${value}`,
      () => `A=x; alias $A=${value}`,
      () => `alias y='rm z'\nalias x=${value}`,
      () => `X='git push'; alias x=${value}`,
      () => `declare -A BASH_ALIASES=([x]=${value})`,
    );
    return `shopt -s expand_aliases\n${set}\n${use}`;
  }

  /** Error messages of the shell hold text of the script. */
  #errors(): string {
    const wrong = this.of(
      () => `'; ${this.plainWords()}'`,
      () => `'\n${this.plainWords()}\n'`,
      () => `'$(${this.plainWords()})'`,
      () => `ls </'; ${this.plainWords()}'`,
      () => `cd '; ${this.plainWords()}'`,
      () => `: "\${U?'; ${this.plainWords()}'}"`,
      () => `echo '${this.plainWords()}' >&2`,
      () => `'\n${this.plainWords()} #'`,
      () => `eval '"; ${this.plainWords()}'`,
    );
    const reader = this.random.pick([
      "sh",
      "bash",
      "bash -s",
      "xargs env",
      "cat | sh",
      "sh -s a",
      "nice sh",
      "env bash",
    ]);
    return this.of(
      () => `${wrong} |& ${reader}`,
      () => `${wrong} 2>&1 | ${reader}`,
      () => `{ ${wrong}; } |& ${reader}`,
      () => `(${wrong}) 2>&1 | ${reader}`,
      () => `(${wrong} 2>&1) | ${reader}`,
      () => `${wrong} 2>f; sh f`,
      () => `${wrong} 2>>f; . ./f`,
      () => `${wrong} &>f; sh <f`,
      () => `${wrong} 2> >(sh); wait`,
      () => `eval "$(${wrong} 2>&1)"`,
      () => `sh <<< "$(${wrong} 2>&1)"`,
      () => `$(${wrong} 2>&1)`,
      () => `exec 2>&1; ${wrong} | ${reader}`,
      () => `exec 2>f; ${wrong}; sh f`,
      () => `{ ${wrong}; } 2>&1 | while read -r l; do eval "$l"; done`,
      () => `X=$(${wrong} 2>&1); eval "$X"`,
      () => `X=$(${wrong} 2>&1); sh -c "$X"`,
    );
  }

  #file(): string {
    const plain = this.plainWords();
    const made = this.of(
      () => `echo '${plain}' > f`,
      () => `echo ${plain} >>f`,
      () => `cat > f <<'E'\n${plain}\nE\n`,
      () => `cat <<E >f\n${plain}\nE\n`,
      () => `printf '%s\\n' '${plain}' >| f`,
      () => `{ echo ${plain}; } > f`,
      () => `(echo '${plain}') > f`,
      () => `for i in 1 2; do echo ${plain}; done > f`,
      () => `echo '${plain}' 1> ./f`,
      () => `X=f; echo '${plain}' > $X`,
      () => `exec > f; echo '${plain}'`,
      () => `echo '${plain}' > ab; X=1`,
      () => `echo '${plain}' >&f`,
      () => `command echo '${plain}' > f`,
      () => `fn() { echo '${plain}'; }; fn > f`,
    );
    const run = this.of(
      () => "sh f",
      () => ". ./f",
      () => "source f",
      () => "bash f x",
      () => "sh < f",
      () => "BASH_ENV=f bash -c :",
      () => "export BASH_ENV=f; bash -c :",
      () => "X=f; sh $X",
      () => "sh ./*",
      () => "bash --rcfile f -i <<< :",
      () => "bash -c '. ./f'",
      () => "eval '. ./f'",
      () => "nice sh f",
      () => "xargs sh <<< f",
      () => "find f -exec sh {} \\;",
      () => "(sh f)",
      () => 'eval "$(<f)"',
      () => "read X < f; $X",
      () => "while read -r X; do $X; done <f",
      () => "mapfile -t A < f; ${A[0]}",
      () => "xargs env <f",
      () => "sh /dev/stdin <f",
      () => "sh /proc/self/fd/0 <f",
      () => "exec 3<f; . /dev/fd/3",
      () => "cat f | sh",
      () => "$(cat f)",
      () => "exec <f; sh",
      () => "command . ./f",
      () => "builtin source ./f",
      () => "fn() { sh f; }; fn",
    );
    return `${made}${made.endsWith("\n") ? "" : "; "}${run}`;
  }

  /** Variables whose value a shell runs or expands by itself. */
  #special(): string {
    const plain = this.plainWords();
    const text = `$(${plain})`;
    return this.of(
      () => `BASH_ENV='${text}' bash -c :`,
      () => `export BASH_ENV='${text}'; bash -c :`,
      () => `env BASH_ENV='${text}' bash -c :`,
      () => `declare -x BASH_ENV='${text}'; bash -c :`,
      () => `ENV='${text}' sh -i </dev/null`,
      () => `PS4='${text}'; set -x; :`,
      () => `PS4='${text}' bash -xc :`,
      () => `env PS4='\`${plain}\`' bash -xc :`,
      () => `X='${text}'; PS4=$X; set -x; :`,
      () => `printf -v PS4 '${text}'; set -x; :`,
      () => `read -r PS4 <<< '${text}'; set -x; :`,
      () => `for PS4 in '${text}'; do set -x; :; done`,
      () => `: \${PS4='${text}'}; set -x; :`,
      () => `PROMPT_COMMAND='${plain}' bash --norc -i <<< :`,
      () => `PS1='${text}' bash --norc -i <<< :`,
      () => `PS0='${text}' bash --norc -i <<< :`,
      () => `env 'BASH_FUNC_x%%=() { ${plain}; }' bash -c x`,
      () => `env 'BASH_FUNC_x%%=() { git "$@"; }' bash -c 'x push'`,
      () => `x() { ${plain}; }; export -f x; bash -c x`,
      () => `x() { git "$@"; }; export -f x; bash -c 'x push'`,
      () => `command_not_found_handle() { git "$@"; }; foo push`,
      () => `command_not_found_handle() { shift; "$@"; }; foo ${plain}`,
      () => `hash -p $(command -v git) x; x push`,
      () => `hash -p /bin/sh x; x -c '${plain}'`,
      () => `SHELLOPTS=xtrace PS4='${text}' bash -c :`,
      () => `env -i PATH="$PATH" PS4='${text}' sh -xc :`,
    );
  }

  /** Values that run a substitution where the shell reads them as numbers, names or prompts. */
  #evaluated(): string {
    const plain = this.plainWords();
    const value = this.random.pick([
      `A[$(${plain})]`,
      `A[\`${plain}\`]`,
      `A[$(${plain})0]`,
      `A[\${U:-$(${plain})}]`,
    ]);
    const set = this.of(
      () => `X='${value}'`,
      () => `X="\\${value}"`,
      () => `read -r X <<< '${value}'`,
      () => `printf -v X %s '${value}'`,
      () => `declare X='${value}'`,
      () => `set -- '${value}'; X=$1`,
      () => `A=('${value}'); X=\${A[0]}`,
      () => `: \${X:='${value}'}`,
      () => `mapfile -t X <<< '${value}'`,
    );
    const use = this.of(
      () => "(( X ))",
      () => "echo $(( X ))",
      () => "echo $[ X ]",
      () => 'Y=abc; : "${Y:X}"',
      () => "Y=abc; : ${Y:0:X}",
      () => "[[ X -eq 1 ]]",
      () => "[[ $X -eq 1 ]]",
      () => '[[ 1 -lt "$X" ]]',
      () => "let X",
      () => 'let "Y = X"',
      () => "declare -i Y=X",
      () => "declare -i Y; Y=$X",
      () => "Y[X]=1",
      () => ": ${Y[X]}",
      () => 'test -v "$X"',
      () => "[[ -v $X ]]",
      () => "echo ${!X}",
      () => 'unset "$X"',
      () => "declare -n Y=$X; echo $Y",
      () => 'printf -v "$X" x',
      () => 'read "$X" <<< x',
      () => 'declare "$X=1"',
      () => "for ((i=X; i<1; i++)); do :; done",
      () => "((Y=X))",
      () => ': "${X@P}"',
      () => 'Y=X; : "${!Y@P}"',
      () => "fn() { (( $1 )); }; fn $X",
      () => "bash -c '(( $1 ))' _ \"$X\"",
      () => "export X; bash -c '(( X ))'",
      () => 'eval "(( $X ))"',
      () => 'getopts a "$X" -a',
      () => "Y=([X]=1)",
      () => "exec {Y[X]}>f",
      () => "wait -n -p $X",
      () => "coproc $X { :; }",
    );
    return this.random.chance(0.1)
      ? this.of(
          () => `fn() { (( $1 )); }; fn '${value}'`,
          () => `bash -c '(( $1 ))' _ '${value}'`,
          () => `for i in '${value}'; do (( i )); done`,
          () => `[[ -v '${value}' ]]`,
          () => `printf -v '${value}' x`,
          () => `echo '${value}' | while read -r i; do (( i )); done`,
          () => `while read -r i; do (( i )); done <<'E'\n${value}\nE\n`,
          () => `case '${value}' in *) let "$_";; esac`,
          () => `env X='${value}' bash -c '(( X ))'`,
          () => `X='${value}' bash -c 'echo $((X))'`,
        )
      : `${set}; ${use}`;
  }

  /** What a shell or a loop is fed by something else than one plain command. */
  #fed(): string {
    const plain = this.plainWords();
    return this.of(
      () => `{ echo ${plain}; } | sh`,
      () => `(echo '${plain}') | bash`,
      () => `if true; then echo ${plain}; fi | sh`,
      () => `for i in ${plain}; do echo $i; done | sh`,
      () => `for i in ${plain}; do printf '%s ' $i; done | sh`,
      () => `fn() { echo ${plain}; }; fn | sh`,
      () => `fn() { sh; }; echo '${plain}' | fn`,
      () => `{ sh; } <<< '${plain}'`,
      () => `(sh) <<'E'\n${plain}\nE\n`,
      () => `while read -r l; do eval "$l"; done <<< '${plain}'`,
      () => `while read -r l; do bash -c "$l"; done <<'E'\n${plain}\nE\n`,
      () => `echo '${plain}' | { read l; eval "$l"; }`,
      () => `echo ${plain} | while read -r a b; do $a "$b"; done`,
      () => `exec <<< '${plain}'; sh`,
      () => `exec 3<<< '${plain}'; sh <&3`,
      () => `exec 3<<< '${plain}'; . /dev/fd/3`,
      () => `. /dev/fd/3 3<<< '${plain}'`,
      () => `bash <(echo ${plain})`,
      () => `bash <(cat <<< '${plain}')`,
      () => `sh < <(echo '${plain}')`,
      () => `echo '${plain}' | bash /dev/stdin`,
      () => `echo '${plain}' > >(sh); wait`,
      () => `echo '${plain}' | tee >(sh) >/dev/null; wait`,
      () => `echo '${plain}' | xargs -0 -n1 sh -c`,
      () => `echo '${plain}' | xargs -d '\\n' -n1 bash -c`,
      () => `find . -maxdepth 0 -printf '${plain}\\n' | sh`,
      () => `nice sh <<< '${plain}'`,
      () => `echo '${plain}' | env bash`,
      () => `eval "$(cat <<< '${plain}')"`,
      () => `sh -c "$(printf '%s ' ${plain})"`,
      () => `X='${plain}'; export X; sh -c '$X'`,
      () => `X='${plain}' sh -c 'eval "$X"'`,
      () => `X=$(echo '; ${plain}'); eval "a $X"`,
      () => `X=$(echo '; ${plain}'); sh -c "a $X"`,
      () => `echo "\${X:-${plain}}" | sh`,
      () => `coproc sh; echo '${plain}' >&"\${COPROC[1]}"; eval "exec \${COPROC[1]}>&-"; wait`,
      () => `declare -f fn; fn() { ${plain}; }; declare -f fn | sh`,
      () => `set -- '${plain}'; eval "$1"`,
      () => `set -- '${plain}'; sh -c "$*"`,
      () => `fn() { eval "$*"; }; fn ${plain}`,
      () => `fn() { sh -c "$1"; }; fn '${plain}'`,
      () => `A=(${plain}); eval "\${A[@]}"`,
      () => `trap "$(echo '${plain}')" EXIT`,
      () => `X='${plain}'; trap "$X" EXIT`,
      () => `printf '%s' "${plain}" | sh -s -- a`,
      () => `sh -c 'sh -c "$0"' '${plain}'`,
      () => `bash -c 'eval "$@"' _ ${plain}`,
      () => `cat <<< '${plain}' | cat | sh`,
      () => `echo '${plain}' | rev | rev | sh`,
    );
  }

  /** Builtins that call back. */
  #calledBack(): string {
    const plain = this.plainWords();
    return this.of(
      () => `mapfile -C '${plain}' -c 1 A <<< x`,
      () => `readarray -c1 -C'${plain} #' A <<< x`,
      () => `mapfile -C 'eval ${plain};' -c 1 A <<< x`,
      () => `compgen -C '${plain}'`,
      () => `compgen -W '$(${plain})'`,
      () => `fn() { ${plain}; }; compgen -F fn`,
      () => `complete -C '${plain}' x; compgen -C '${plain}' x`,
      () => `jobs -x ${plain}`,
      () => `exec -a x ${plain}`,
      () => `exec -c ${plain}`,
      () => `trap '${plain}' DEBUG\n:`,
      () => `trap '${plain}' USR1; kill -USR1 $$`,
      () => `fn() { trap '${plain}' RETURN; }; fn`,
      () => `set -T; trap '${plain}' ERR; (b)`,
      () => `coproc ${plain}\nwait`,
      () => `coproc X { ${plain}; }\nwait`,
      () => `unset 'A[$(${plain})]'`,
      () => `builtin command eval ${plain}`,
      () => `command -p ${plain}`,
      () => `enable -n echo; echo ${plain} | sh`,
      () => `set -o history -o histexpand\n${plain}\n!!`,
      () => `complete -W '$(${plain})' x; compgen -W '\`${plain}\`'`,
    );
  }
}
