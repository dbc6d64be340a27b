import assert from "node:assert/strict";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { editRuleFile, parseExpectationFile, readRuleFolder, undoRuleEdit } from "./files/mod.ts";
import {
  addRuleLine,
  bannedPrefix,
  findGuards,
  joinWords,
  lintRules,
  loadRules,
  RulesError,
  readExpectations,
  removeRule,
  ruleLine,
  splitWords,
  testExpectations,
} from "./mod.ts";

function codes(...lines: readonly string[]): readonly string[] {
  return lintRules(loadRules([{ path: "t.rules", layer: "user", text: lines.join("\n") }])).map(
    ({ code, origin }) => `${origin.line} ${code}`,
  );
}

test("lint looks at every choice of a rule's alternatives", () => {
  assert.deepEqual(
    codes(
      'host_executable(name="git", paths=["/usr/bin/git"])',
      'prefix_rule(pattern=["git", ["status", "diff"]])',
      'prefix_rule(pattern=["git", ["push", "-c"]])',
    ),
    ["3 banned"],
  );
});

test("lint names rules that never decide, allow too much, or lack a list of paths", () => {
  assert.deepEqual(
    codes(
      'host_executable(name="git", paths=["/usr/bin/git"])',
      'prefix_rule(pattern=["git"], decision="forbidden")',
      'prefix_rule(pattern=["git", "status"])',
      'prefix_rule(pattern=["git", "push"], decision="forbidden")',
      'prefix_rule(pattern=["python3.11"])',
      'prefix_rule(pattern=["./run.sh"])',
      'prefix_rule(pattern=["ls", ["a", "a"]], decision="prompt")',
    ),
    [
      "3 unreachable",
      "4 redundant",
      "5 banned",
      "5 host-executable",
      "6 relative-program",
      "7 duplicate-alternative",
    ],
  );
  assert.deepEqual(codes("x = ("), ["1 broken"]);
});

const BANNED: readonly string[] = [
  "python",
  "python3.11",
  "python3 -m",
  "/usr/bin/python3",
  "node --eval",
  "perl -E",
  "bash",
  "/usr/bin/bash",
  "bash.exe",
  "env",
  "/usr/bin/env",
  "sudo",
  "npx",
  "uv run",
  "docker run",
  "git -c",
  "git -C",
  "npm exec",
  "npm run",
  "ssh",
  "curl",
  "make",
  "eval",
  "exec",
  "xargs",
  "find",
  "awk",
  "sed",
  "timeout",
  "nohup",
  "rm",
  "rm -rf",
  "cargo run",
  "kubectl exec",
];

test("prefixes that allow any program are refused by class, however they are spelled", () => {
  for (const line of BANNED) assert.notEqual(bannedPrefix(line.split(" ")), undefined, line);
  for (const line of [
    "git commit",
    "npm test",
    "npm run build",
    "rm build/out",
    "cargo test",
    "ls",
    "python3 tool.py",
    "docker ps",
  ]) {
    assert.equal(bannedPrefix(line.split(" ")), undefined, line);
  }
});

const GUARDED: readonly (readonly [string, boolean])[] = [
  ["rg -C3 x", false],
  ["rg -zC3 x", true],
  ["rg -C 3 -z x", true],
  ["rg -e -z x", false],
  ["rg -- -z", false],
  ["rg --hostname-b=x", true],
  ["sort -k1 x", false],
  ["sort -t -o x", false],
  ["sort -ko x", false],
  ["sort -no x y", true],
  ["sort --compress=sh", true],
  ["find -name x", false],
  ["find . -delete", true],
  ["git log --oneline", false],
  ["git log --o", true],
  ["git log --output-indicator-new=x", false],
  ["git status --help", true],
  ["git -p log", true],
  ["git --no-pager log", false],
  ["git diff --no-textconv", false],
  ["git diff --textconv", true],
  ["awk '{print $1}' x", false],
  ["awk '{print > \"f\"}' x", true],
  ["awk 'BEGIN{system(1)}'", true],
  ["uniq a b", true],
  ["uniq a", false],
  ["date +%F", false],
  ["date -s 1", true],
  ["date 01020304", true],
  ["npm test --silent", false],
  ["npm test --userconfig=x", true],
  ["tar xf a", false],
  ["tar --to-command=sh -xf a", true],
  ["sed -n p x", false],
  ["sed -ni p x", true],
  ["sed -n --in-pl p", true],
  ["cat --anything", false],
  ["unknown --whatever", false],
];

