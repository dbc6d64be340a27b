import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAwkScript } from "./awk-script.ts";

const HARMLESS: readonly string[] = [
  "{print $1; if ($2 > 3) x++}",
  '{print $1 "|" $2 "@"}',
  "{ print }\n$1 > 2 { n++ }",
  '/^[[:space:]]*#/ { next } { print $1/1024 " MB" }',
  '{ gsub(/[",]/, "", $2); print $2 }',
  "{ if ($1) /x/ ; print }",
  "a || b",
  "$3 >= 1000 && $1 > 5",
  "{ if ($1 > 5) print $1; else print }",
  "NR==FNR { a[$1]; next } $1 in a",
  "/start|begin/,/end/",
  "/system|getline/ { c++ } END { print c+0 }",
  "{ n = split($0, a, /\\//); print a[n] / 2 }",
  "{ print $1,\n  $2 }\n$1 > 5 { n++ }",
  "{ s += $1 } END { print s/NR # mean\n }",
];
const HARMFUL: readonly (readonly [script: string, why: RegExp])[] = [
  ['{print > "f"}', /writes/],
  ['{print "a;" > "f"}', /writes/],
  ['{print "\\"}" > "f"}', /writes/],
  ['{print $1,\n $2 > "f"}', /writes/],
  ['{print a ?\n b : c > "f"}', /writes/],
  ['{print \\\n > "f"}', /writes/],
  ["{print /;/ > f}", /writes/],
  ["{print /a\\/;/ > f}", /writes/],
  ['{ if (1) /"/; print "x" > "f" #"/\n}', /writes/],
  ['{x++ /"/; print "x" > "f" #"/\n}', /divide/],
  ['{print length /"/ > "f" #"/\n}', /divide/],
  ['/[/]"/ {print > "f"} #"/', /not clear/],
  ['# x\\\n{print > "f"}', /comment/],
  ['{print "a\n" > "f"}', /does not end/],
  ["/a\n/", /not clear/],
  ['{print "x" | "sh"}', /pipes/],
  ['BEGIN { printf "x" |& "cat" }', /pipes/],
  ['{"id" | getline}', /pipes/],
  ["{getline x < f}", /getline/],
  ['{awk::system("id")}', /system/],
  ['@load "x"', /not understood/],
  ['BEGIN { f = "system"; @f("id") }', /not understood/],
  ['BEGIN { 1system("id") }', /behind a number/],
  ['{ print 1, # c\n2 > "f" }', /writes/],
  ["{ print >> FILENAME }", /writes/],
  ['/[a[:b]/ { print "]/ } BEGIN { f(\\"id\\") }"', /not clear/],
  ["{ print ENVIRON[1] }", /ENVIRON/],
  ['BEGIN { extension("x", "y") }', /extension/],
];

test("awk programs that neither run nor write anything are harmless", () => {
  for (const script of HARMLESS) assert.equal(checkAwkScript(script), undefined, script);
});

test("awk programs that write, run, or may be read in two ways are not", () => {
  for (const [script, why] of HARMFUL) assert.match(checkAwkScript(script) ?? "harmless", why, script);
});
