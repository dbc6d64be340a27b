import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Guarantee, PlanEntry, SandboxPlan } from "@paddock/sandbox";
import type { Capabilities } from "./capabilities.ts";
import { linuxBackend, SandboxLinuxError } from "./mod.ts";
import { buildTestHelper, env, list, planFor, scratch, text } from "./testdata/fixture.ts";

const helper = buildTestHelper();
const withoutNamespaces = ["fs.write.protected", "fs.read.deny", "proc.private", "ipc.private"] as const;

async function lostWith(capabilities: Capabilities): Promise<Map<Guarantee, string>> {
  const probe = await linuxBackend({ helper, bubblewrap: false, capabilities }).probe();
  assert.equal(probe.available, true);
  return new Map(probe.report.lost.map((loss) => [loss.guarantee, loss.level]));
}

test("without user namespaces a plan that needs them is refused, with the names, the errno and a fix", async () => {
  using at = scratch();
  const backend = linuxBackend({ helper, bubblewrap: false, capabilities: { userNamespaces: false } });
  const plan = planFor(at.root, {}, [
    { path: join(at.root, ".git"), access: "read", reason: "protected", missing: true },
  ]);
  const refused = await backend
    .spawn(plan, { argv: ["true"], cwd: at.root, env })
    .catch((error: unknown) => error);
  assert.ok(refused instanceof SandboxLinuxError);
  assert.equal(refused.code, "refused");
  assert.equal(refused.refusal?.step, "guarantees");
  assert.match(refused.message, /fs\.write\.roots, fs\.write\.protected.*clone: ENOSPC/);
  assert.match(refused.refusal?.fix ?? "", /user namespaces|user.max_user_namespaces/);
});

test("with the losses accepted, Landlock and seccomp hold by themselves", async () => {
  using at = scratch();
  writeFileSync(join(at.outside, "f"), "a");
  const backend = linuxBackend({ helper, bubblewrap: false, capabilities: { userNamespaces: false } });
  const plan = planFor(at.root, { nameDenials: true, accept: ["fs.write.roots"] });
  const script = `echo in > f; echo x > ${at.outside}/f; rm ${at.outside}/f; mkdir ${at.outside}/d; kill -0 ${process.pid} || echo unkillable; (setsid sleep 5 > late &) ; python3 -c 'import socket; socket.socket()' 2>/dev/null || echo offline`;
  const run = await backend.spawn(plan, { argv: ["sh", "-c", script], cwd: at.root, env });
  const out = await text(run.stdout);
  const denials = await list(run.denials);
  assert.equal((await run.status).kind, "exit");
  assert.equal((await run.report).enforcement, "partial");
  assert.equal(readFileSync(join(at.root, "f"), "utf8"), "in\n");
  assert.equal(readFileSync(join(at.outside, "f"), "utf8"), "a");
  assert.equal(existsSync(join(at.outside, "d")), false);
  assert.equal(out, "unkillable\noffline\n");
  assert.deepEqual(
    denials.map((denial) => `${denial.layer} ${denial.operation} ${denial.object}`),
    [`landlock write ${at.outside}/f`, `landlock delete ${at.outside}/f`, `landlock create ${at.outside}/d`],
  );
});

test("without mounts no placeholder stands in the way, and TMPDIR leads to the private folder", async () => {
  using at = scratch();
  const backend = linuxBackend({ helper, bubblewrap: false, capabilities: { userNamespaces: false } });
  const missing = (name: string, file: boolean): PlanEntry => ({
    path: join(at.root, name),
    access: "read",
    reason: "auto-run",
    missing: true,
    ...(file ? { file } : {}),
  });
  const plan = planFor(
    at.root,
    { privateTmp: at.outside, accept: ["fs.write.roots", "fs.write.protected", "tmp.private"] },
    [missing(".npmrc", true), missing(".paddock", false), { path: "/tmp", access: "write", reason: "tmp" }],
  );
  const script = 'ls -A; cat .npmrc 2>/dev/null || echo absent; echo x > "$TMPDIR/made"';
  const run = await backend.spawn(plan, { argv: ["sh", "-c", script], cwd: at.root, env });
  assert.equal(await text(run.stdout), "absent\n");
  assert.deepEqual(readdirSync(at.outside), ["made"]);
});

function isRunning(marker: string): boolean {
  return readdirSync("/proc").some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(marker);
    } catch {
      return false; // it ended while we looked
    }
  });
}

