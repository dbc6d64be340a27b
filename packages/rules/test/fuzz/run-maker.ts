import { WORDS } from "./vocabulary.ts";
import { WordMaker } from "./word-maker.ts";

/** Where a text is on its way to being run: printed by a command, what an expansion gives, or a file. */
export type Place =
  | { readonly kind: "printed"; readonly by: string }
  | { readonly kind: "value"; readonly of: string }
  | { readonly kind: "file"; readonly path: string };

/** Puts a text in single quotes. */
export function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Makes what runs a text: a shell that reads it, a builtin that evaluates it, a wrapper, a subscript. */
export class RunMaker extends WordMaker {
  /** What runs the text, as it is or in a place of its own. */
  protected runWithin(place: Place): string {
    if (place.kind !== "value" || this.random.chance(0.7)) return this.#run(place);
    const { of } = place;
    const one = { kind: "value", of: "$1" } as const;
    const name = /^\$([A-Z]+)$/.exec(of)?.[1] ?? "X";
    return this.of(
      () => `rn() { ${this.#run(one)}; }; rn "${of}"`,
      () => `rn() { ${this.#run({ kind: "value", of: "$*" })}; }; rn ${of}`,
      () => `rn() { local L=$1; ${this.#run({ kind: "value", of: "$L" })}; }; rn "${of}"`,
      () => `bash -c ${single(this.#run(one))} _ "${of}"`,
      () => `sh -c ${single(this.#run({ kind: "value", of: "$0" }))} "${of}"`,
      () => `export ${name}; bash -c ${single(this.#run(place))}`,
      () => `V="${of}" bash -c ${single(this.#run({ kind: "value", of: "$V" }))}`,
      () => `env V="${of}" sh -c ${single(this.#run({ kind: "value", of: "$V" }))}`,
      () => `for i in "${of}"; do ${this.#run({ kind: "value", of: "$i" })}; done`,
      () => `eval ${single(this.#run(place))}`,
      () => `find . -maxdepth 0 -exec sh -c ${single(this.#run(one))} _ "${of}" \\;`,
      () => `echo "${of}" | xargs -d '\\n' -I{} sh -c ${single(this.#run(one))} _ {}`,
      () => `coproc { ${this.#run(place)}; }; wait`,
    );
  }

