import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { PlanEntry, SandboxPlan } from "@paddock/sandbox";
import { linuxBackend } from "./mod.ts";
import { env, install, planFor, scratch, text } from "./testdata/fixture.ts";

const entry = (path: string, access: PlanEntry["access"], missing = false): PlanEntry => ({
  path,
  access,
  reason: "profile",
  ...(missing ? { missing } : {}),
});

async function sh(plan: SandboxPlan, script: string): Promise<string> {
  const run = await linuxBackend().spawn(plan, {
    argv: ["sh", "-c", `exec 2>&1; ${script}`],
    cwd: plan.roots[0]!,
    env,
  });
  const out = await text(run.stdout);
  await run.status;
  return out;
}

async function rest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  let out = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    out += new TextDecoder().decode(part.value);
  }
  return out;
}

test("with listed reads only what is listed can be seen, and nothing else has a name", async () => {
  using at = scratch();
  writeFileSync(join(at.outside, "f"), "TOP");
  const plan = planFor(at.root, { reads: "listed" }, [entry("/usr", "read"), entry("/etc/hostname", "read")]);
  const out = await sh(
    plan,
    `cat ${at.outside}/f; ls ${at.outside}; ls -a /root /home | grep -v paddock; ls /etc; touch /x /usr/x; echo in > f; cat f; ls /dev/null; ls -d /proc/self >/dev/null && echo proc`,
  );
  assert.doesNotMatch(out, /TOP/);
  assert.match(out, /in\n\/dev\/null\nproc\n$/);
  assert.match(out, /\nhostname\n/);
  assert.doesNotMatch(out, /passwd/);
});

test("a folder on the way to a protected path cannot be moved away", async () => {
  using at = scratch();
  mkdirSync(join(at.root, "a/b/.git"), { recursive: true });
  writeFileSync(join(at.root, "a/b/.git/config"), "good");
  const plan = planFor(at.root, {}, [
    entry(join(at.root, "a/b/.git"), "read"),
    entry(join(at.root, "a/c/d/.git"), "read", true),
  ]);
  await sh(
    plan,
    "mv a x; mv a/b a/y; mkdir -p a/b/.git; echo evil > a/b/.git/config; mkdir -p a/c/d/.git && echo evil > a/c/d/.git/config; echo fine > a/b/ok",
  );
  assert.equal(readFileSync(join(at.root, "a/b/.git/config"), "utf8"), "good");
  assert.deepEqual(readdirSync(join(at.root, "a")).sort(), ["b"]);
  assert.deepEqual(readdirSync(join(at.root, "a/b")).sort(), [".git", "ok"]);
});

test("a writable folder below a denied one is open, its siblings are not to be seen", async () => {
  using at = scratch();
  for (const name of ["d/open", "d/shut"]) mkdirSync(join(at.outside, name), { recursive: true });
  writeFileSync(join(at.outside, "d/shut/f"), "TOP");
  const plan = planFor(at.root, {}, [
    entry(join(at.outside, "d"), "deny"),
    entry(join(at.outside, "d/open"), "write"),
  ]);
  const out = await sh(
    plan,
    `cat ${at.outside}/d/shut/f; echo in > ${at.outside}/d/open/f && echo wrote; touch ${at.outside}/d/new`,
  );
  assert.doesNotMatch(out, /TOP/);
  assert.match(out, /wrote/);
  assert.equal(existsSync(join(at.outside, "d/open/f")), true);
  assert.deepEqual(readdirSync(join(at.outside, "d")).sort(), ["open", "shut"]);
});

test("/tmp and $TMPDIR are the private folder, also around a workspace in /tmp", async () => {
  using at = scratch();
  const tmp = join(at.outside, "tmp");
  const workspace = `/tmp/paddock-ws-${process.pid}`;
  mkdirSync(tmp);
  chmodSync(tmp, 0o1777);
  mkdirSync(workspace);
  writeFileSync(`/tmp/paddock-host-${process.pid}`, "TOP");
  try {
    const temporary: PlanEntry[] = ["/tmp", at.outside].map((path) => ({
      path,
      access: "write",
      reason: "tmp",
    }));
    const plan = planFor(workspace, { privateTmp: tmp }, [
      ...temporary,
      entry(join(workspace, ".git"), "read", true),
    ]);
    const run = await linuxBackend().spawn(plan, {
      argv: [
        "sh",
        "-c",
        `ls /tmp; echo x > $TMPDIR/f; echo in > f; mkdir .git/x; mv ${workspace} /tmp/moved`,
      ],
      cwd: workspace,
      env: { ...env, TMPDIR: at.outside },
    });
    const seen = (await text(run.stdout))
      .split("\n")
      .filter((name) => name && !install.startsWith(`/tmp/${name}/`));
    assert.deepEqual(seen, [`paddock-ws-${process.pid}`]);
    assert.equal(readFileSync(join(tmp, "f"), "utf8"), "x\n");
    await run.status;
    assert.deepEqual(readdirSync(workspace), ["f"]);
  } finally {
    rmSync(workspace, { recursive: true });
    rmSync(`/tmp/paddock-host-${process.pid}`);
  }
});

test("a single file can be a writable root", async () => {
  using at = scratch();
  const file = join(at.outside, "f");
  writeFileSync(file, "a");
  await sh(
    planFor(at.root, {}, [entry(file, "write")]),
    `echo b > ${file}; touch ${at.outside}/g; rm ${file}`,
  );
  assert.equal(readFileSync(file, "utf8"), "b\n");
  assert.deepEqual(readdirSync(at.outside), ["f"]);
});