test("what forks and ends without a pause is caught when the command is over", async () => {
  using at = scratch();
  const backend = linuxBackend({ helper, bubblewrap: false, capabilities: { userNamespaces: false } });
  const plan = planFor(at.root, { accept: ["fs.write.roots"] });
  const marker = `paddock-comet-${process.pid}`;
  const script = `
import os, time
end = time.time() + 20
for _ in range(4):
  if os.fork() == 0:
    os.setsid()
    while time.time() < end:
      if os.fork(): os._exit(0)
      open("${marker}", "w").close()
    os._exit(0)
while not os.path.exists("${marker}"): time.sleep(0.01)`;
  const run = await backend.spawn(plan, { argv: ["python3", "-c", script], cwd: at.root, env });
  assert.deepEqual(await run.status, { kind: "exit", code: 0 });
  rmSync(join(at.root, marker), { force: true });
  await pause(200);
  assert.deepEqual([existsSync(join(at.root, marker)), isRunning(marker)], [false, false]);
});

test("the supervisor cannot be ended from inside, and nothing outlives it when it is ended", async () => {
  using at = scratch();
  const backend = linuxBackend({ helper, bubblewrap: false, capabilities: { userNamespaces: false } });
  const plan = planFor(at.root, { accept: ["fs.write.roots"] });
  const marker = `paddock-degraded-${process.pid}`;
  const script = `kill -KILL $PPID 2>/dev/null; echo $? $PPID; (setsid sh -c 'sleep 60; : ${marker}' &); sleep 60; : ${marker}`;
  const alive = (): boolean => isRunning(marker);
  for (const victim of ["supervisor", "helper"]) {
    const run = await backend.spawn(plan, { argv: ["sh", "-c", script], cwd: at.root, env });
    const { value } = await run.stdout.getReader().read();
    const [code, supervisor] = new TextDecoder().decode(value).trim().split(" ");
    assert.equal(code, "1");
    while (!alive()) await pause(5);
    process.kill(victim === "helper" ? run.pid : Number(supervisor), "SIGKILL");
    await run.status;
    for (let waited = 0; waited < 3000 && alive(); waited += 20) await pause(20);
    assert.equal(alive(), false, `after the end of the ${victim}`);
  }
});

test("where the supervisor is the border, nobody listens to the world and only TCP is spoken", async () => {
  using at = scratch();
  const backend = linuxBackend({ helper, bubblewrap: false, capabilities: { userNamespaces: false } });
  const plan = planFor(at.root, { network: { kind: "proxy", ports: [9] }, accept: ["fs.write.roots"] });
  const script = `
import socket
def tell(what, act):
    try: act(); print(what, "ok")
    except OSError as error: print(what, "refused")
s = lambda *how: socket.socket(socket.AF_INET, *how)
tell("loopback", lambda: (lambda own: (own.bind(("127.0.0.1", 0)), own.listen()))(s()))
tell("everywhere", lambda: s().bind(("0.0.0.0", 0)))
tell("everywhere6", lambda: socket.socket(socket.AF_INET6).bind(("::", 0)))
tell("unnamed", lambda: s().listen())
tell("unix", lambda: (lambda own: (own.bind("s"), own.listen()))(socket.socket(socket.AF_UNIX)))
tell("sctp", lambda: s(socket.SOCK_STREAM, 132))
tell("udp", lambda: s(socket.SOCK_DGRAM))
`;
  const run = await backend.spawn(plan, { argv: ["python3", "-c", script], cwd: at.root, env });
  assert.equal(
    await text(run.stdout),
    "loopback ok\neverywhere refused\neverywhere6 refused\nunnamed refused\nunix ok\nsctp refused\nudp refused\n",
  );
});

test("the report says what each Landlock version lacks where it is the only layer", async () => {
  const table: readonly [number, readonly Guarantee[]][] = [
    [0, ["fs.write.roots", "signal.scope", "unix.deny"]],
    [1, ["fs.write.roots", "signal.scope", "unix.deny"]],
    [3, ["fs.write.roots", "signal.scope", "unix.deny"]],
    [4, ["fs.write.roots", "signal.scope", "unix.deny"]],
    [6, ["fs.write.roots"]],
    [7, ["fs.write.roots"]],
  ];
  for (const [landlock, more] of table) {
    const lost = await lostWith({ landlock, userNamespaces: false });
    for (const name of [...withoutNamespaces, ...more])
      assert.ok(lost.has(name), `${name} with ABI ${landlock}`);
    assert.equal(lost.get("fs.write.roots"), landlock === 0 ? "none" : "partial");
    for (const name of ["signal.scope", "unix.deny"] as const) assert.equal(lost.has(name), landlock < 6);
  }
});

