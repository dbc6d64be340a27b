import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { PlanEntry, Process, SandboxPlan } from "@paddock/sandbox";
import { linuxBackend } from "./mod.ts";
import { env, list, planFor, scratch, text } from "./testdata/fixture.ts";

async function sh(plan: SandboxPlan, script: string): Promise<{ out: string; err: string; run: Process }> {
  const run = await linuxBackend().spawn(plan, { argv: ["sh", "-c", script], cwd: plan.roots[0]!, env });
  const [out, err] = await Promise.all([text(run.stdout), text(run.stderr)]);
  return { out, err, run };
}

test("a command writes in its root, not beside it, and its status comes back", async () => {
  using at = scratch();
  const { out, err, run } = await sh(
    planFor(at.root),
    `echo in > f && echo out; echo x > ${at.outside}/f; exit 7`,
  );
  assert.equal(out, "out\n");
  assert.match(err, /Read-only file system/);
  assert.deepEqual(await run.status, { kind: "exit", code: 7 });
  assert.equal(readFileSync(join(at.root, "f"), "utf8"), "in\n");
  assert.equal(existsSync(join(at.outside, "f")), false);
});

test("the report names every guarantee before the command starts", async () => {
  using at = scratch();
  const { run } = await sh(planFor(at.root), "true");
  const report = await run.report;
  assert.equal(report.enforcement, "full");
  assert.deepEqual(report.lost, []);
  for (const name of ["fs.write.roots", "net.isolated", "unix.deny", "priv.none"] as const)
    assert.ok(report.guarantees.includes(name));
});

test("what is refused is named with its path, operation and program", async () => {
  using at = scratch();
  const { run } = await sh(
    planFor(at.root, { nameDenials: true }),
    `touch ${at.outside}/f; rmdir ${at.outside}; touch ok`,
  );
  const denials = await list(run.denials);
  assert.deepEqual(
    denials.map(({ layer, operation, object, errno }) => ({ layer, operation, object, errno })),
    [
      { layer: "mount", operation: "create", object: `${at.outside}/f`, errno: "EROFS" },
      { layer: "mount", operation: "delete", object: at.outside, errno: "EROFS" },
    ],
  );
  assert.match(denials[0]!.program ?? "", /touch$|busybox$|coreutils$/);
});

test("protected names hold, existing or missing, and leave nothing behind", async () => {
  using at = scratch();
  mkdirSync(join(at.root, ".git"));
  writeFileSync(join(at.root, ".git", "config"), "a");
  const plan = planFor(at.root, {}, [
    { path: join(at.root, ".git"), access: "read", reason: "protected" },
    { path: join(at.root, ".codex"), access: "read", reason: "protected", missing: true },
  ]);
  const { run } = await sh(
    plan,
    "echo evil > .git/config; mkdir -p .codex/x; mv .git g; rmdir .codex; echo evil > .codex",
  );
  await run.status;
  assert.equal(readFileSync(join(at.root, ".git", "config"), "utf8"), "a");
  assert.deepEqual(readdirSync(at.root), [".git"]);
});

test("a denied file and folder cannot be read", async () => {
  using at = scratch();
  writeFileSync(join(at.root, "secret"), "TOP");
  mkdirSync(join(at.root, "d"));
  writeFileSync(join(at.root, "d", "k"), "TOP");
  const plan = planFor(at.root, {}, [
    { path: join(at.root, "d"), access: "deny", reason: "profile" },
    { path: join(at.root, "secret"), access: "deny", reason: "profile" },
  ]);
  const { out } = await sh(plan, "cat secret d/k; ls d; chmod 644 secret; cat secret");
  assert.equal(out, "");
});

test("a plan whose root was swapped is refused", async () => {
  using at = scratch();
  const { dev } = statSync(at.root, { bigint: true });
  const entries: PlanEntry[] = [
    { path: at.root, access: "write", reason: "root", identity: { dev: `${dev}`, ino: "1" } },
  ];
  await assert.rejects(
    linuxBackend().spawn({ ...planFor(at.root), entries }, { argv: ["true"], cwd: "/", env }),
    {
      code: "refused",
      refusal: { step: "entry", fix: "Start the session anew; a path of its plan changed meanwhile." },
    },
  );
});