test("two runs at once keep the placeholders up until the last one ends", async () => {
  using at = scratch();
  const plan = planFor(at.root, {}, [entry(join(at.root, ".codex"), "read", true)]);
  const first = await linuxBackend().spawn(
    plan,
    { argv: ["sh", "-c", "echo up; read x; mkdir -p .codex && touch .codex/evil"], cwd: at.root, env },
    { stdin: "pipe" },
  );
  await first.stdout.getReader().read();
  await sh(plan, "true");
  assert.deepEqual(readdirSync(at.root), [".codex"]);
  const existing = planFor(at.root, {}, [entry(join(at.root, ".codex"), "read")]);
  await sh(existing, "touch .codex/evil");
  const writer = first.stdin!.getWriter();
  await writer.write(new TextEncoder().encode("\n"));
  await first.status;
  assert.deepEqual(readdirSync(at.root), []);
});

test("a protected name behind a symbolic link is refused", async () => {
  using at = scratch();
  await sh(planFor(at.root), "mkdir decoy; ln -s decoy .codex");
  for (const missing of [true, false]) {
    const plan = planFor(at.root, {}, [entry(join(at.root, ".codex"), "read", missing)]);
    await assert.rejects(linuxBackend().spawn(plan, { argv: ["true"], cwd: at.root, env }), {
      code: "refused",
    });
  }
});

test("names that are not UTF-8 are protected like any other", async () => {
  using at = scratch();
  await sh(planFor(at.root), String.raw`printf TOP > "$(printf 'a\377.env')"`);
  const out = await sh(planFor(at.root, {}, [entry(`${at.root}/a\udcff.env`, "deny")]), "cat *.env");
  assert.doesNotMatch(out, /TOP/);
  const [listed] = await linuxBackend().files(planFor(at.root), [{ verb: "list", path: at.root }]);
  assert.ok(listed?.ok);
  assert.equal(listed.entries?.[0]?.name, "a\udcff.env");
});

test("a mask stays on when the host saves a new file over the old one", async () => {
  using at = scratch();
  writeFileSync(join(at.root, "secret"), "TOP");
  mkdirSync(join(at.root, ".git"));
  writeFileSync(join(at.root, ".envrc"), "good");
  const plan = planFor(at.root, {}, [
    entry(join(at.root, "secret"), "deny"),
    entry(join(at.root, ".envrc"), "read"),
    entry(join(at.root, ".git"), "read"),
  ]);
  const script = "echo up; read x; cat secret 2>&1; echo evil > .envrc; cat .envrc";
  const run = await linuxBackend().spawn(
    plan,
    { argv: ["sh", "-c", script], cwd: at.root, env },
    { stdin: "pipe" },
  );
  const reader = run.stdout.getReader();
  await reader.read();
  for (const name of ["secret", ".envrc"]) {
    writeFileSync(join(at.root, "new"), name === "secret" ? "TOP2" : "better");
    renameSync(join(at.root, "new"), join(at.root, name));
  }
  const covered = run.denials[Symbol.asyncIterator]();
  for (const name of ["secret", ".envrc"])
    assert.equal((await covered.next()).value?.object, join(at.root, name));
  await run.stdin!.getWriter().write(new TextEncoder().encode("\n"));
  const out = await rest(reader);
  assert.match(out, /secret: Permission denied\nbetter$/);
  assert.equal(readFileSync(join(at.root, ".envrc"), "utf8"), "better");
});

test("a mask is renewed when the host renames the old file away and writes a new one", async () => {
  using at = scratch();
  writeFileSync(join(at.root, "secret"), "TOP");
  const plan = planFor(at.root, {}, [entry(join(at.root, "secret"), "deny")]);
  const script = "echo up; read x; cat secret 2>&1; mv secret y 2>&1; exit 0";
  const run = await linuxBackend().spawn(
    plan,
    { argv: ["sh", "-c", script], cwd: at.root, env },
    { stdin: "pipe" },
  );
  const reader = run.stdout.getReader();
  await reader.read();
  await pause(200); // folders are watched only after a while
  renameSync(join(at.root, "secret"), join(at.root, "secret~"));
  writeFileSync(join(at.root, "secret"), "TOP2");
  const covered = await run.denials[Symbol.asyncIterator]().next();
  assert.equal(covered.value?.object, join(at.root, "secret"));
  await run.stdin!.getWriter().write(new TextEncoder().encode("\n"));
  assert.match(await rest(reader), /secret: Permission denied/);
});

test("a run ends when the host removes a protected name, which it could then take", async () => {
  using at = scratch();
  mkdirSync(join(at.root, ".git"));
  const plan = planFor(at.root, {}, [entry(join(at.root, ".git"), "read")]);
  const run = await linuxBackend().spawn(plan, {
    argv: ["sh", "-c", "echo up; sleep 5; mkdir .git"],
    cwd: at.root,
    env,
  });
  await run.stdout.getReader().read();
  rmSync(join(at.root, ".git"), { recursive: true });
  assert.deepEqual(await run.status, { kind: "exit", code: 125 });
  assert.deepEqual(readdirSync(at.root), []);
});

test("a device node outside /dev opens no device", {
  skip: process.geteuid?.() === 0 ? false : "needs mknod",
}, async (t) => {
  using at = scratch();
  for (const folder of [at.root, at.outside]) {
    const made = spawnSync("mknod", [join(folder, "zero"), "c", "1", "5"]);
    if (made.status !== 0) return t.skip("no device nodes can be made here");
  }
  const script = `head -c 1 zero | wc -c; head -c 1 ${at.outside}/zero | wc -c; head -c 1 /dev/zero | wc -c`;
  const run = await linuxBackend().spawn(planFor(at.root), { argv: ["sh", "-c", script], cwd: at.root, env });
  assert.equal(await text(run.stdout), "0\n0\n1\n");
});
