import assert from "node:assert/strict";
import { test } from "node:test";
import { EVASIONS } from "../test/evasions.ts";
import {
  type CheckOptions,
  loadRules,
  type RuleDecision,
  type RuleSet,
  RulesError,
  type Verdict,
} from "./mod.ts";

const ALLOWED = [
  "git status",
  "git log",
  "git diff",
  "ls",
  "cat",
  "echo",
  "rg",
  "find",
  "sed -n",
  "sort",
  "head",
  "npm test",
];

function rule(words: string, decision: string, more = ""): string {
  return `prefix_rule(pattern=${JSON.stringify(words.split(" "))}, decision="${decision}"${more})`;
}

function load(...lines: readonly string[]): RuleSet {
  const set = loadRules([{ path: "t.rules", layer: "user", text: lines.join("\n") }]);
  assert.deepEqual(set.problems, []);
  return set;
}

const ALLOW = load(...ALLOWED.map((words) => rule(words, "allow")));

const DENY_PUSH = load(rule("git push", "forbidden"));

function decide(set: RuleSet, text: string, options: CheckOptions = {}): RuleDecision {
  return set.check({ kind: "script", text }, options).decision;
}

const PLAIN: readonly (readonly [string, RuleDecision])[] = [
  ["git status && ls -la | head -5", "allow"],
  ["git --no-pager log -3", "allow"],
  ["git -C . status", "allow"],
  ["git -C . --no-pager -C . diff --stat", "allow"],
  ["git -C . -C .. status", "none"],
  ["git -C .. -C . status", "none"],
  ["git -C /x status", "none"],
  ["git -C status", "none"],
  ["git -C . -c core.fsmonitor=id status", "none"],
  ["git -C . diff --ext-diff", "none"],
  ["git -C . push", "none"],
  ["cat <<'EOF'\n$(id)\nEOF", "allow"],
  ["cat <<EOF\n$(id)\nEOF", "none"],
  ["{ ls; cat x; }", "allow"],
  ["(ls)", "allow"],
  ["! ls", "allow"],
  ["time ls", "allow"],
  ["ls 2>&1 >/dev/null", "allow"],
  ["ls > out", "none"],
  ["ls &", "none"],
  ["cat src/*.ts", "allow"],
  ["sort *", "none"],
  ['cat "$HOME/x"', "allow"],
  ['sort "$X"', "none"],
  ["echo $X", "allow"],
  ["echo a$X", "none"],
  ["rg $X", "none"],
  ["bash -lc 'git status; ls'", "allow"],
  ["bash -lc 'git status; id'", "none"],
  ["bash -c 'ls' x", "none"],
  ["X=1 ls", "none"],
  ["git log HEAD~3..HEAD^", "allow"],
  ["git stash@{1}", "none"],
  ["rg -e '--pre' src", "allow"],
  ["rg --pre=id x", "none"],
  ["rg -nz x", "none"],
  ["find . -name '*.ts' -print0", "allow"],
  ["find . -execdir id +", "none"],
  ["sort --outp=x y", "none"],
  ["sort --random-source -- -ox y", "none"],
  ["sort --random-source --parallel -ox y", "none"],
  ["sort -n -- y", "allow"],
  ["sort -n -k 2 -t : y", "allow"],
  ["git log --decorate-refs -- --output=x", "none"],
  ["git log --oneline -- a b", "allow"],
  ["bash -c 'ls &>/dev/null'", "allow"],
  ["sh -c 'echo &>/dev/null id'", "none"],
  ["sed -n '1,20p' x", "allow"],
  ["sed -n '/a/,/b/{p;q}' x", "allow"],
  ["sed -n 's/a/b/gp' x", "allow"],
  ["sed -n 's/a/id/e' x", "none"],
  ["sed -nE 's/../../p' file", "allow"],
  ["sed -nEr '/a|b/p' x", "allow"],
  ["sed -nE 's/a/id/e' x", "none"],
  ["sed -nE '1w out' x", "none"],
  ["sed -nE p -e '1w out' x", "none"],
  ["sed -nE -i p x", "none"],
  ["sed -nEi p x", "none"],
  ["sed -nEf x", "none"],
  ["sed -nE p *", "none"],
  ["sed -En p x", "none"],
  ["sed -n -- 's/a/b/w out' -ep", "none"],
  ["sed -n -- 1p x", "allow"],
  ["sed -n 's/[^]/X]/;/w out/p' x", "none"],
  ["sed -n 's/[[:a:]/X]/;/w out/p' x", "none"],
  ["sed -n 's/[[:alpha:]]*/x/p' x", "allow"],
  ["sed -n 'p;w out' x", "none"],
  ["sed -n -e p -e '1e id' x", "none"],
  ["git diff --stat -- '*.ts'", "allow"],
  ["git diff --ext-d", "none"],
  ["git -c core.pager=id log", "none"],
  ["npm test -- --reporter=dot", "allow"],
  ["npm test --prefix /x", "none"],
  ["./ls", "none"],
  ["/usr/bin/ls", "allow"],
  ["/tmp/ls", "none"],
  ["ls\u00a0-la", "none"],
  ["ls\rrm", "ask"],
  ["ls \u202e", "ask"],
  ["'l''s' -l", "allow"],
  ["l\\s", "allow"],
  ["$'ls'", "none"],
  ["command -v ls", "none"],
];

