import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { PlanEntry, SandboxPlan } from "@paddock/sandbox";
import type { Afterwards } from "./records.ts";
import { standIn } from "./stand-in.ts";
import { env, install, planFor, scratch } from "./testdata/fixture.ts";

interface Stood {
  readonly plan: SandboxPlan;
  readonly script: string;
  readonly policies: string;
  readonly afterwards?: Afterwards;
}

function prepare({ plan, script, policies, afterwards }: Stood) {
  const command = { argv: ["sh", "-c", script], cwd: plan.roots[0]!, env };
  return standIn(plan, command, { program: "prog", policies, ...(afterwards ? { afterwards } : {}) });
}

function run(stood: Stood): SpawnSyncReturns<string> {
  const { file, args, env: own } = prepare(stood);
  return spawnSync(file, args.slice(1), { argv0: args[0]!, env: own, encoding: "utf8" });
}

const endings: readonly (readonly [script: string, status: number])[] = [
  ["exit 0", 0],
  ["exit 42", 42],
  ["kill -TERM $$", 143],
  ["kill -KILL $$", 137],
];
for (const [script, status] of endings) {
  test(`in a program's place \`${script}\` ends with status ${status}, as from the program`, () => {
    using at = scratch();
    const ended = run({ plan: planFor(at.root), script, policies: at.outside });
    assert.deepEqual([ended.status, ended.signal], [status, null]);
    assert.deepEqual(readdirSync(at.outside), [], "the policy is gone");
  });
}

test("what cannot be set up is said in the program's name, with what to do", () => {
  using at = scratch();
  const gone: PlanEntry = { path: join(at.root, "gone"), access: "write", reason: "root" };
  const { status, stderr } = run({
    plan: planFor(at.root, {}, [gone]),
    script: "true",
    policies: at.outside,
  });
  assert.equal(status, 125);
  assert.match(
    stderr,
    /^prog: The sandbox cannot be set up: entry: .*\/gone \(ENOENT\)\.\n {2}to fix it: Start the/,
  );
});

test("a signal reaches the command, and its own status comes back", async () => {
  using at = scratch();
  const script = "trap 'exit 9' TERM; echo up; while :; do sleep 0.02; done";
  const { file, args } = prepare({ plan: planFor(at.root), script, policies: at.outside });
  const child = spawn(file, args.slice(1), { stdio: ["ignore", "pipe", "inherit"], env: {} });
  await once(child.stdout, "data");
  process.kill(child.pid!, "SIGTERM");
  assert.deepEqual(await once(child, "exit"), [9, null]);
});

test("a stop from the shell stops the program and everything inside, and they go on together", async () => {
  using at = scratch();
  const ticks = "i=0; while :; do i=$((i + 1)); echo $i > $0; sleep 0.01; done";
  const script = `setsid sh -c '${ticks}' far & echo up; exec sh -c '${ticks}' near`;
  const { file, args } = prepare({ plan: planFor(at.root), script, policies: at.outside });
  const child = spawn(file, args.slice(1), { stdio: ["ignore", "pipe", "inherit"], env: {} });
  await once(child.stdout, "data");
  const isStopped = (): boolean => / T /.test(readFileSync(`/proc/${child.pid}/stat`, "latin1"));
  const counts = (): string[] => ["far", "near"].map((name) => readFileSync(join(at.root, name), "utf8"));
  while (!["far", "near"].every((name) => existsSync(join(at.root, name)))) await pause(5);
  process.kill(child.pid!, "SIGTSTP");
  while (!isStopped()) await pause(5);
  await pause(50);
  const stopped = counts();
  await pause(100);
  assert.deepEqual(counts(), stopped);
  process.kill(child.pid!, "SIGCONT");
  for (let waited = 0; waited < 5000 && counts().some((count, at) => count === stopped[at]); waited += 5)
    await pause(5);
  assert.ok(!isStopped());
  assert.ok(counts().every((count, at) => count !== stopped[at]));
  process.kill(child.pid!, "SIGKILL");
  await once(child, "exit");
});

test("the end of whoever started the program does not end the command", () => {
  using at = scratch();
  const { file, args } = prepare({
    plan: planFor(at.root),
    script: "sleep 0.3; echo done > f",
    policies: at.outside,
  });
  spawnSync("sh", ["-c", '"$@" & exit 0', "sh", file, ...args.slice(1)], { stdio: "ignore" });
  const until = Date.now() + 10_000;
  while (!existsSync(join(at.root, "f")) && Date.now() < until)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  assert.ok(existsSync(join(at.root, "f")));
});

