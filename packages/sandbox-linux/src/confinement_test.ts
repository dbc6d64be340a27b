import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { FileVerb, SandboxPlan } from "@paddock/sandbox";
import { linuxBackend } from "./mod.ts";
import { env, planFor, scratch, text } from "./testdata/fixture.ts";

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

test("with a list of programs nothing else can be executed, not even what was just made", async () => {
  using at = scratch();
  const plan = planFor(at.root, {
    execOnly: ["/usr/bin/dash", "/usr/bin/cp", "/usr/bin/git", "/usr/lib/git-core"],
  });
  const out = await sh(
    plan,
    "cp /usr/bin/true t; ./t; echo $?; /usr/bin/env true; echo $?; git --version >/dev/null; echo $?",
  );
  assert.match(out, /126\n.*126\n0\n$/s);
});

// The kernel lets nobody map user 0 into a further namespace without a capability that could mark host files.
const nesting =
  process.getuid?.() === 0
    ? "user 0 cannot nest"
    : existsSync("/usr/bin/bwrap")
      ? false
      : "bubblewrap is not installed";

test("a sandbox can be made inside when the plan allows it", { skip: nesting }, async () => {
  using at = scratch();
  const inner = "bwrap --ro-bind / / --dev /dev --unshare-user --unshare-pid --proc /proc true; echo $?";
  assert.match(await sh(planFor(at.root, { allowNestedSandbox: true }), inner), /^0\n$/);
});

test("no namespace can be made inside otherwise", async () => {
  using at = scratch();
  assert.match(
    await sh(planFor(at.root), "unshare -U true; echo $?; unshare -n true; echo $?"),
    /[1-9]\n.*[1-9]\n$/s,
  );
});

test("processes inside can be traced when the plan allows it, and not otherwise", async () => {
  using at = scratch();
  const trace = `python3 -c 'import ctypes,os,sys; p=os.fork()
if p==0: ctypes.CDLL(None).syscall(101,0,0,0,0)==0 or os._exit(1); os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(p,0)[1]))'`;
  if (process.arch === "x64") {
    assert.equal(await sh(planFor(at.root, { allowPtrace: true }), trace), "0\n");
    assert.equal(await sh(planFor(at.root), trace), "1\n");
  }
});

test("no file becomes set-user-id, by whatever call", async () => {
  using at = scratch();
  await sh(
    planFor(at.root),
    `cp /usr/bin/true s; chmod 4755 s; python3 -c '
import ctypes, os
os.umask(0)
for make in (lambda: os.open("a", os.O_CREAT, 0o4755), lambda: os.mknod("b", 0o104755), lambda: os.fchmod(os.open("s", 0), 0o4755),
             lambda: ctypes.CDLL(None).syscall(452, -100, b"s", 0o4755, 0)):
  try: make()
  except OSError: pass'`,
  );
  for (const name of ["s", "a", "b"]) {
    const file = join(at.root, name);
    if (existsSync(file)) assert.equal((await stat(at.root, name)) & 0o4000, 0, name);
  }
});

async function stat(root: string, name: string): Promise<number> {
  const [result] = await linuxBackend().files(planFor(root), [{ verb: "stat", path: join(root, name) }]);
  assert.ok(result?.ok && result.info);
  return result.info.mode;
}

test("a connect judges and uses one address, however fast another thread changes it", async () => {
  using at = scratch();
  const out = await sh(
    planFor(at.root),
    `python3 -c '
import ctypes, os, socket, struct, threading
s = socket.socket(1); s.bind("own.sock"); s.listen(50)
def serve():
  while True: s.accept()[0].send(b"MINE")
threading.Thread(target=serve, daemon=True).start()
libc, room, stop = ctypes.CDLL(None), ctypes.create_string_buffer(110), False
def flip():
  while not stop:
    for path in (b"own.sock", b"/run/systemd/private"):
      ctypes.memmove(room, struct.pack("H", 1) + path.ljust(108, b"\\0"), 110)
threading.Thread(target=flip, daemon=True).start()
seen = set()
for _ in range(200):
  c = socket.socket(1)
  if libc.connect(c.fileno(), room, 110) == 0: seen.add(c.recv(4))
  c.close()
stop = True
print(seen <= {b"MINE"})'`,
  );
  assert.equal(out, "True\n");
});

