import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import { bundle, entry, place, run, start, whyNoProgram } from "./program.ts";

const skip = whyNoProgram();
const { available } = await linuxBackend()
  .probe()
  .catch(() => ({ available: false }));
const skipSandbox = skip || (available ? false : "no sandbox can be made on this machine");

test("--version prints one line; an unknown word near a command is a usage error", { skip }, () => {
  using where = place();
  assert.match(run(where, ["--version"]).stdout, /^paddock \d+\.\d+\.\d+\n$/);
  const wrong = run(where, ["snadbox"]);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /did you mean `paddock sandbox`/);
});

test("exec --json prints one JSON value a line and nothing else", { skip }, () => {
  using where = place();
  writeFileSync(join(where.folder, "a.txt"), "x");
  const { stdout, stderr, status } = run(where, ["exec", "--json", "run ls"]);
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  const names = stdout
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { name: string }).name);
  for (const name of [
    "start",
    "session.started",
    "decision.made",
    "execution.started",
    "output",
    "execution.ended",
    "end",
  ])
    assert.ok(names.includes(name), `${name} is missing: ${names.join(" ")}`);
  assert.equal(names[0], "start");
  assert.equal(names.at(-1), "end");
  assert.ok(names.indexOf("decision.made") < names.indexOf("execution.started"));
});

test("a reader that goes away after one line ends the program quietly", { skip }, async () => {
  using where = place();
  const child = start(where, ["exec", "--json", "run seq 100000"]);
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  child.stdin.end();
  child.stdout.once("data", () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on("close", resolve));
  assert.equal(status, 0);
  assert.equal(errors, "");
});

test("a write outside is refused, named with its path, and the file is not there", { skip }, () => {
  using where = place();
  const { stdout, status } = run(where, ["exec", "run touch ~/x"]);
  assert.equal(status, 1, stdout);
  assert.match(stdout, /⊘ touch ~\/x .*blocked: \w+ .*\/x/);
  assert.ok(!existsSync(join(where.home, "x")));
});

test("an action that asks is refused by policy where nobody is, as an event and in the status", {
  skip,
}, () => {
  using where = place();
  spawnSync("mkdir", ["-p", join(where.home, ".paddock", "rules")]);
  spawnSync("chmod", ["700", join(where.home, ".paddock")]);
  writeFileSync(
    join(where.home, ".paddock", "rules", "default.rules"),
    'prefix_rule(pattern = ["rm"], decision = "prompt", justification = "removing asks")\n',
  );
  const { stdout, stderr, status } = run(where, ["exec", "--json", "run rm foo"]);
  assert.equal(status, 4, stderr);
  const records = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; attributes: Record<string, unknown> });
  assert.ok(records.some(({ name }) => name === "approval.requested"));
  const answered = records.find(({ name }) => name === "approval.answered");
  assert.match(JSON.stringify(answered?.attributes), /policy/);
});

test("without a terminal and without a prompt the tour is played and the trail verifies", { skip }, () => {
  using where = place();
  const { stdout, stderr, status } = run(where, []);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /the chain of their hashes is whole/);
  assert.doesNotMatch(stdout, /\u001b/);
});

test("a Node that is too old hands over to the one beside the program", { skip }, (context) => {
  const old = ["/usr/bin/node", "/usr/local/bin/node"].find(
    (path) =>
      existsSync(path) && /^v(1\d|20|21)\./.test(spawnSync(path, ["--version"], { encoding: "utf8" }).stdout),
  );
  if (old === undefined) return context.skip("there is no old Node on this machine");
  using where = place();
  const { stdout, status } = spawnSync(old, [entry, "--version"], {
    cwd: where.folder,
    env: where.env,
    encoding: "utf8",
  });
  assert.equal(status, 0);
  assert.match(stdout, /^paddock /);
});