test("each guarantee that a Landlock version loses refuses where it is required, and runs where its loss is accepted", async () => {
  using at = scratch();
  for (const landlock of [1, 3, 4, 6]) {
    const capabilities: Capabilities = { landlock, userNamespaces: false };
    const backend = linuxBackend({ helper, bubblewrap: false, capabilities });
    // This plan has no private tmp that could be lost.
    const lost = [...(await lostWith(capabilities)).keys()].filter((name) => name !== "tmp.private");
    const run = (
      require: readonly Guarantee[],
      accept: readonly Guarantee[],
    ): ReturnType<typeof backend.spawn> =>
      backend.spawn(planFor(at.root, { require, accept }), { argv: ["true"], cwd: at.root, env });
    for (const guarantee of lost) {
      const others = lost.filter((name) => name !== guarantee);
      await assert.rejects(run([guarantee], others), (error: unknown) => {
        assert.ok(error instanceof SandboxLinuxError);
        assert.equal(error.refusal?.step, "guarantees");
        assert.ok(error.message.includes(guarantee), `${guarantee} with ABI ${landlock}: ${error.message}`);
        return true;
      });
    }
    const accepted = await run(lost, lost);
    assert.deepEqual(await accepted.status, { kind: "exit", code: 0 }, `ABI ${landlock}`);
    assert.deepEqual((await accepted.report).lost.map((loss) => loss.guarantee).sort(), [...lost].sort());
  }
});

test("with namespaces an old Landlock costs only the scope of signals", async () => {
  for (const landlock of [0, 1, 2, 3, 4, 5]) {
    assert.deepEqual([...(await lostWith({ landlock }))], [["signal.scope", "partial"]]);
  }
  for (const landlock of [6, 7]) assert.deepEqual([...(await lostWith({ landlock }))], []);
});

test("namespaces without the right to mount count as none", async () => {
  const lost = await lostWith({ mounts: false });
  assert.equal(lost.get("fs.write.protected"), "none");
});

const bubblewrap = existsSync("/usr/bin/bwrap");

test("where only bubblewrap may make namespaces it does, and everything holds", {
  skip: bubblewrap ? false : "bubblewrap is not installed",
}, async () => {
  using at = scratch();
  mkdirSync(join(at.root, "a/.git"), { recursive: true });
  writeFileSync(join(at.root, "secret"), "TOP");
  const backend = linuxBackend({ helper, capabilities: { mounts: false } });
  const entry = (name: string, access: PlanEntry["access"], missing = false): PlanEntry => ({
    path: join(at.root, name),
    access,
    reason: "protected",
    ...(missing ? { missing } : {}),
  });
  const plan = planFor(at.root, { nameDenials: true }, [
    entry("a/.git", "read"),
    entry(".codex", "read", true),
    entry("secret", "deny"),
  ]);
  const script = `cat secret; touch ${at.outside}/f a/.git/x .codex/x; mv a b; echo in > f; trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done`;
  const run = await backend.spawn(plan, { argv: ["sh", "-c", script], cwd: at.root, env });
  await run.stdout.getReader().read();
  run.kill("SIGTERM");
  assert.deepEqual(await run.status, { kind: "exit", code: 9 });
  const report = await run.report;
  assert.deepEqual([report.enforcement, report.facts["bubblewrap"]], ["full", true]);
  assert.deepEqual(readdirSync(at.outside), []);
  assert.deepEqual(readdirSync(at.root).sort(), ["a", "f", "secret"]);
  assert.ok((await list(run.denials)).some((denial) => denial.object === join(at.outside, "f")));
});

// A container in miniature: a user namespace of its own whose /proc hides a file.
function inContainer(
  file: string,
  args: readonly string[],
  prepare = "mount --bind /dev/null /proc/timer_list",
): { status: number | null; stdout: string; stderr: string } {
  const script = `${prepare} || exit 77; exec "$0" "$@"`;
  return spawnSync("unshare", ["-rm", "sh", "-c", script, file, ...args], { encoding: "utf8", env: {} });
}
const container =
  inContainer("true", []).status === 0 ? false : "no user namespace to imitate a container in";

test("in a container whose /proc is masked only the private /proc is lost, and is refused where required", {
  skip: container,
}, async () => {
  using at = scratch();
  const backend = linuxBackend({ policies: join(at.outside, "policies"), bubblewrap: false });
  const own =
    'python3 -c \'import socket; s=socket.socket(1); s.bind("s"); s.listen(); socket.socket(1).connect("s"); print("own")\'';
  const command = {
    argv: [
      "sh",
      "-c",
      `${own}; touch ${at.outside}/f; echo x > /proc/sys/vm/swappiness; kill -0 ${process.pid} || echo alone`,
    ],
    cwd: at.root,
    env,
  };
  const run = async (require: readonly Guarantee[]): Promise<ReturnType<typeof inContainer>> => {
    const { file, args } = await backend.wrap(planFor(at.root, { require }), command);
    return inContainer(file, args);
  };
  const loose = await run([]);
  assert.equal(loose.stdout, "own\nalone\n", loose.stderr);
  assert.equal(existsSync(join(at.outside, "f")), false);
  const strict = await run(["proc.private"]);
  assert.equal(strict.status, 125);
  assert.match(strict.stderr, /guarantees: cannot be kept: proc\.private/);
});