for (const [text, expected] of PLAIN) {
  test(`under rules that allow: ${JSON.stringify(text)} is ${expected}`, () => {
    assert.equal(decide(ALLOW, text), expected);
  });
}

const FORBID = load(
  rule("git push", "forbidden", ', justification="no push"'),
  rule("rm -rf", "forbidden"),
  rule("gh", "prompt"),
);
for (const text of EVASIONS) {
  test(`a forbidden command is seen in ${JSON.stringify(text.slice(0, 60))}`, () => {
    const decision = decide(FORBID, text);
    assert.equal(decision, "deny");
  });
}

const PERHAPS: readonly string[] = [
  "git $X",
  "$X push",
  "$(echo git) push",
  'git "$@"',
  "X=$(cat f); $X",
  "git ${X#a}",
];

for (const text of PERHAPS) {
  test(`a command that may be the forbidden one asks: ${JSON.stringify(text)}`, () => {
    assert.equal(decide(FORBID, text), "ask");
  });
}

const INNOCENT: readonly string[] = [
  "git status",
  "git commit -m 'git push later'",
  "echo git push",
  "grep 'rm -rf' x",
  "git log push",
  "rm x",
  "rm -r x",
  "cat git-push.md",
  'echo "run git push"',
  "git --no-pager log",
  "command -v git",
  "find . -name push",
  "git stash push2",
];

for (const text of INNOCENT) {
  test(`no rule speaks about ${JSON.stringify(text)}`, () => {
    assert.equal(decide(FORBID, text), "none");
  });
}

test("PowerShell and cmd text is never allowed, and deny rules see into it", () => {
  const set = load(
    rule("git status", "allow"),
    rule("git push", "forbidden"),
    rule("remove-item", "forbidden"),
  );
  const check = (text: string, shell: string): RuleDecision =>
    set.check({ kind: "script", text, shell }).decision;
  assert.equal(check("git status", "pwsh"), "none");
  assert.equal(check("git status", "C:\\Windows\\System32\\cmd.exe"), "none");
  assert.equal(check("git status; GIT.exe push", "powershell.exe"), "deny");
  assert.equal(check("& 'git' p`ush", "pwsh"), "deny");
  assert.equal(check("Get-ChildItem | ForEach-Object { Remove-Item $_ }", "pwsh"), "deny");
  assert.equal(check("git status & git ^push", "cmd"), "deny");
});

test("each segment carries its place in the text", () => {
  const text = "ls && git push";
  const [segment] = FORBID.check({ kind: "script", text }).segments.filter(
    ({ decision }) => decision === "deny",
  );
  assert.equal(text.slice(segment!.span!.start, segment!.span!.end), "git push");
});

