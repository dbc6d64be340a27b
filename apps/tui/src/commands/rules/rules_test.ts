import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Command, CommandContext } from "../../cli/command.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { execpolicyCommand, rulesCommand } from "../rules.ts";

interface Result {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  command: Command,
  cwd: string,
  name: string,
  args: readonly string[],
  json = false,
  env: CommandContext["env"] = { PATH: process.env["PATH"], HOME: cwd, PADDOCK_HOME: join(cwd, "home") },
): Promise<Result> {
  let out = "";
  let err = "";
  const nested = command.commands!.find((each) => each.name === name)!;
  const status = await nested.run({
    args,
    globals: { set: [], cwd, strictConfig: false, json },
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    style: (_, text) => text,
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

async function within(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rules-cli-"));
  try {
    // A project of its own, whatever stands in the folder for temporary files.
    mkdirSync(join(folder, ".git"));
    writeFileSync(
      join(folder, "t.rules"),
      'prefix_rule(pattern=["git", "push"], decision="forbidden", justification="no")\nprefix_rule(pattern=["ls"])\n',
    );
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("check prints a verdict for people, and as JSON", () =>
  within(async (folder) => {
    const shown = await run(rulesCommand, folder, "check", ["--rules", "t.rules", "--shell", "X=1 git push"]);
    assert.equal(shown.status, 0);
    assert.match(shown.out, /^deny\n/);
    assert.match(shown.out, /t\.rules:1:1/);
    const json = await run(rulesCommand, folder, "check", ["--rules", "t.rules", "--shell", "ls -la"], true);
    assert.equal((JSON.parse(json.out) as { decision: string }).decision, "allow");
    const words = await run(
      rulesCommand,
      folder,
      "check",
      ["--rules", "t.rules", "--", "ls", "--rules"],
      true,
    );
    assert.equal((JSON.parse(words.out) as { decision: string }).decision, "allow");
  }));

test("execpolicy check speaks Codex's JSON, errors and exit codes", () =>
  within(async (folder) => {
    const ok = await run(execpolicyCommand, folder, "check", [
      "--rules",
      "t.rules",
      "--pretty",
      "git",
      "push",
      "--force",
    ]);
    assert.equal(
      ok.out,
      `${JSON.stringify({ matchedRules: [{ prefixRuleMatch: { matchedPrefix: ["git", "push"], decision: "forbidden", justification: "no" } }], decision: "forbidden" }, undefined, 2)}\n`,
    );
    writeFileSync(join(folder, "bad.rules"), "\nprefix_rule(pattern=[])\n");
    const bad = await run(execpolicyCommand, folder, "check", ["--rules", "bad.rules", "--", "ls"]);
    assert.equal(bad.status, 1);
    assert.match(bad.err, /^Error: failed to parse policy at bad\.rules\n\nCaused by:\n {4}starlark error/);
    assert.match(bad.err, /error: invalid pattern element: pattern cannot be empty\n.*bad\.rules:2:1/);
    const none = await run(execpolicyCommand, folder, "check", ["--rules", "t.rules"]);
    assert.equal(none.status, 2);
    assert.match(none.err, /the following required arguments were not provided:/);
  }));

test("explain says how a script is read", () =>
  within(async (folder) => {
    const { out } = await run(rulesCommand, folder, "explain", ["--rules", "t.rules", "--shell", "ls $(id)"]);
    assert.match(out, /Strict reading: refused/);
    assert.match(out, /Wide reading: 2 commands/);
    const both = run(rulesCommand, folder, "explain", ["--rules", "t.rules", "--shell", "ls", "--", "rm"]);
    await assert.rejects(both, /either --shell or a command/);
    await assert.rejects(run(rulesCommand, folder, "check", []), /needs --shell SCRIPT, or a command/);
  }));

test("add refuses a whole command line in one word", () =>
  within(async (folder) => {
    const args = ["--file", "new.rules", "--", "git status"];
    await assert.rejects(run(rulesCommand, folder, "add", args), /"git status" is one word/);
    assert.equal((await run(rulesCommand, folder, "add", ["--force", ...args])).status, 0);
  }));

test("lint fails where something deserves a change", () =>
  within(async (folder) => {
    assert.equal((await run(rulesCommand, folder, "lint", ["t.rules"])).status, 0);
    writeFileSync(join(folder, "b.rules"), 'prefix_rule(pattern=["python3"])');
    const { status, out } = await run(rulesCommand, folder, "lint", ["b.rules"]);
    assert.equal(status, 1);
    assert.match(out, /b\.rules:1:1: warning: .*\[banned\]/);
  }));

test("test runs the expectations that lie beside a rule file", () =>
  within(async (folder) => {
    writeFileSync(
      join(folder, "rules.test.toml"),
      '[[expect]]\nshell = "sudo git push"\ndecision = "deny"\n',
    );
    assert.deepEqual(
      (await run(rulesCommand, folder, "test", ["--rules", "t.rules"])).out,
      "1 passed, 0 failed\n",
    );
    writeFileSync(join(folder, "rules.test.toml"), '[[expect]]\nshell = "ls > f"\ndecision = "allow"\n');
    const { status, err } = await run(rulesCommand, folder, "test", ["--rules", "t.rules"]);
    assert.equal(status, 1);
    assert.match(err, /ls > f: expected allow, found none/);
  }));

test("add, remove and undo edit this project's rules", () =>
  within(async (folder) => {
    const file = join(folder, ".paddock", "rules", "default.rules");
    mkdirSync(join(folder, ".paddock"));
    assert.equal((await run(rulesCommand, folder, "add", ["--", "npm", "test"])).status, 0);
    assert.equal(readFileSync(file, "utf8"), 'prefix_rule(pattern=["npm", "test"], decision="allow")\n');
    assert.equal((await run(rulesCommand, folder, "add", ["--decision", "forbidden", "--", "dd"])).status, 0);
    assert.equal((await run(rulesCommand, folder, "remove", ["--", "npm", "test"])).status, 0);
    assert.equal(readFileSync(file, "utf8"), 'prefix_rule(pattern=["dd"], decision="forbidden")\n');
    assert.equal((await run(rulesCommand, folder, "undo", [])).status, 0);
    assert.match(readFileSync(file, "utf8"), /npm/);
    const banned = await run(rulesCommand, folder, "add", ["--", "sudo"]);
    assert.equal(banned.status, 1);
    assert.match(banned.err, /no rule is added: `sudo` runs any other program/);
    await assert.rejects(run(rulesCommand, folder, "add", []), UsageError);
  }));

test("add says when the project's rules do not count, and writes to the project from any folder in it", () =>
  within(async (folder) => {
    const below = join(folder, "sub");
    mkdirSync(below);
    const home = {
      PATH: process.env["PATH"],
      HOME: join(folder, "home"),
      PADDOCK_HOME: join(folder, "home"),
    };
    const added = await run(rulesCommand, below, "add", ["--", "make", "check"], false, home);
    assert.equal(added.status, 0);
    assert.match(added.err, /do not count: this project is not trusted/);
    assert.match(readFileSync(join(folder, ".paddock", "rules", "default.rules"), "utf8"), /"make", "check"/);
    assert.match((await run(rulesCommand, folder, "lint", [], false, home)).err, /not trusted/);
    assert.equal((await run(rulesCommand, folder, "undo", [], false, home)).status, 0);
  }));

test("test prints its result as JSON", () =>
  within(async (folder) => {
    writeFileSync(join(folder, "rules.test.toml"), '[[expect]]\nshell = "git push"\ndecision = "allow"\n');
    const result = await run(rulesCommand, folder, "test", ["--rules", "t.rules"], true);
    const parsed = JSON.parse(result.out) as { failed: number; failures: { path: string }[] };
    assert.equal(result.status, 1);
    assert.equal(parsed.failed, 1);
    assert.match(parsed.failures[0]!.path, /rules\.test\.toml$/);
  }));

const AS_CODEX: readonly (readonly [readonly string[], number, RegExp])[] = [
  [["ls"], 2, /following required arguments were not provided:\n {2}--rules <PATH>/],
  [["--rules", "t.rules"], 2, /not provided:\n {2}<COMMAND>/],
  [
    ["--rules", "none.rules", "ls"],
    1,
    /^Error: failed to read policy at none\.rules\n\nCaused by:\n {4}No such file/,
  ],
  [["--rules", "bytes.rules", "ls"], 1, /stream did not contain valid UTF-8/],
  [["--rules", "t.rules", "--pretty", "--pretty", "ls"], 2, /'--pretty' cannot be used multiple times/],
  [["--rules", "t.rules", "ls", "a\ufffd"], 2, /invalid UTF-8/],
  [["--rules", "t.rules", "--bogus", "ls"], 0, /^$/],
  [["-r", "t.rules", "ls"], 0, /^$/],
];

for (const [args, status, err] of AS_CODEX) {
  test(`execpolicy check ${args.join(" ")} ends as in Codex`, () =>
    within(async (folder) => {
      writeFileSync(join(folder, "bytes.rules"), Uint8Array.of(0x23, 0xff));
      const result = await run(execpolicyCommand, folder, "check", args);
      assert.equal(result.status, status);
      assert.match(result.err, err);
    }));
}