test("guards know options as the programs read them", () => {
  for (const [line, fires] of GUARDED) {
    const argv = splitWords(line)!;
    assert.equal(findGuards(argv, 1).length > 0, fires, line);
  }
});

test("a rule is added once and removed by its words or its line; a broken file is left alone", () => {
  const line = ruleLine(["git", "push"], "forbidden", 'no "push"');
  const added = addRuleLine("t.rules", "# mine", line);
  assert.equal(added.kind === "changed" && added.text, `# mine\n${line}\n`);
  assert.equal(addRuleLine("t.rules", `${line}\n`, line).kind, "unchanged");
  assert.equal(addRuleLine("t.rules", "x = (\n", line).kind, "refused");
  const text = `# mine\n${line}\nprefix_rule(\n    pattern = ["ls"],\n)\nfor t in ["a"]: prefix_rule(pattern=[t])\n`;
  const byWords = removeRule("t.rules", text, { words: ["git", "push"] });
  assert.equal(byWords.kind === "changed" && byWords.text.includes("push"), false);
  const byLine = removeRule("t.rules", text, { line: 4 });
  assert.equal(
    byLine.kind === "changed" && byLine.text,
    `# mine\n${line}\nfor t in ["a"]: prefix_rule(pattern=[t])\n`,
  );
  assert.equal(removeRule("t.rules", text, { words: ["a"] }).kind, "refused");
  assert.equal(removeRule("t.rules", text, { words: ["x"] }).kind, "refused");
});

test("files are edited in one step, remembered, and restored; links are refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rules-"));
  try {
    const path = join(folder, "rules", "default.rules");
    const add = (words: readonly string[]): Promise<unknown> =>
      editRuleFile(path, (text) => addRuleLine(path, text, ruleLine(words)));
    await add(["git", "status"]);
    await Promise.all([add(["ls"]), add(["cat"])]);
    assert.equal(readFileSync(path, "utf8").trim().split("\n").length, 3);
    assert.equal(lstatSync(path).mode & 0o777, 0o600);
    await undoRuleEdit(path);
    assert.equal(readFileSync(path, "utf8").trim().split("\n").length, 2);
    writeFileSync(path, "# by hand\n");
    assert.equal((await undoRuleEdit(path)).kind, "refused");
    symlinkSync(path, join(folder, "rules", "link.rules"));
    writeFileSync(join(folder, "rules", "X.RULES"), "");
    mkdirSync(join(folder, "rules", "sub.rules"));
    assert.deepEqual(
      readRuleFolder(join(folder, "rules"), "user").map((file) => file.path),
      [path],
    );
    assert.deepEqual(readRuleFolder(join(folder, "none"), "user"), []);
    await assert.rejects(
      editRuleFile(join(folder, "rules", "link.rules"), (text) => addRuleLine(path, text, "x = 1")),
      (error) => error instanceof RulesError && error.code === "io",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a file of expectations is read and judged", () => {
  const rules = loadRules([
    { path: "t.rules", layer: "user", text: 'prefix_rule(pattern=["git", "push"], decision="forbidden")' },
  ]);
  const content = parseExpectationFile(
    "rules.test.toml",
    '[[expect]]\nshell = "X=1 git push"\ndecision = "deny"\n[[expect]]\nargv = ["ls"]\ndecision = "allow"\n',
  );
  const failures = testExpectations(rules, readExpectations(content));
  assert.deepEqual(
    failures.map(({ found }) => found),
    ["none"],
  );
  assert.throws(
    () => readExpectations(parseExpectationFile("x", '[[expect]]\nshell = "a"\ndecision = "maybe"')),
    /allow, ask, deny or none/,
  );
  assert.throws(() => parseExpectationFile("x.toml", "= 1"), /^RulesError: x\.toml: /);
});

test("words are quoted as the messages of Codex quote them", () => {
  assert.equal(joinWords(["/bin/bash", "-lc", "git push $X"]), "/bin/bash -lc 'git push $X'");
  assert.equal(joinWords(["a", "it's", ""]), "a \"it's\" ''");
});

test("a rule file that is no UTF-8 is named and not guessed at", () => {
  const folder = mkdtempSync(join(tmpdir(), "rules-bytes-"));
  try {
    writeFileSync(join(folder, "a.rules"), Uint8Array.of(0x23, 0xff));
    assert.throws(() => readRuleFolder(folder, "user"), /a\.rules is not UTF-8/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
