import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRules } from "../mod.ts";

const RULES = loadRules([
  {
    path: "a.rules",
    layer: "user",
    text: ["sort", "rg", "find", "sed", "uniq", "ls", "test", "[", "printf", "jq", "cat", "echo"]
      .map((name) => `prefix_rule(pattern=["${name}"])`)
      .concat('prefix_rule(pattern=["git", "diff"])')
      .join("\n"),
  },
]);

const COVERED: readonly string[] = [
  "sort src/*.txt",
  "sort ./*",
  "sort ~/a.txt",
  "sort -- *.txt",
  "sort -u a*",
  "rg foo src/**/*.ts",
  "find src/* -name x",
  "sed -n 1p src/*.txt",
  "sed -n 'F;z;p' a.txt",
  "git diff -- *.ts",
  "git diff --stat -- *.ts",
  "ls *",
  "ls $?",
  'rg foo "src/$X"',
  'sort "./$X"',
  "cat $HOME/.bashrc",
  'echo "${X:-none} y"',
  '[ -z "$X" ]',
  '[ ! -f "$X/a" ]',
  '[ "$X" = a ]',
  'test "$X" != "$Y"',
  "printf '%s: %-5q%%\\n' \"$X\" $Y",
  'for f in src/*; do sort "$f"; done',
  'rg "\\"(a|b)\\"" src',
];
const NOT_COVERED: readonly string[] = [
  "sort *.txt",
  'sort ""*.txt',
  "sort '-'*",
  "sort -o src/*",
  "sort -k -- *.txt",
  'sort "$X"',
  "sort $X",
  "ls a$X",
  'sort "$X"/*',
  "find *.d",
  "find -- *",
  "sed -n src/*",
  "sed -n src/* 1p",
  "sed -n -f src/*",
  "sed -n -- * 1p",
  "git diff -O -- *.ts",
  "git diff *.ts",
  "uniq src/*",
  'sort "-$X"',
  "sort $HOME/x",
  "$HOME/x",
  "cat $IFS/x",
  "cat ${IFS}",
  "sed -n 'séaébép' f",
  '[ "$X" ]',
  '[ -v "$X" ]',
  '[ "$X" -eq 1 ]',
  "[ -n $X ]",
  '[ -f "$X"/* ]',
  '[ "$X" = a -o -v b ]',
  'printf "$X"',
  "printf '%d' \"$X\"",
  "printf '%*s' \"$X\" a",
  'echo "${X:=y}"',
  'echo "${X:-$(ls)}"',
  'for f in *; do sort "$f"; done',
  "for f in src/*; do sort $f; done",
  'echo "\\" | ls | echo \\""',
  'echo "\\" (ls) \\""',
];

for (const text of COVERED) {
  test(`names of files cannot become options in ${text}`, () => {
    assert.equal(RULES.check({ kind: "script", text }).decision, "allow");
  });
}
for (const text of NOT_COVERED) {
  test(`names of files or values may do harm in ${text}`, () => {
    assert.notEqual(RULES.check({ kind: "script", text }).decision, "allow");
  });
}