test("the fix names what shuts user namespaces on this machine", { skip: container }, async () => {
  using at = scratch();
  const shut = "echo 0 > /proc/sys/user/max_user_namespaces";
  const set = (name: string, value: number): string =>
    `mount -t tmpfs none /proc/sys/kernel && echo ${value} > /proc/sys/kernel/${name} && ${shut} && mount -t tmpfs none /proc/sys/user`;
  const helperFile = new URL("../build/paddock-sandbox", import.meta.url).pathname;
  const table: readonly (readonly [prepare: string, fix: string])[] = [
    [shut, "sudo sysctl user.max_user_namespaces=15000;"],
    [set("unprivileged_userns_clone", 0), "sudo sysctl kernel.unprivileged_userns_clone=1;"],
    [
      set("apparmor_restrict_unprivileged_userns", 1),
      `echo 'abi <abi/4.0>, profile paddock-sandbox "${helperFile}" flags=(unconfined) { userns, }' | sudo tee /etc/apparmor.d/paddock-sandbox && sudo apparmor_parser -r /etc/apparmor.d/paddock-sandbox;`,
    ],
  ];
  const backend = linuxBackend({ policies: join(at.outside, "policies"), bubblewrap: false });
  for (const [prepare, fix] of table) {
    const { file, args } = await backend.wrap(planFor(at.root), { argv: ["true"], cwd: at.root, env });
    const { status, stderr } = inContainer(file, args, prepare);
    assert.equal(status, 125, stderr);
    assert.ok(stderr.includes(`to fix it: ${fix} or list`), stderr);
  }
});

// Enters `count` Landlock layers of these attributes, then runs the rest; 77 = this kernel has no such layers.
const layers = `
import ctypes, os, struct, sys
call, (count, *attributes) = ctypes.CDLL(None).syscall, map(int, sys.argv[1].split(","))
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
for _ in range(count):
  rules = call(444, struct.pack("%dQ" % len(attributes), *attributes), 8 * len(attributes), 0)
  if rules < 0 or call(446, rules, 0) < 0: sys.exit(77)
  os.close(rules)
os.execv(sys.argv[2], sys.argv[2:])`;

async function inLayers(
  how: string,
  more: Partial<SandboxPlan>,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  using at = scratch();
  const backend = linuxBackend({ policies: join(at.outside, "policies"), bubblewrap: false });
  const command = { argv: ["sh", "-c", `echo in > f; touch ${at.outside}/f || cat f`], cwd: at.root, env };
  const { file, args } = await backend.wrap(planFor(at.root, more), command);
  return spawnSync("python3", ["-c", layers, how, file, ...args], { encoding: "utf8" });
}

test("deep inside other sandboxes, where no further Landlock layer fits, the mounts hold alone", async (t) => {
  const how = "16,0,0,1"; // the scope of abstract sockets only
  const loose = await inLayers(how, {});
  if (loose.status === 77) return t.skip("Landlock has no scopes here");
  assert.equal(loose.stdout, "in\n", loose.stderr);
  const strict = await inLayers(how, { require: ["signal.scope"] });
  assert.equal(strict.status, 125);
  assert.match(strict.stderr, /cannot be kept: signal\.scope/);
});

test("inside another sandbox that lets nobody mount, Landlock and seccomp go on alone, or the run is refused", async (t) => {
  const how = "1,2048"; // making block devices
  const strict = await inLayers(how, {});
  if (strict.status === 77) return t.skip("there is no Landlock here");
  assert.equal(strict.status, 125);
  assert.match(strict.stderr, /cannot be kept: fs\.write\.roots .*; mounts: cannot mount on \/dev: EPERM\./);
  assert.match(strict.stderr, /to fix it: start it outside the sandbox that keeps it from mounting/);
  const loose = await inLayers(how, { accept: ["fs.write.roots"] });
  assert.equal(loose.stdout, "in\n", loose.stderr);
});

test("a launcher that root does not own, or that fails, is none", async () => {
  using at = scratch();
  const own = join(at.outside, "bwrap");
  writeFileSync(own, "#!/bin/sh\nexit 1\n", { mode: 0o777 });
  chmodSync(own, 0o777);
  for (const launcher of [own, "/bin/false"]) {
    const backend = linuxBackend({ helper, bubblewrap: launcher, capabilities: { userNamespaces: false } });
    await assert.rejects(backend.spawn(planFor(at.root), { argv: ["true"], cwd: at.root, env }), {
      code: "refused",
    });
  }
});

test("a release helper refuses to pretend", async () => {
  const probe = await linuxBackend({ capabilities: { landlock: 0 } }).probe();
  assert.equal(probe.available, false);
  assert.equal(probe.refusal?.step, "policy");
});