for (const text of ["git push origin main", "echo a; git push", "git pu\\\nsh"]) {
  test(`a command that is read more than once is listed once: ${JSON.stringify(text)}`, () => {
    const { segments, reasons } = DENY_PUSH.check({ kind: "script", text });
    const denied = segments.filter(({ decision }) => decision === "deny");
    assert.equal(denied.length, 1);
    assert.notEqual(denied[0]!.span, undefined);
    assert.equal(reasons.filter(({ code }) => code === "rule-deny").length, 1);
  });
}

test("a verdict is plain data", () => {
  const verdict = FORBID.check({ kind: "script", text: 'X=1 git push > f; rm -rf "$Y" | sh' });
  assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
  assert.deepEqual(
    verdict.redirects.map(({ mode, path }) => [mode, path]),
    [["write", "f"]],
  );
  assert.equal(verdict.danger?.code, "forced-removal");
});

test("a broken file allows nothing, keeps every deny, and says where it is broken", () => {
  const set = loadRules([
    { path: "user.rules", layer: "user", text: `${rule("ls", "allow")}\n${rule("git push", "forbidden")}` },
    { path: "project.rules", layer: "project", text: 'prefix_rule(pattern=["x"],\n  decision="nope")' },
  ]);
  assert.deepEqual(set.problems, [
    { path: "project.rules", layer: "project", line: 1, column: 1, message: "invalid decision: nope" },
  ]);
  assert.equal(decide(set, "git push"), "deny");
  assert.equal(decide(set, "ls"), "ask");
  assert.ok(set.check({ kind: "script", text: "ls" }).reasons.some(({ code }) => code === "broken-rules"));
});

test("a failing example breaks its file", () => {
  const set = loadRules([
    { path: "a.rules", layer: "user", text: 'prefix_rule(pattern=["a"], match=["b"])' },
  ]);
  assert.match(set.problems[0]!.message, /^expected every example to match/);
});

test("a program counts as its bare name only outside the folders that commands may write", () => {
  const options = (paths: Readonly<Record<string, string>>): CheckOptions => ({
    resolveProgram: (name) => paths[name],
    writableRoots: ["/ws"],
  });
  assert.equal(decide(ALLOW, "ls", options({ ls: "/usr/bin/ls" })), "allow");
  assert.equal(decide(ALLOW, "ls", options({ ls: "/ws/bin/ls" })), "none");
  assert.equal(decide(ALLOW, "/usr/bin/ls", options({ "/usr/bin/ls": "/ws/ls" })), "none");
  assert.equal(decide(ALLOW, "/usr/bin/ls", options({})), "none");
  const listed = load(rule("tool", "allow"), 'host_executable(name="tool", paths=["/opt/tool"])');
  assert.equal(decide(listed, "/opt/tool"), "allow");
  assert.equal(decide(listed, "/usr/bin/tool"), "none");
  assert.equal(decide(listed, "tool", options({ tool: "/usr/bin/tool" })), "none");
});

test("a shell from a folder that commands may write covers nothing inside it", () => {
  const resolveProgram = (name: string): string =>
    name === "bash" ? "/ws/bin/bash" : `/usr/bin/${name.split("/").at(-1)}`;
  const options = { writableRoots: ["/ws"], resolveProgram };
  assert.equal(decide(ALLOW, "bash -c ls", options), "none");
  assert.equal(decide(ALLOW, "/bin/bash -c 'bash -c ls'", options), "none");
  assert.equal(decide(ALLOW, "/bin/bash -c ls", options), "allow");
});

test("guards can be switched off, and then every flag is covered", () => {
  assert.equal(decide(ALLOW, "rg --pre=id x", { guards: "off" }), "allow");
  assert.equal(decide(ALLOW, "rg --pre=id x > f", { guards: "off" }), "none");
});

test("a rule that spells a guarded flag covers it", () => {
  assert.equal(decide(load(rule("rg --pre=id", "allow")), "rg --pre=id x"), "allow");
});