test("a command ignores no signal that its host ignores", () => {
  using at = scratch();
  const { file, args } = prepare({
    plan: planFor(at.root),
    script: "grep SigIgn /proc/self/status",
    policies: at.outside,
  });
  // Node itself ignores SIGPIPE, and says so to whatever takes its place.
  const { stdout } = spawnSync(
    "sh",
    ["-c", 'trap "" PIPE XFSZ HUP; exec "$@"', "sh", file, ...args.slice(1)],
    {
      encoding: "utf8",
    },
  );
  const ignored = BigInt(`0x${/SigIgn:\s+(\w+)/.exec(stdout)?.[1]}`);
  assert.equal(ignored & 0x7fff_ffffn, 0n, stdout);
});

/** A session folder with a tmp, and a program that leaves a mark when it is started afterwards. */
function session(at: { root: string; outside: string }, known: readonly string[] = []) {
  const tidy = join(at.outside, "session");
  mkdirSync(join(tidy, "tmp"), { recursive: true });
  const mark = join(at.outside, "mark");
  const argv = ["/bin/sh", "-c", `env > '${mark}'`];
  const afterwards: Afterwards = { tidy, searched: [at.root], passedOver: ["node_modules"], known, argv };
  const tmp: PlanEntry = { path: "/tmp", access: "write", reason: "tmp" };
  const plan = planFor(at.root, { privateTmp: join(tidy, "tmp") }, [tmp]);
  return { tidy, mark, afterwards, plan };
}

const leavings: readonly (readonly [what: string, script: string, started: boolean, cleared: boolean])[] = [
  ["nothing", "true", false, true],
  ["files that are gone again", "echo x > /tmp/f; rm /tmp/f", false, true],
  ["a file in /tmp", "echo x > /tmp/f", true, false],
  ["a new git directory", "mkdir -p a/b/.git", true, true],
  ["a folder like a bare repository", "mkdir -p bare/objects bare/refs; : > bare/HEAD", true, true],
  ["a known git directory", "mkdir -p known/.git/refs", false, true],
  ["one in a folder that is passed over", "mkdir -p node_modules/x/.git", false, true],
  ["a file that may point to one", ": > .git", true, true],
  ["a link to one", "mkdir d; ln -s d .git", true, true],
];
// What such a checkout needs shown in the private /tmp stands there as left.
const skip = install.startsWith("/tmp/") ? "the checkout itself lies in /tmp" : false;
for (const [what, script, started, cleared] of leavings) {
  test(`a run that leaves ${what} ${started ? "is followed" : "needs no following"}`, { skip }, () => {
    using at = scratch();
    const { tidy, mark, afterwards, plan } = session(at, [join(at.root, "known/.git")]);
    assert.equal(run({ plan, script, policies: at.outside, afterwards }).status, 0);
    assert.equal(existsSync(mark), started);
    assert.equal(existsSync(tidy), !cleared);
  });
}

test("the status is the command's also when something follows", () => {
  using at = scratch();
  const { afterwards, plan } = session(at);
  assert.equal(run({ plan, script: "mkdir -p n/.git; exit 3", policies: at.outside, afterwards }).status, 3);
});

// PADDOCK_STRESS=500 for a long run.
const rounds = Number(process.env["PADDOCK_STRESS"] ?? 12);
const marker = `paddock-stand-in-${process.pid}`;

function survivors(): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(marker);
    } catch {
      return false; // it ended while we looked
    }
  });
}

test(`nothing outlives a stand-in that is killed (${rounds} times), and the next run clears up`, async () => {
  using at = scratch();
  const missing: PlanEntry = {
    path: join(at.root, ".codex"),
    access: "read",
    reason: "protected",
    missing: true,
  };
  const script = `mkdir .codex 2>/dev/null; (setsid sh -c 'sleep 60; : ${marker}' &); sleep 60; : ${marker}`;
  for (let round = 0; round < rounds; round++) {
    const plan = planFor(at.root, {}, [missing]);
    const { file, args } = prepare({ plan, script, policies: at.outside });
    const child = spawn(file, args.slice(1), { stdio: "ignore", env: {} });
    await pause(Math.random() * 60);
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  for (let waited = 0; waited < 10_000 && survivors().length > 0; waited += 50) await pause(50);
  assert.deepEqual(survivors(), []);
  assert.equal(
    run({ plan: planFor(at.root, {}, [missing]), script: "true", policies: at.outside }).status,
    0,
  );
  assert.deepEqual(readdirSync(at.root), []);
});