test("file verbs follow no link out, keep the mode, replace atomically and stop at the first refusal when asked", async () => {
  using at = scratch();
  mkdirSync(join(at.root, "d"));
  writeFileSync(join(at.root, "f"), "old", { mode: 0o750 });
  writeFileSync(join(at.outside, "target"), "outside");
  symlinkSync(join(at.outside, "target"), join(at.root, "out"));
  symlinkSync("f", join(at.root, "in"));
  const backend = linuxBackend();
  const data = new TextEncoder().encode("new");
  const verbs: FileVerb[] = [
    { verb: "write", path: join(at.root, "in"), data },
    { verb: "write", path: join(at.root, "out"), data },
    { verb: "mkdir", path: join(at.root, "x/y/z"), parents: true },
    { verb: "rename", path: join(at.root, "f"), to: join(at.root, "x/f") },
    { verb: "unlink", path: join(at.root, "in") },
    { verb: "read", path: join(at.root, "d") },
    { verb: "read", path: "/dev/zero" },
  ];
  const results = await backend.files(planFor(at.root), verbs);
  assert.deepEqual(
    results.map((result) => (result.ok ? "ok" : result.errno)),
    ["ok", "EROFS", "ok", "ok", "ok", "EISDIR", "EINVAL"],
  );
  assert.equal(readFileSync(join(at.root, "x/f"), "utf8"), "new");
  assert.equal((await stat(at.root, "x/f")) & 0o777, 0o750);
  assert.equal(readFileSync(join(at.outside, "target"), "utf8"), "outside");
  const atomic = await backend.files(planFor(at.root), [verbs[1]!, verbs[2]!], { atomic: true });
  assert.equal(atomic.length, 1);
});

test("a file that changed since it was read is not overwritten", async () => {
  using at = scratch();
  const path = join(at.root, "f");
  writeFileSync(path, "one");
  const backend = linuxBackend();
  const [read] = await backend.files(planFor(at.root), [{ verb: "read", path }]);
  assert.ok(read?.ok && read.digest);
  writeFileSync(path, "two");
  const data = new TextEncoder().encode("three");
  const [written] = await backend.files(planFor(at.root), [
    { verb: "write", path, data, ifDigest: read.digest },
  ]);
  assert.ok(written && !written.ok);
  assert.equal(written.message, "has changed");
  assert.equal(readFileSync(path, "utf8"), "two");
});

test("a NUL byte cannot smuggle a record in", async () => {
  using at = scratch();
  const command = { argv: ["sh", "-c", "true\0confine none"], cwd: at.root, env };
  await assert.rejects(linuxBackend().spawn(planFor(at.root), command), { code: "bad-plan" });
});

test("a helper that others could have written, or that a command could, is not started", async () => {
  using at = scratch();
  const helper = join(at.root, "paddock-sandbox");
  writeFileSync(helper, "#!/bin/sh\n", { mode: 0o755 });
  const command = { argv: ["true"], cwd: at.root, env };
  await assert.rejects(linuxBackend({ helper }).spawn(planFor(at.root), command), {
    code: "helper-untrusted",
  });
  await sh(planFor(at.root), "chmod 777 paddock-sandbox");
  await assert.rejects(linuxBackend({ helper }).spawn(planFor(at.outside), command), {
    code: "helper-untrusted",
  });
  await assert
    .rejects(linuxBackend({ helper: join(at.root, "none") }).probe(), { code: "helper-missing" })
    .catch(async () => {
      const probe = await linuxBackend({ helper: join(at.root, "none") }).probe();
      assert.equal(probe.refusal?.step, "helper-missing");
    });
});
