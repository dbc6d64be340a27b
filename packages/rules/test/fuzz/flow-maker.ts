import { type Place, RunMaker, single } from "./run-maker.ts";
import { ODD, WORDS } from "./vocabulary.ts";

/** Makes scripts in which a text goes through variables, files, pipes and arguments before something runs it. */
export class FlowMaker extends RunMaker {
  #statements: string[] = [];

  /** One text, what carries it, and what runs it. */
  protected flow(depth = 0): string {
    const text = depth < 2 && this.random.chance(0.08) ? this.flow(depth + 1) : this.#text();
    this.#statements = [];
    let place = this.#start(text);
    const steps = Math.floor(this.random.next() * 3);
    for (let step = 0; step < steps; step += 1) place = this.#step(place);
    const script = this.#arrange([...this.#statements, this.runWithin(place)]);
    return this.random.chance(0.3) ? `${this.#before()}; ${script}` : script;
  }

  /** What makes a value seem certain, or changes how text is read. */
  #before(): string {
    return this.random.pick([
      "X=ls Y=b Z=a",
      "X=ls; Y=b; Z=a; A=(b)",
      "for X in ls b; do :; done",
      "REPLY=ls OPTARG=b L=a V=b i=a l=ls",
      "export X=ls Y=b",
      "shopt -s expand_aliases; alias git=ls",
      "set -f",
      "set -o posix",
      "set -u",
      "set -x",
      "shopt -s nullglob dotglob",
      "shopt -s extglob globstar",
      "IFS=,",
      "IFS=",
      "echo b > f; echo ls > g",
      "cd .",
      "exec 2>/dev/null",
      'git() { rm "$@"; }',
      "eval X=ls Y=b",
      "read X Y <<< 'ls b'",
      "unset PATH X; PATH=$OLDPATH",
      "set -- ls b",
      "((X=1, Y=2))",
      "declare -n Y=X",
      "declare -i X",
      "declare -u X; declare -l Y",
      "trap 'X=b' DEBUG",
      "printf -v X b",
    ]);
  }

  /** The statements in a row, or so that the text does not show which of them runs first. */
  #arrange(statements: readonly string[]): string {
    const body = (part: readonly string[]): string => part.map((each) => this.#ended(each)).join("");
    const all = body(statements);
    const cut = Math.floor(this.random.next() * statements.length);
    const [before, after] = [body(statements.slice(0, cut)), body(statements.slice(cut))];
    const chance = this.random.next();
    if (chance < 0.6) return all;
    return this.of(
      () => `fn() { ${after}}; ${before}fn`,
      () => `for i in 1 2; do ${after}${before}done`,
      () => `for i in 1 2; do ${all}done`,
      () => `if a; then ${before}else b; fi; ${after}`,
      () => `${before}{ ${after}}`,
      () => `${before}(${after})`,
      () => `trap 'gn' EXIT; gn() { ${after}}; ${before}`,
      () => `fn() { ${before}}; fn; ${after}`,
      () => `case x in x) ${before};; esac; ${after}`,
      () => `set -- ${this.random.pick(WORDS)}; ${all}`,
      () => `set -e; ${all}`,
      () => `${before}eval ${single(after)}`,
      () => `${before}{ ${after}} & wait`,
    );
  }

  /** What ends a statement; a here-document ends with its line. */
  #ended(statement: string): string {
    return /(?:^|\n)E\n$/.test(statement) ? statement : `${statement}${this.random.pick(["; ", "; ", "\n"])}`;
  }

  #text(): string {
    const plain = this.plainWords();
    const word = this.random.pick(WORDS);
    if (this.random.chance(0.45)) return plain;
    return this.of(
      () => this.quotedText(),
      () => `'git' ${word}`,
      () => `g\\it ${word}`,
      () => `git "a b" ${word}`,
      () => `${plain}; ${this.plainWords()}`,
      () => `${plain}\n${this.plainWords()}`,
      () => `${plain} # ${word}`,
      () => `X=${word} ${plain}`,
      () => `{ ${plain}; }`,
      () => `(${plain})`,
      () => `${plain}${this.random.pick(ODD)}${word}`,
      () => `${this.random.pick(ODD)} ${plain}`,
      () => `${plain} $Y`,
      () => `$Z ${plain}`,
      () => `${plain} "${word}`,
      () => `sh -c '${plain}'`,
      () => `eval "${plain}"`,
      () => `: $(${plain})`,
      () => `echo ${plain} | sh`,
      () => `\t ${plain}\t${word}`,
      () => `${plain} \\\n${word}`,
      () => `if a; then ${plain}; fi`,
      () => `git {a,${word}}`,
      () => `git f*`,
      () => `-n ${plain}`,
      () => `${plain} %s\\n`,
      () => `git\\x20${word}`,
      () => `git\\t${word}`,
      () => `${plain} "$@" $1`,
      () => `${plain} <<E\n${word}\nE\n`,
      () => `a=(${plain}); "\${a[@]}"`,
      () => `f() { ${plain}; }; f`,
      () => `${plain},${word}`,
    );
  }

  #quoted(text: string): string {
    return this.of(
      () => single(text),
      () => single(text),
      () => `"${text.replace(/[\\"$`]/g, "\\$&")}"`,
      () => `"${text}"`,
      () => `$'${text.replace(/['\\]/g, "\\$&")}'`,
      () => (/^[\w -]+$/.test(text) ? text.replaceAll(" ", "\\ ") : single(text)),
    );
  }

  #name(): string {
    return this.random.pick(["X", "Y", "Z"]);
  }

  #path(): string {
    return this.random.pick(["f", "g", "./f", "ab"]);
  }

  #printed(by: string, ...statements: readonly string[]): Place {
    this.#statements.push(...statements);
    return { kind: "printed", by };
  }

  #value(of: string, ...statements: readonly string[]): Place {
    this.#statements.push(...statements);
    return { kind: "value", of };
  }

  #file(path: string, ...statements: readonly string[]): Place {
    this.#statements.push(...statements);
    return { kind: "file", path };
  }

  #start(text: string): Place {
    const quoted = this.#quoted(text);
    const name = this.#name();
    const path = this.#path();
    const half = Math.floor(text.length / 2);
    const [left, right] = [single(text.slice(0, half)), single(text.slice(half))];
    const codes = [...text]
      .map((each) => (each < "\x80" ? `\\${each.charCodeAt(0).toString(8)}` : each))
      .join("");
    return this.random.pick<() => Place>([
      () => this.#printed(`echo ${quoted}`),
      () => this.#printed(`echo ${text}`),
      () => this.#printed(`echo ${this.random.pick(["-n", "-e", "-E", "-ne"])} ${quoted}`),
      () => this.#printed(`printf '%s\\n' ${quoted}`),
      () => this.#printed(`printf %s ${quoted}`),
      () => this.#printed(`printf ${quoted}`),
      () => this.#printed(`printf '%s ' ${text}`),
      () => this.#printed(`printf ${this.random.pick(["%b", "%q", "%5s", "%.9s", "'%s;'"])} ${quoted}`),
      () => this.#printed(`printf '${codes}'`),
      () => this.#printed(`cat <<< ${quoted}`),
      () => this.#printed(`{ cat <<'E'\n${text}\nE\n}`),
      () => this.#printed(`{ cat <<E\n${text}\nE\n}`),
      () => this.#printed(`{ printf %s ${left}; echo ${right}; }`),
      () => this.#printed(`echo ${left}${right}`),
      () => this.#printed(`env echo ${quoted}`),
      () => this.#printed(`xargs echo <<< ${quoted}`),
      () =>
        this.#printed(
          `awk ${single(`BEGIN { print "${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}" }`)}`,
        ),
      () => this.#value(`$${name}`, `${name}=${quoted}`),
      () =>
        this.#value(
          `$${name}`,
          `${this.random.pick(["export", "declare", "readonly", "typeset -x", "local"])} ${name}=${quoted}`,
        ),
      () => this.#value(`$${name}`, `read -r ${name} <<< ${quoted}`),
      () => this.#value(`$${name}`, `read ${name} <<'E'\n${text}\nE\n`),
      () => this.#value(`$${name}`, `printf -v ${name} %s ${quoted}`),
      () => this.#value(`$${name}`, `${name}=${left}`, `${name}+=${right}`),
      () => this.#value(`$${name}`, `Y=${left} Z=${right}`, `${name}=$Y$Z`),
      () => this.#value(`$${name}`, `: \${${name}:=${quoted}}`),
      () => this.#value(`$${name}`, `declare "${name}=${text}"`),
      () => this.#value(`$${name}`, `declare -n Y=${name}`, `Y=${quoted}`),
      () => this.#value(`$${name}`, `eval ${single(`${name}=${single(text)}`)}`),
      () => this.#value("${A[0]}", `mapfile -t A <<< ${quoted}`),
      () => this.#value("${A[*]}", `A=(${text})`),
      () => this.#value("${A[@]}", `A=(${quoted})`),
      () => this.#value("${A[1]}", `A[1]=${quoted}`),
      () => this.#value("${A[k]}", "declare -A A", `A[k]=${quoted}`),
      () => this.#value("${A[*]}", `read -ra A <<< ${quoted}`),
      () => this.#value("$1", `set -- ${quoted}`),
      () => this.#value("$*", `set -- ${text}`),
      () => this.#value("$REPLY", `read -r <<< ${quoted}`),
      () => this.#value("$_", `: ${quoted}`),
      () => this.#value("$OPTARG", `getopts x: o -x ${quoted}`),
      () => this.#value(`\${U:-${text}}`),
      () => this.#value(`\${U-${quoted}}`),
      () => this.#printed("declare -f gn", `gn() {\n${text}\n}`),
      () => this.#printed("type gn", `gn() { ${text}; }`),
      () => this.#printed("alias x", `alias x=${quoted}`),
      () => this.#printed("trap -p", `trap ${quoted} USR1`),
      () => this.#printed(`declare -p ${name}`, `${name}=${quoted}`),
      () => this.#printed("set", `${name}=${quoted}`),
      () => this.#printed(`echo \${${name}@A}`, `${name}=${quoted}`),
      () => this.#printed("env", `export ${name}=${quoted}`),
      () => this.#printed(`cd ${quoted} 2>&1`),
      () => this.#printed(`echo ${quoted} >&2`),
      () => this.#value("${!Y}", `${name}=${quoted} Y=${name}`),
      () => this.#value("${A[1]}", `A=(x [1]=${quoted})`),
      () => this.#value("${A[@]:1:2}", `A=(x ${text})`),
      () => this.#value("${BASH_REMATCH[0]}", `[[ ${quoted} =~ .* ]]`),
      () => this.#value(`$${name}`, `for ${name} in ${quoted} b; do break; done`),
      () => this.#value(`$${name}`, `select ${name} in ${quoted}; do break; done <<< 1`),
      () => this.#value("$MAPFILE", `mapfile <<< ${quoted}`),
      () => this.#value(`$${name}`, `IFS= read -rd '' ${name} <<< ${quoted}`),
      () => this.#value(`$${name}`, `let ${name}=1`, `${name}=${quoted}`),
      () => this.#value("$gn_x", `gn_x=${quoted}`),
      () => this.#value(`\${${name}[@]}`, `${name}+=(${quoted})`),
      () => this.#value(`$${name}`, `f() { local -n r=$1; r=${quoted}; }`, `f ${name}`),
      () => this.#value(`$${name}`, `f() { ${name}=$1; }`, `f ${quoted}`),
      () => this.#value(`$${name}`, `f() { printf -v "$1" %s ${quoted}; }`, `f ${name}`),
      () => this.#value(`$${name}`, `f() { eval "$1=\\$2"; }`, `f ${name} ${quoted}`),
      () => this.#value(`$${name}`, `${name}=${quoted} eval ':'`, `${name}=${quoted}`),
      () => this.#file(path, `echo ${quoted} > ${path}`),
      () => this.#file(path, `cat > ${path} <<'E'\n${text}\nE\n`),
      () => this.#file(path, `cat <<E >${path}\n${text}\nE\n`),
      () => this.#file(path, `tee ${path} <<< ${quoted}`),
      () => this.#file(path, `cp /dev/stdin ${path} <<< ${quoted}`),
      () => this.#file(path, `dd of=${path} <<< ${quoted}`),
      () => this.#file(path, `sort -o ${path} <<< ${quoted}`),
      () => this.#file(path, `sed 'w ${path}' <<< ${quoted}`),
      () => this.#file(path, `echo x > ${path}`, `sed -i ${single(`c ${text}`)} ${path}`),
      () => this.#file(path, `awk '{ print > "${path}" }' <<< ${quoted}`),
      () => this.#file(path, `find . -maxdepth 0 -fprintf ${path} ${quoted}`),
      () => this.#file(path, `printf %s ${left} > ${path}`, `echo ${right} >> ${path}`),
    ])();
  }

  #step(place: Place): Place {
    const name = this.#name();
    const path = this.#path();
    if (place.kind === "printed") {
      const { by } = place;
      return this.random.pick<() => Place>([
        () => this.#printed(`${by} | cat`),
        () => this.#printed(`{ ${by}; }`),
        () => this.#printed(`(${by}; a)`),
        () => this.#printed(`echo "$(${by})"`),
        () => this.#printed(`echo $(${by})`),
        () => this.#printed(`cat <(${by})`),
        () => this.#printed(`cat < <(${by})`),
        () => this.#printed(`${by} 2>&1`),
        () => this.#printed(`command ${by}`),
        () =>
          this.#printed(
            `${by} | ${this.random.pick(["tr a-z a-z", "sed p", "sed s/x/y/", "head -n1", "tail -n1", "sort", "rev | rev", "tee g", "tr '\\n' ' '", "xargs", "xargs -n1", "xargs -I@ echo @", "xargs -0 echo", 'while read -r l; do echo "$l"; done', "awk 1"])}`,
          ),
        () => this.#printed(`bash -c ${single(by)}`),
        () => {
          this.#statements.push(`hn() { ${by}; }`);
          return this.#printed("hn");
        },
        () => this.#value(`$${name}`, `${name}=$(${by})`),
        () => this.#value(`$${name}`, `${name}="\`${by.replace(/[`\\]/g, "\\$&")}\`"`),
        () => this.#value(`$${name}`, `read -r ${name} < <(${by})`),
        () => this.#value(`$${name}`, "shopt -s lastpipe", `${by} | read ${name}`),
        () => this.#value(`$${name}`, `printf -v ${name} '%s' "$(${by})"`),
        () => this.#value("${A[@]}", `mapfile -t A < <(${by})`),
        () => this.#value("${A[*]}", `A=($(${by}))`),
        () => this.#value(`$${name}`, `coproc { ${by}; }`, `read -r ${name} <&"\${COPROC[0]}"`),
        () => this.#value("$*", `set -- $(${by})`),
        () => this.#file(path, `${by} > ${path}`),
        () => this.#file(path, `${by} >> ${path}`),
        () => this.#file(path, `${by} | tee ${path} >/dev/null`),
        () => this.#file(path, `exec 3>${path}`, `${by} >&3`),
        () => this.#file(path, `{ ${by}; } >|${path} 2>&1`),
        () => this.#file(path, `exec 4>&1 >${path}`, by, "exec >&4"),
        () =>
          this.#file(
            "g",
            `${by} > f`,
            this.random.pick([
              "mv f g",
              "cp f g",
              "ln -s f g",
              "cat f > g",
              "dd if=f of=g",
              "sed -n p f > g",
              "head f >g",
            ]),
          ),
      ])();
    }
    if (place.kind === "value") {
      const { of } = place;
      const quoted = this.random.chance(0.7) ? `"${of}"` : of;
      const bare = /^\$([A-Z]+)$/.exec(of)?.[1];
      const changed =
        bare === undefined
          ? quoted
          : `"\${${bare}${this.random.pick(["", "#zz", "%%zz", "/zz/y", "//zz", ":0", "@P", "@E", "^^", ",,", ":-a", "+$X", "/a/b"])}}"`;
      return this.random.pick<() => Place>([
        () => this.#printed(`echo ${quoted}`),
        () => this.#printed(`printf '%s\\n' ${quoted}`),
        () => this.#printed(`printf ${quoted}`),
        () => this.#printed(`cat <<< ${quoted}`),
        () => this.#printed(`{ cat <<E\n${of}\nE\n}`),
        () => this.#printed(`echo ${changed}`),
        () => this.#value(`$${name}`, `${name}=${of}`),
        () => this.#value(`$${name}`, `${name}=${changed}`),
        () => this.#value(`$${name}`, `declare ${name}=${quoted}`),
        () => this.#value(`$${name}`, `for ${name} in ${quoted}; do :; done`),
        () => this.#value(`$${name}`, `printf -v ${name} %s ${quoted}`),
        () => this.#value(`$${name}`, `read -r ${name} <<< ${quoted}`),
        () => this.#value(`\${${name}}`, `declare -n ${name}=${bare ?? "Y"}`),
        () => this.#value("${!Z}", `Z=${bare ?? "Y"}`),
        () => this.#value("${A[@]}", `A=(${quoted})`),
        () => this.#value("$1", `set -- ${quoted}`),
        () => this.#value("$*", `IFS=${this.random.pick(["' '", ",", "x", "$'\\n'"])}`, `set -- ${of}`),
        () => this.#value("$REPLY", `read <<< ${quoted}`),
        () => this.#value("$_", `: ${quoted}`),
        () => this.#value(`$${name}`, `IFS=, read ${name} Y <<< ${quoted}`),
        () => this.#file(path, `echo ${quoted} > ${path}`),
        () => this.#file(path, `cat > ${path} <<E\n${of}\nE\n`),
        () => this.#file(path, `tee ${path} <<< ${quoted}`),
      ])();
    }
    const from = place.path;
    return this.random.pick<() => Place>([
      () => this.#printed(`cat ${from}`),
      () => this.#printed(`cat < ${from}`),
      () => this.#printed(`cat *`),
      () => this.#printed(`head -n1 ${from}`),
      () => this.#printed(`{ while read -r l; do echo "$l"; done; } <${from}`),
      () => this.#printed(`echo "$(<${from})"`),
      () => this.#value(`$${name}`, `${name}=$(<${from})`),
      () => this.#value(`$${name}`, `read -r ${name} < ${from}`),
      () => this.#value("${A[0]}", `mapfile -t A < ${from}`),
      () => this.#value(`$(<${from})`),
      () => this.#value(`\`cat ${from}\``),
      () =>
        this.#file(
          "x",
          `${this.random.pick(["cp", "mv", "ln", "ln -s", "cat"])} ${from} ${this.random.pick(["x", "./x", "> x"])}`,
        ),
      () => this.#file("*"),
      () => this.#file(`${from.slice(0, -1)}?`),
      () => this.#file("$X", `X=${from}`),
      () => this.#file(`"$PWD"/${from}`),
      () => this.#file(from, `chmod +x ${from}`),
    ])();
  }
}