test("a rule that names options which change nothing covers no guarded flag behind its words", () => {
  const pager = load(rule("git --no-pager diff", "allow"), rule("git -C . log --ext-diff", "allow"));
  assert.equal(decide(pager, "git --no-pager diff --stat"), "allow");
  assert.equal(decide(pager, "git --no-pager diff --ext-diff"), "none");
  assert.equal(decide(pager, "git --no-pager diff --output=x"), "none");
  assert.equal(decide(pager, "git -C . log --ext-diff"), "allow");
  assert.equal(decide(pager, "git -C . log --ext-diff --output=x"), "none");
  const bundle = load(rule("sed -nE", "allow"));
  assert.equal(decide(bundle, "sed -nE p x"), "allow");
  assert.equal(decide(bundle, "sed -nE -i p x"), "none");
});

test("the table of commands that only look is used only when asked for", () => {
  const none = loadRules([]);
  assert.equal(decide(none, "ls -la"), "none");
  assert.equal(decide(none, "ls -la", { knownSafe: true }), "allow");
  assert.equal(decide(none, "find . -delete", { knownSafe: true }), "none");
  assert.equal(decide(none, "git status && rm x", { knownSafe: true }), "none");
});

test("read-only git comes with an environment in which nothing of the repository runs", () => {
  const { environment } = ALLOW.check({ kind: "script", text: "git status" });
  assert.equal(environment?.["GIT_CONFIG_KEY_0"], "core.fsmonitor");
  assert.equal(ALLOW.check({ kind: "script", text: "ls" }).environment, undefined);
});

test("what a command refers to is listed", () => {
  const refers = (text: string): readonly string[] => ALLOW.check({ kind: "script", text }).refersTo;
  assert.deepEqual(refers("./build.sh x"), ["./build.sh"]);
  assert.deepEqual(refers("bash run.sh; python3 -u tool.py; . env.sh; make"), [
    "run.sh",
    "tool.py",
    "env.sh",
    "Makefile",
  ]);
  assert.deepEqual(refers("sort < in.txt"), ["in.txt"]);
});

test("proposals name a prefix, its line, and what else it matches; never an interpreter or a hidden script", () => {
  const propose = (text: string): Verdict["amendments"] =>
    loadRules([]).check({ kind: "script", text }).amendments;
  assert.deepEqual(
    propose("git commit -m x").map(({ line }) => line),
    ['prefix_rule(pattern=["git", "commit"], decision="allow")'],
  );
  assert.deepEqual(
    propose("npm run build").map(({ prefix }) => prefix),
    [["npm", "run", "build"]],
  );
  for (const text of [
    "python3.11 -c x",
    "/usr/bin/env ls",
    "npx",
    "git -c a=b status",
    "sudo ls",
    "X=1 ls",
    "ls $(id)",
    "bash.exe -c x",
  ]) {
    assert.deepEqual(propose(text), [], text);
  }
});

test("managed rules are added last, ask a person where they say so, and a bad one stops the start", () => {
  const origin = { layer: "requirements", file: "requirements.toml", line: 3 };
  const set = loadRules([{ path: "a.rules", layer: "user", text: rule("deploy", "allow") }], {
    managed: [
      {
        rule: { pattern: [{ any_of: ["deploy", "ship"] }], decision: "prompt-user", justification: "look" },
        origin,
      },
    ],
  });
  const verdict = set.check({ kind: "script", text: "ship it" });
  assert.equal(verdict.decision, "ask");
  assert.equal(verdict.matches[0]?.personOnly, true);
  assert.equal(decide(set, "deploy"), "ask");
  const bad: readonly unknown[] = [
    {},
    { pattern: [] },
    { pattern: ["x"], decision: "prompt" },
    { pattern: [{ token: "x" }] },
    { pattern: [{ token: "x" }], decision: "allow" },
    { pattern: [{ token: "x", any_of: ["y"] }], decision: "prompt" },
    { pattern: [{ token: "" }], decision: "prompt" },
    { pattern: [{ any_of: [] }], decision: "prompt" },
    { pattern: [{ token: "x" }], decision: "prompt", justification: " " },
    { pattern: [{ token: "x" }], decision: "never" },
  ];
  for (const entry of bad) {
    assert.throws(
      () => loadRules([], { managed: [{ rule: entry, origin }] }),
      (error) =>
        error instanceof RulesError &&
        error.code === "managed-rule" &&
        error.message.startsWith("requirements.toml:3"),
    );
  }
});
