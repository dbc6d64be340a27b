import assert from "node:assert/strict";
import { test } from "node:test";
import { StubbedBash } from "../../test/fuzz/bash.ts";
import { compareReadings } from "../../test/fuzz/compare.ts";
import { generateScript } from "../../test/fuzz/generate.ts";
import { Random } from "../../test/fuzz/random.ts";
import { ROUNDABOUT } from "../../test/roundabout.ts";

/** Scripts on which an earlier reading and bash differed. */
const FOUND: readonly string[] = [
  "rm\\\n=ls >&2 \\\n a",
  "exec ls a",
  "time -- b",
  'rm  2>&-2>&- $"status"',
  "eval git ${U:=cat&&b push}",
  "Y=<(xargs HEAD~1) k=v git",
  "b\t>&f'$(ls)'",
  "eval -- cat\n",
  "trap 'sudo' EXIT",
  "command sh . rm#x",
  "X=-rf | b; git $X",
  "npm {1..3} 2>&-\\\nHEAD~1",
  'ls  2>&-# !"" ?',
  "env <(a push -n)a a:b",
  "cat${IFS%x*}$HOME",
  "{git,push}",
  "git $Y{a,b}",
  "rm [ab]*\\\n.",
  "xargs 1<(ls rm)x",
  "X=b<(a); git $X",
  "git $*$*",
  "fn() { git push; }; fn",
  "case x in x) git push;; esac",
  "git push &\nls",
  "Y='git push'; $Y",
  "IFS=,; X=git,push; $X",
  "cat <<EOF\n$(git push)\nEOF",
  "cat <<'EOF'\n$(git push)\nEOF",
  "`git push`",
  '"$(git push)"',
  "ls\rrm",
  "git\u00a0push",
  "$'\\x67it' push",
  "g\\\nit push",
  "ls 2\\\n>f",
  "echo x | xargs -I @ sh -c 'env @'",
  "printf 'a\\nb\\n' | xargs -n 1 rm",
  "xargs <<< `git push` rm HEAD~1",
  "echo x y | xargs -i b a {}",
  ". <(echo 'git push')",
  "source /dev/stdin <<< 'git\tpush'",
  "ls x=~ -rf",
  "b $'a\\\nb'status --all",
  "[ -v 'A[$(a)]' ]",
  "unset 'A[$(a)]'; test -v 'A[`b`]'",
  "declare -n Y=X; X=git; $Y push",
  "X+=git; $X push",
  'ls "${A[@]}"',
  'rm "${@%a*}"',
  'a ${A-"-rf -rf"}',
  "sh ${A[0]} <<'E'\nrm\nE\n",
  "bash - -c 'rm x'",
  "bash + -c 'rm x'",
  "sh -c - b",
  "env a~b=c a",
  "env -S'X=1 ls\vk=v' a",
  "shopt -s nullglob extglob\nb x @(a|b)",
  "ls 1[\\[:alpha:]]*",
  "npm {A[$(b)]} k=v",
  "x{a,<(b)} c",
  "A=(a b)`echo \\`rg\\`` a",
  "find . -maxdepth 0 -exec sh -c 'rm {}' \\;",
  "find f ab -exec a {} +",
  "sh -c 'cat$IFS\\\nx'",
  "ls 'a\\\nb' cat$IFS\\\nx",
  "git $'\\x01' $'\\177'",
  "trap 'git push' EXIT; (exec -a x rm)",
  "git $(<<f)\nrm",
  "echo gi<t push | xargs env",
  "rm $((`(`1)) $(printf '%s' git)",
  "find f -exec sh -c 'npm \"$1{} $\\;\"' {} \\;",
  "eval $(cat)k=v {a,'b c'}",
  "a ${HOME~//$(b)/x}",
  "ls {,x}~/a",
  "npm {,'b c]'}",
  "[ -v 'A[ <<$(a)}]' ]",
  "ls %1\"${*:-'x'}\"b",
  "eval $(echo X=1)+ rm",
  "sh <<< $'ls\\x0agit push'",
  "printf 'git %' push | sh -s",
  "bash -e +c 'git push'",
  "Y='git rm x'; git $Y$+",
  "ls <<< a >$(sh)",
  "command -v rg x | case x in *) sh;; esac",
  "source /dev/stdi*n <<< 'rg a'",
  "npm @{a..c}!＂",
  "flock f$X -c 'ls -n' & rm",
  'env --split-strin="xargs status" a; env --sp "env git push"; env --s=ls x',
  "shopt -s expand_aliases\nalias x='git pu\\sh'\nx a b; x \\-",
  "echo x | xargs -i rg git *{} |& sudo",
  "find f -exec a *{} \\;",
  "X={a,'b c'}; git $X",
  "l[[ x -eq A[$(a HEAD~1 ls)]~\b]]",
  "((((X++)) || git b 2\x01\t`env`) >f)",
  "git @{1..3} x@{-1..1} @{1..9..4}",
  'X=1; for ((X=0; X<2; X++)); do sh -c "$X"; done',
  "X='$(npm EAD^~'; PS4=$X; set -x; : # comment",
  "X='$(rm 2\n x)'; PS4=$X; set -x; :",
  "PS0=?'$(sudo push)' bash --norc -i <<< :",
  "trap 'ls && rm x' EXIT |& for PS4 in '$(git x cat)'; do set -x; :; done",
  'echo "${X:-ls cat -n}" | sh',
  "printf -v PS4 '$(rm)'; set -x; :",
  "A=cat sh \\\n ${X} -c cat & wait",
  "$(echo xargs a) \"\" <<'EOF'\na\\\nb\nEOF\n",
  "env -vS 'b 1 gi\\t'",
  "env -S 'git\\_push'",
  "env -S 'git \"a\\_b\"'",
  "env -S 'git push\\c rm x'",
  "env -S 'git push # x'",
  "env -S 'git p#x'",
  "env -S \"git 'a\\\\\\\\b'\"",
  "env -S 'git a\\\\b \\$x \\# \\\"'",
  "X=git env -S '${X} push'",
  'env -S "git \'a b\' \\"c d\\""',
  "env -S 'git\\tpush'",
  "env -S 'git \"push'",
  "env -S '' git push",
  "env -S 'X=1 git' push",
  "env -S '\"\" git'",
  'echo "${X:-npm .}" | sh; X=a',
  'fn() { echo "a${X:-npm .}" | sh; X=1; }; fn',
  "echo ls\u2028rm > f; BASH_ENV=f bash -c :",
  "echo git \fpush | bash",
];

test("no reading misses what bash runs, on the seeded generator and on every earlier finding", (context) => {
  const bash = StubbedBash.create();
  if (bash === undefined) {
    context.skip("there is no C compiler or no bash");
    return;
  }
  try {
    const count = Number(process.env["PADDOCK_FUZZ"] ?? 250);
    const random = new Random(Number(process.env["PADDOCK_FUZZ_SEED"] ?? 42));
    const scripts = [...FOUND, ...ROUNDABOUT, ...Array.from({ length: count }, () => generateScript(random))];
    const found = bash
      .run(scripts)
      .flatMap((executed, at) =>
        executed === undefined ? [] : compareReadings(scripts[at]!, executed).mismatches,
      );
    assert.deepEqual(found, []);
  } finally {
    bash.close();
  }
});