  #run(place: Place): string {
    if (place.kind === "printed") return this.#runPrinted(place.by);
    return place.kind === "file" ? this.#runFile(place.path) : this.#runValue(place.of);
  }

  #runPrinted(by: string): string {
    const shell = this.random.pick([
      "sh",
      "bash",
      "bash -s x",
      "env sh",
      "sudo sh",
      "cat | sh",
      "sh -",
      "command bash",
      "sh /dev/stdin",
      "nice bash",
    ]);
    return this.of(
      () => `${by} | ${shell}`,
      () => `${by} | ${shell}`,
      () => `${by} |& ${shell}`,
      () => `${shell} < <(${by})`,
      () => `. <(${by})`,
      () => `bash <(${by})`,
      () => `eval "$(${by})"`,
      () => `eval $(${by})`,
      () => `$(${by})`,
      () => `sudo $(${by})`,
      () => `sh -c "$(${by})"`,
      () => `bash <<< "$(${by})"`,
      () => `sh <<E\n$(${by})\nE\n`,
      () => `trap "$(${by})" EXIT`,
      () =>
        `${by} | xargs ${this.random.pick(["env", "-n1 sh -c", "-0 sh -c", "-I{} sh -c {}", "-d '\\n' sh -c", "-L1 env", "-n2 git", "-t rm", "-I% bash -c 'git %'", "sudo", "nice git", "-E x env", "-i sh -c '{}'", "-P2 -n1 rm --", "-a /dev/stdin env", "-s 99 env", "-x env -S", "find . -maxdepth 0 -exec"])}`,
      () => `${by} | while read -r l; do eval "$l"; done`,
      () => `${by} | while read a b; do $a $b; done`,
      () => `${by} | { read -r l; $l; }`,
      () => `${by} | { mapfile -t A; "\${A[@]}"; }`,
      () => `while read -r l; do sh -c "$l"; done < <(${by})`,
      () => `${by} > >(${shell}); wait`,
      () => `${by} | tee >(sh) > /dev/null; wait`,
      () => `exec < <(${by}); sh`,
      () => `exec 5< <(${by}); . /dev/fd/5`,
      () => `coproc sh; { ${by}; } >&"\${COPROC[1]}"; eval "exec \${COPROC[1]}>&-"; wait`,
      () => `alias x="$(${by})"; shopt -s expand_aliases\nx`,
      () => `PS4='$(${by})'; set -x; :`,
      () => `env -S "$(${by})"`,
      () => `export BASH_ENV=<(${by}); bash -c :`,
      () => `bash --rcfile <(${by}) -i <<< :`,
      () => `A=($(${by})); "\${A[@]}"`,
      () => `for i in $(${by}); do $i x; done`,
      () => `mapfile -C "$(${by})" -c 1 A <<< x`,
      () => `case $(${by}) in *) $(${by});; esac`,
      () => `${by} | find . -maxdepth 0 -exec sh \\;`,
      () => `${by} | if true; then sh; fi`,
    );
  }

  #runFile(path: string): string {
    return this.of(
      () => `sh ${path}`,
      () => `. ./${path.replace(/^\.\//, "")}`,
      () => `source ${path}`,
      () => `bash < ${path}`,
      () => `BASH_ENV=${path} bash -c :`,
      () => `export BASH_ENV=${path}; bash -c :`,
      () => `env ENV=${path} sh -i <<< :`,
      () => `bash --rcfile ${path} -i <<< :`,
      () => `bash --init-file ${path} -i <<< :`,
      () => `chmod +x ${path}; ./${path.replace(/^\.\//, "")}`,
      () => `chmod 700 ${path} && PATH=.:$PATH && ${path.replace(/^\.\//, "")} x`,
      () => `xargs -a ${path} env`,
      () => `xargs < ${path} -n1 sh -c`,
      () => `env -S "$(<${path})"`,
      () => `eval "$(cat ${path})"`,
      () => `eval "$(< ${path})"`,
      () => `find . -name '${path.replace(/^\.\//, "")}' -exec sh {} \\;`,
      () => `find f g -exec bash {} +`,
      () => `exec < ${path}; bash`,
      () => `exec 3<${path}; sh <&3`,
      () => `sh ./*`,
      () => `trap '. ./${path.replace(/^\.\//, "")}' EXIT`,
      () => `bash -c 'source "$1"' _ ${path}`,
      () => `echo ${path} | xargs sh`,
      () => `nice bash ${path}`,
      () => `sudo sh ${path}`,
      () => `sed -n p ${path} | sh`,
      () => `cp ${path} g; sh g`,
      () => `for i in *; do sh $i; done`,
      () => `while read -r l; do $l; done < ${path}`,
      () => `while read -r l; do eval "$l"; done < ${path}`,
      () => `HISTFILE=${path} bash -i <<< '!!'`,
      () => `awk '{ system($0) }' ${path}`,
      () => `coproc bash ${path}; wait`,
    );
  }

  #runValue(of: string): string {
    const quoted = `"${of}"`;
    return this.of(
      () => `eval ${quoted}`,
      () => `eval ${of}`,
      () => of,
      () => `${of} ${this.random.pick(WORDS)}`,
      () => `sh -c ${quoted}`,
      () => `bash -c ${quoted} ${this.random.pick(WORDS)}`,
      () => `bash -c 'eval "$1"' _ ${quoted}`,
      () => `bash -c '"$@"' _ ${of}`,
      () => `bash <<< ${quoted}`,
      () => `sh <<E\n${of}\nE\n`,
      () => `. <(echo ${quoted})`,
      () => `echo ${quoted} | sh`,
      () => `trap ${quoted} ${this.random.pick(["EXIT", "DEBUG", "ERR", "0"])}; b`,
      () => `env ${of}`,
      () => `env -S ${quoted}`,
      () => `env "-S${of}"`,
      () => `exec ${of}`,
      () => `command ${of}`,
      () => `builtin eval ${quoted}`,
      () => `sudo ${of}`,
      () => `sudo -u x Y=1 ${of}`,
      () => `timeout 1 ${of}`,
      () => `nice -n 1 nohup ${of}`,
      () => `find . -maxdepth 0 -exec ${of} \\;`,
      () => `find . -maxdepth 0 -exec sh -c ${quoted} \\;`,
      () => `xargs ${of} <<< x`,
      () => `xargs env <<< ${quoted}`,
      () => `xargs -I{} sh -c {} <<< ${quoted}`,
      () => `set -- ${of}; "$@"`,
      () => `set -- ${quoted}; $1 "\${@:2}"`,
      () => `A=(${of}); "\${A[@]}"`,
      () => `A=(${of}); \${A[0]} "\${A[@]:1}"`,
      () => `shopt -s expand_aliases; alias x=${quoted}\nx a`,
      () => `PS4="\\$(${of})"; set -x; :`,
      () => `PROMPT_COMMAND=${quoted} bash --norc -i <<< :`,
      () => `BASH_ENV=${quoted} bash -c :`,
      () => `(( A[\\$(${of})] ))`,
      () => `Y="A[\\$(${of})]"; (( Y ))`,
      () => `[[ -v "A[\\$(${of})]" ]]`,
      () => `: $(${of})`,
      () => `: "\`${of}\`"`,
      () => `coproc ${of}; wait`,
      () => `mapfile -C ${quoted} -c 1 A <<< x`,
      () => `compgen -C ${quoted}`,
      () => `flock f -c ${quoted}`,
      () => `eval "fn2() { ${of}; }"; fn2`,
      () => `eval 'Y=${of}; $Y'`,
      () => `cat <<E\n$(${of})\nE\n`,
      () => `if ${of}; then :; fi`,
      () => `${of} | cat`,
      () => `! ${of} &`,
      () => `time ${of}`,
      () => `X=1 ${of} >f 2>&1`,
      () => `awk 'BEGIN { system(ARGV[1]) }' ${quoted}`,
      () => `setsid -w sh -c ${quoted}`,
      () => `echo | sed "1e ${of}"`,
      () => `stdbuf -o0 bash -c ${quoted}`,
      () => `"\${X%% *}" "\${X#* }"`,
      () => `let "Y=A[\\$(${of})]"`,
      () => `printf -v "A[\\$(${of})]" x`,
      () => `x() { ${of} "$@"; }; x ${this.random.pick(WORDS)}`,
    );
  }
}
