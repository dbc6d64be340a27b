import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRules } from "../mod.ts";

const RULES = loadRules([
  {
    path: "a.rules",
    layer: "user",
    text: "ls cat echo head wc true find rg sort test [ sed awk printf"
      .split(" ")
      .map((name) => `prefix_rule(pattern=["${name}"])`)
      .concat(
        'prefix_rule(pattern=["git", ["log", "status", "diff"]])',
        'prefix_rule(pattern=["npm", "test"])',
      )
      .join("\n"),
  },
]);

/** Whatever the conditions say and however often the list runs, only commands that rules cover run. */
const ALLOWED: readonly string[] = [
  "for f in a.txt b.txt; do cat $f; done",
  'for f in a.txt b.txt; do echo "== $f"; head -5 "$f"; done',
  "for i in 1 2 3; do echo $i; done",
  "for f in a b\ndo\n  # c\n  cat $f.ts\ndone",
  'for f in src/a.ts src/b.ts; do echo "--- $f ---"; sed -n 1,20p "$f"; done | head -50',
  'for d in packages/rules packages/config; do echo $d; ls "$d/src"; done',
  "for p in rules config; do git log --oneline -3 -- packages/$p; done",
  'for f in a b; do rg -n foo "$f" || true; done 2>/dev/null',
  'for f in a b; do bash -c "ls $f"; done',
  "for f in a b; do for g in c d; do echo $f $g; done; done",
  "for f in a; do if [ -f $f ]; then cat $f; fi; done",
  "if [ -f package.json ]; then cat package.json; fi",
  "if [ -d src ]; then ls src; else echo none; fi",
  "if git diff --quiet; then echo clean; else echo dirty; fi",
  "if rg -q foo src\nthen\n  echo yes\nelif rg -q bar src; then echo bar\nelse\n  echo no\nfi",
  "if [ -f a ]; then cat a; fi; if [ -f b ]; then cat b; fi",
  "if true; then ls; fi 2>&1 | head",
  'for f in a b; do wc -l "${f}.ts"; done',
  'for f in a b; do test -f "$f" && echo "$f ok"; done',
  'for f in a b c; do echo "$f"; done && git status',
];
/** Something else runs or is written, a value may be an option, or the text is not what it seems. */
const NOT_ALLOWED: readonly string[] = [
  "for f in -delete; do find . $f; done",
  'for f in x -delete; do find . "$f"; done',
  "for f in --pre=id; do rg $f foo; done",
  "for f in pre; do rg --$f=id foo; done",
  "for f in o; do sort -${f}out in; done",
  "for f in output; do git log --$f=x; done",
  "for c in id ls; do $c; done",
  "for c in ls; do $c; done",
  "for c in l; do ${c}s; done",
  "for f in a; do rm $f; done",
  "for f in a b; do echo $f > $f; done",
  "for f in /dev/null; do echo x > $f; done; id",
  'for f in x; do echo y > "$f"; done',
  "for f in 'a b'; do cat $f; done",
  "for f in '*'; do cat $f; done",
  "for f in 'a;id'; do sh -c \"$f\"; done",
  "for f in id; do bash -c $f; done",
  'for f in id; do bash -c "ls; $f"; done',
  "for f in a; do eval $f; done",
  "for f in $(id); do ls; done",
  "for f in `id`; do ls; done",
  "for f in $X; do ls; done",
  'for f in "$@"; do ls; done',
  "for f; do ls; done",
  "for f in; do ls; done",
  "for f do ls; done",
  "for PATH in .; do ls; done",
  "for IFS in x; do ls; done",
  "for path in .; do ls; done; id",
  "for LD_PRELOAD in ./x.so; do ls; done",
  "for npm_config_prefix in x; do npm test; done",
  "for f in a; do for f in -delete; do :; done; find . $f; done",
  "for f in a; do read f; find . $f; done",
  "for f in a; do printf -v f x; find . $f; done",
  "for f in a b; do cat <<E; done\nx\nE\nid",
  "for f in a b; do cat <<$f\nx\n$f\nid\na\nb\ndone",
  "cat <<E | for f in a b; do\nx\nE\ncat\nid\nE\ndone",
  "for f in a b; do ls; done; id",
  "for f in a b; do ls; done & id",
  "for f in a b; do ls; done > out",
  "for f in a b; do ls; done >> out",
  "for f in a b; do ls; done < /dev/tcp/x/1",
  "for f in a b; do ls; done | sh",
  "for f in a b; do ls & done",
  "for f in a b; do id; done",
  "for f in a b; { id; }",
  "for f in a b; do ls; donex; id",
  "for f in a b; do ls done; id; done",
  "for f in a b; do ls; done id",
  "for f in a b; done; do id; done",
  "for f in a b do id; done",
  "for f in a b\nid\ndo ls; done",
  "for f in a b; do cd $f; git status; done",
  "for f in evil; do cd $f && git log; done",
  "for f in /tmp/evil; do cd $f && npm test; done",
  "for f in a; do cd ..; npm test; done",
  'for f in a; do sed -n "${f}w out" x; done',
  'for f in w; do sed -n "$f out" x; done',
  'for f in system; do awk "BEGIN{$f(1)}"; done',
  "for f in a[1]; do test -v $f; done",
  "for ((;;)); do ls; done",
  "for f in {a,b}; do ls; done",
  "for f in ~/x; do ls; done; id",
  "if ls; then id; fi",
  "if id; then ls; fi",
  "if ls; then ls; else id; fi",
  "if ls; then ls; elif id; then ls; fi",
  "if ls; then ls; fi; id",
  "if ls; then ls; fi id",
  "if ls; then ls; fi > out",
  "if ls; then ls; fi & id",
  "if ls; then; fi",
  "if; then ls; fi",
  "if ls then id; fi",
  "if ls; then ls; fix; id",
  "if ls; then ls; else ls; else id; fi",
  "if ls; then ls; else ls; elif id; then ls; fi",
  "if ls; then ls",
  "if ls; thenx id; fi",
  "if ls; then ls; fi; fi; id",
  "if cd evil; then git status; fi",
  "if [ -f x ]; then . x; fi",
  "if [ -f x ]; then source x; fi",
  "if [ -f x ]; then sh x; fi",
  "if ((x=1)); then ls; fi",
  "if [[ -v x ]]; then ls; fi",
  "if ls; then cat <<E; fi\n$(id)\nE",
  "if ls; then cat <<'E'; fi\nx\nE\nid",
  "while ls; do ls; done",
  "until ls; do ls; done",
  "while read f; do cat $f; done < x",
  "while true; do id; done",
  "case x in x) ls;; esac",
  "select f in a; do ls; done",
  "zsh -c 'for f (a b) id'",
  "zsh -c 'for f in a; do ls; done'",
  "zsh -c 'if ls; then ls; fi'",
  "bash -c 'for f in a; do id; done'",
  "ls() { id; }; for f in a; do ls; done",
  "function f { id; }; if f; then ls; fi",
];

for (const text of ALLOWED) {
  test(`rules cover every command of ${JSON.stringify(text)}`, () => {
    assert.equal(RULES.check({ kind: "script", text }).decision, "allow");
  });
}
for (const text of NOT_ALLOWED) {
  test(`rules do not cover ${JSON.stringify(text)}`, () => {
    assert.notEqual(RULES.check({ kind: "script", text }).decision, "allow");
  });
}

test("a loop's command is judged once for each of its words", () => {
  const { segments } = RULES.check({ kind: "script", text: "for f in a b; do cat $f; done" });
  const strict = segments.filter(({ reading }) => reading === "strict").map(({ argv }) => argv.join(" "));
  assert.deepEqual(strict, ["cat a", "cat b"]);
});
