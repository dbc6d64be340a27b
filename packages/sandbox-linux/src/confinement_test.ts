import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

for (const [bit, name] of [
  [0o4000, "set-user-id"],
  [0o2000, "set-group-id"],
] as const) {
  test(`no file becomes ${name}, by whatever call`, async () => {
    using at = scratch();
    const out = await sh(
      planFor(at.root),
      `cp /usr/bin/true s; mkdir d; python3 -c '
import ctypes, os
os.umask(0)
mode, call = 0o755 | ${bit}, ctypes.CDLL(None).syscall
def raw(*arguments):
  if call(*arguments) < 0: raise OSError()
def temporary():
  fd = os.open(".", os.O_TMPFILE | os.O_RDWR, mode)
  os.link("/proc/self/fd/%d" % fd, "c", follow_symlinks=True)
made = (lambda: os.open("a", os.O_CREAT, mode), lambda: os.mknod("b", 0o100000 | mode), temporary,
        lambda: os.chmod("s", mode), lambda: os.chmod(os.path.abspath("s"), mode), lambda: os.chmod("/proc/self/cwd/s", mode),
        lambda: os.fchmod(os.open("s", 0), mode), lambda: os.chmod("s", mode, dir_fd=os.open(".", 0)),
        lambda: os.chmod("/proc/self/fd/%d" % os.open("s", os.O_PATH), mode),
        lambda: raw(452, -100, b"s", mode, 0), lambda: raw(452, os.open("s", os.O_PATH), b"", mode, 0x1000),
        lambda: raw(${process.arch === "x64" ? 91 : 52}, os.open("s", 0), mode | 1 << 40))
for number, make in enumerate(made):
  try: make(); print("made", number)
  except OSError: pass'`,
    );
    assert.equal(out, "");
    for (const file of readdirSync(at.root)) assert.equal(statSync(join(at.root, file)).mode & bit, 0, file);
  });
}

test("folders become set-group-id by every call, and a call means the folder that it names", async () => {
  using at = scratch();
  mkdirSync(join(at.root, "d/inner"), { recursive: true });
  mkdirSync(join(at.outside, "far"));
  symlinkSync(join(at.outside, "far"), join(at.root, "link"));
  const out = await sh(
    planFor(at.root),
    `umask 0; mkdir -m 2775 m; python3 -c '
import ctypes, os, shutil
call, here = ctypes.CDLL(None, use_errno=True).syscall, os.open("d", os.O_PATH)
def raw(*arguments):
  if call(*arguments) < 0: raise OSError(ctypes.get_errno(), "")
def tell(name, act, path="d"):
  os.chmod(path, 0o755)
  try: act(); print(name, oct(os.stat(path).st_mode & 0o7777))
  except OSError as error: print(name, os.strerror(error.errno))
tell("chmod", lambda: os.chmod("d", 0o2750))
tell("absolute", lambda: os.chmod(os.path.abspath("d"), 0o2751))
tell("fchmod", lambda: os.fchmod(os.open("d", 0), 0o2752))
tell("fchmodat", lambda: os.chmod("inner", 0o2753, dir_fd=here), "d/inner")
tell("fchmodat2", lambda: raw(452, here, b"inner", 0o2754, 0), "d/inner")
tell("empty", lambda: raw(452, here, b"", 0o2755, 0x1000))
tell("self", lambda: os.chmod("/proc/self/fd/%d" % here, 0o2756))
tell("O_PATH", lambda: os.fchmod(here, 0o2757))
tell("none", lambda: os.chmod("none", 0o2755))
tell("cwd", lambda: (os.chdir("d"), os.rename("../d", "../e"), os.chmod(".", 0o2757)), ".")
try: os.chmod("../link", 0o2777)
except OSError as error: print("outside", os.strerror(error.errno))
ctypes.CDLL(None).chmod(None, 0o2755)
'; stat -c %a m; tar c e | tar x -C m && stat -c %a m/e`,
  );
  assert.equal(
    out,
    `chmod 0o2750
absolute 0o2751
fchmod 0o2752
fchmodat 0o2753
fchmodat2 0o2754
empty 0o2755
self 0o2756
O_PATH Bad file descriptor
none No such file or directory
cwd 0o2757
outside Read-only file system
2775
2757
`,
  );
  assert.equal(statSync(join(at.outside, "far")).mode & 0o2000, 0);
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
  writeFileSync(join(at.root, "f"), "old");
  chmodSync(join(at.root, "f"), 0o750);
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