test("the entry runs on old Nodes: it uses nothing newer than they have", () => {
  assert.doesNotMatch(readFileSync(entry, "utf8"), /\busing\b|with \{ type/);
});

test("sandbox leaves no host in memory: the helper takes its place", { skip: skipSandbox }, async () => {
  using where = place();
  const child = start(where, ["sandbox", "--", "sh", "-c", "echo up; read line"]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  assert.match(readlinkSync(`/proc/${child.pid}/exe`), /paddock-sandbox$/);
  child.stdin.end("x\n");
  assert.equal(await ended, 0);
});

test("sandbox clears its private tmp and names new repositories when its process is gone", {
  skip: skipSandbox,
}, () => {
  using where = place();
  const script = [
    "echo x > /tmp/left",
    "mkdir -p n/.git",
    "printf '[core]\\nfsmonitor = ./evil\\n' > n/.git/config",
    "exit 3",
  ].join("; ");
  const { status, stderr } = run(where, ["sandbox", "--mode", "workspace-write", "--", "sh", "-c", script]);
  assert.equal(status, 3, stderr);
  assert.match(stderr, /new repository .*\/work\/n\/\.git has settings that git would run/);
  assert.deepEqual(readdirSync(join(where.home, ".paddock/run")), ["policies"]);
  assert.deepEqual(readdirSync(join(where.home, ".paddock/run/policies")), []);
});

test("sandbox says which program there is not", { skip: skipSandbox }, () => {
  using where = place();
  const { status, stderr } = run(where, ["sandbox", "--", "/nonexistent"]);
  assert.equal(status, 127);
  assert.match(stderr, /\/nonexistent: No such file or directory/);
});

test("sandbox works where no policy can be written down", { skip: skipSandbox }, () => {
  using where = place();
  writeFileSync(join(where.home, "file"), "");
  where.env["PADDOCK_HOME"] = join(where.home, "file/home");
  const { status, stdout } = run(where, ["sandbox", "--mode", "read-only", "--", "echo", "hi"]);
  assert.deepEqual([status, stdout], [0, "hi\n"]);
});

test("a start of sandbox loads none of what costs most: streams, sockets, child processes, cryptography", {
  skip: skipSandbox,
}, () => {
  using where = place();
  const hook = join(where.home, "hook.cjs");
  writeFileSync(
    hook,
    "process.execve = () => { require('fs').writeSync(1, process.moduleLoadList.join()); process.exit(); };",
  );
  const args = ["--require", hook, entry, "sandbox", "--mode", "workspace-write", "--", "true"];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: where.folder,
    env: where.env,
    encoding: "utf8",
  });
  assert.match(stdout, /NativeModule fs/);
  for (const name of ["stream", "net", "tty", "child_process", "crypto", "fs/promises", "worker_threads"])
    assert.ok(!stdout.split(",").includes(`NativeModule ${name}`), `${name} was loaded`);
});

test("sandbox reads what is configured, and says where it is wrong", { skip: skipSandbox }, () => {
  using where = place();
  const config = join(where.home, ".paddock", "config.toml");
  const touch = (): string => {
    const { status, stderr } = run(where, ["sandbox", "--", "touch", "made"]);
    return `${status} ${stderr}`;
  };
  assert.match(touch(), /^1 touch: .*Read-only file system/);
  mkdirSync(dirname(config), { recursive: true, mode: 0o700 });
  writeFileSync(config, 'sandbox_mode = "workspace-write"\n');
  assert.equal(touch(), "0 ");
  writeFileSync(config, '\nsandbox_mode = "workspace-writ"\n');
  assert.match(touch(), /^3 paddock: .*config\.toml:2:1: sandbox_mode is "workspace-writ", expected/);
});

for (const name of ["paddock.cjs", "sandbox.cjs", "boundary.cjs"])
  test(`the compiled form of ${name} belongs to it, and this Node takes it`, { skip }, () => {
    const program = createRequire(import.meta.url)(entry) as {
      readonly compileProgram: (file: string) => {
        readonly script: { readonly cachedDataRejected?: boolean };
        readonly digest: string;
      };
    };
    const file = join(dirname(bundle), name);
    const { script, digest } = program.compileProgram(file);
    assert.equal(script.cachedDataRejected, false);
    const body = readFileSync(file, "latin1").slice(digest.length + "//\n".length, -1);
    assert.equal(createHash("sha256").update(body).digest("hex"), digest);
  });