test("a program that is not there ends with 127, one that cannot run with 126", async () => {
  using at = scratch();
  writeFileSync(join(at.root, "plain"), "x", { mode: 0o644 });
  for (const [argv, code] of [
    [["no-such-program"], 127],
    [["./plain"], 126],
  ] as const) {
    const run = await linuxBackend().spawn(planFor(at.root), { argv, cwd: at.root, env });
    assert.deepEqual(await run.status, { kind: "exit", code });
  }
});

test("death by a signal is told as that signal", async () => {
  using at = scratch();
  const { run } = await sh(planFor(at.root), "kill -SEGV $$");
  assert.deepEqual(await run.status, { kind: "signal", signal: "SIGSEGV" });
});

test("a signal reaches the command's own handler", async () => {
  using at = scratch();
  const script = 'trap "exit 9" TERM; echo up; while :; do sleep 0.05; done';
  const run = await linuxBackend().spawn(planFor(at.root), { argv: ["sh", "-c", script], cwd: at.root, env });
  const reader = run.stdout.getReader();
  await reader.read();
  run.kill("SIGTERM");
  assert.deepEqual(await run.status, { kind: "exit", code: 9 });
});

test("an abort ends everything, also what went to the background", async () => {
  using at = scratch();
  const abort = new AbortController();
  const plan = planFor(at.root, {}, [
    { path: join(at.root, ".codex"), access: "read", reason: "protected", missing: true },
  ]);
  const script = "setsid sh -c 'sleep 2; echo late > late' & echo up; sleep 30";
  const run = await linuxBackend().spawn(
    plan,
    { argv: ["sh", "-c", script], cwd: at.root, env },
    { signal: abort.signal },
  );
  await run.stdout.getReader().read();
  abort.abort();
  assert.deepEqual(await run.status, { kind: "signal", signal: "SIGKILL" });
  assert.deepEqual(readdirSync(at.root), []);
});

test("standard input is passed on, standard output is a pipe that can be reopened", async () => {
  using at = scratch();
  const run = await linuxBackend().spawn(
    planFor(at.root),
    { argv: ["sh", "-c", "cat; echo y > /dev/stdout"], cwd: at.root, env },
    { stdin: "pipe" },
  );
  const writer = run.stdin!.getWriter();
  const big = "x".repeat(300_000);
  const out = text(run.stdout);
  await writer.write(new TextEncoder().encode(big));
  await writer.close();
  assert.equal(await out, `${big}y\n`);
});

test("file verbs read, list, stat and write inside, and are refused outside", async () => {
  using at = scratch();
  writeFileSync(join(at.root, "a"), "hello");
  const backend = linuxBackend();
  const data = new TextEncoder().encode("new");
  const results = await backend.files(planFor(at.root), [
    { verb: "read", path: join(at.root, "a"), offset: 1, limit: 3 },
    { verb: "write", path: join(at.root, "b"), data, ifDigest: null },
    { verb: "write", path: join(at.root, "b"), data, ifDigest: null },
    { verb: "write", path: join(at.outside, "b"), data },
    { verb: "list", path: at.root },
    { verb: "stat", path: join(at.root, "missing") },
  ]);
  const [read, made, again, outside, listed, missing] = results;
  assert.ok(read?.ok && read.data);
  assert.equal(new TextDecoder().decode(read.data), "ell");
  assert.equal(read.digest, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  assert.ok(made?.ok);
  assert.ok(again && !again.ok);
  assert.equal(again.message, "exists already");
  assert.ok(outside && !outside.ok);
  assert.equal(outside.errno, "EROFS");
  assert.ok(listed?.ok);
  assert.deepEqual(
    listed.entries?.map((entry) => entry.name),
    ["a", "b"],
  );
  assert.ok(missing && !missing.ok);
  assert.equal(missing.errno, "ENOENT");
});

test("the probe is a real run", async () => {
  const probe = await linuxBackend().probe();
  assert.equal(probe.available, true);
  assert.equal(probe.report.facts["namespaces"], true);
});
