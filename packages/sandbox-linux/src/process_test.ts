import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { SandboxPlan, SpawnOptions } from "@paddock/sandbox";
import { linuxBackend } from "./mod.ts";
import { env, list, planFor, scratch, text } from "./testdata/fixture.ts";

async function sh(plan: SandboxPlan, script: string, options: SpawnOptions = {}): Promise<string> {
  const run = await linuxBackend().spawn(
    plan,
    { argv: ["sh", "-c", script], cwd: plan.roots[0]!, env },
    options,
  );
  const out = await text(run.stdout);
  await run.status;
  return out;
}

test("a pty is a terminal of the sandbox's own, with its size and job control", async () => {
  using at = scratch();
  const out = await sh(
    planFor(at.root),
    "tty; stty size; test -t 0 && test -t 2 && echo terminal; ps -o tty= -p $$",
    {
      pty: { columns: 91, rows: 17 },
    },
  );
  assert.equal(out, "/dev/pts/0\r\n17 91\r\nterminal\r\npts/0\r\n");
});

test("a pty is resized, takes typed input and ends a program by ctrl-c", async () => {
  using at = scratch();
  const script =
    "trap 'stty size' WINCH; trap 'echo interrupted; exit 3' INT; echo up; while :; do sleep 0.02; done";
  const run = await linuxBackend().spawn(
    planFor(at.root),
    { argv: ["sh", "-c", script], cwd: at.root, env },
    { pty: { columns: 80, rows: 24 }, stdin: "pipe" },
  );
  const reader = run.stdout.getReader();
  const decoder = new TextDecoder();
  const until = async (word: string): Promise<void> => {
    for (let seen = ""; !seen.includes(word); ) {
      const { value, done } = await reader.read();
      assert.equal(done, false, `ended before ${word}`);
      seen += decoder.decode(value);
    }
  };
  await until("up");
  run.resize!(100, 40);
  await until("40 100");
  const writer = run.stdin!.getWriter();
  await writer.write(Uint8Array.of(3));
  await until("interrupted");
  assert.deepEqual(await run.status, { kind: "exit", code: 3 });
});

test("no descriptor but 0 to 2 reaches the command, and those are pipes", async () => {
  using at = scratch();
  const out = await sh(
    planFor(at.root),
    "ls -l /proc/self/fd | grep -o '[0-9]* -> .*' | grep -v '/proc/' | sed 's/[0-9]*]//'",
  );
  for (const line of out.trim().split("\n")) assert.match(line, /^[012] -> (pipe:\[|\/dev\/null)/);
});

test("a socket of the host is out of reach by name and by hard link; one of the workspace is not", async () => {
  using at = scratch();
  const path = join(at.root, "host.sock");
  let seen = 0;
  const server = createServer((socket) => {
    seen += 1;
    socket.end("HOST");
  });
  server.listen(path);
  await once(server, "listening");
  const connect = (name: string): string =>
    `python3 -c 'import socket; s=socket.socket(1); s.connect("${name}"); print(s.recv(4).decode())' 2>&1 | tail -1`;
  const own = `python3 -c '
import socket, threading
s = socket.socket(1); s.bind("own.sock"); s.listen()
threading.Thread(target=lambda: s.accept()[0].send(b"own"), daemon=True).start()
c = socket.socket(1); c.connect("own.sock"); print(c.recv(3).decode(), s.getsockname())'`;
  const plan = planFor(at.root, { nameDenials: true });
  try {
    const run = await linuxBackend().spawn(plan, {
      argv: ["sh", "-c", `${connect("host.sock")}; ln host.sock l.sock; ${connect("l.sock")}; ${own}`],
      cwd: at.root,
      env,
    });
    const out = await text(run.stdout);
    assert.match(out, /PermissionError.*\n.*PermissionError.*\nown own.sock\n/);
    assert.equal(seen, 0);
    const denials = await list(run.denials);
    assert.deepEqual(
      denials.map((denial) => [denial.layer, denial.operation, denial.object]),
      [
        ["unix", "connect", path],
        ["unix", "connect", join(at.root, "l.sock")],
      ],
    );
    assert.equal(await sh({ ...plan, unixSockets: [path] }, connect("host.sock")), "HOST\n");
  } finally {
    server.close();
  }
});

test("with the host's network, sockets of the host stay out of reach and TCP does not", async () => {
  using at = scratch();
  const server = createServer((socket) => socket.end("HOST"));
  server.listen(0, "127.0.0.1");
  const abstract = createServer((socket) => socket.end("HOST"));
  await once(server, "listening");
  abstract.listen(`\0paddock-test-${process.pid}`);
  await once(abstract, "listening");
  const { port } = server.address() as { port: number };
  const plan = planFor(at.root, { network: { kind: "host" } });
  const script = `python3 -c '
import socket
print(socket.create_connection(("127.0.0.1", ${port}), 2).recv(4).decode())
s = socket.socket(1)
try:
  s.connect("\\0paddock-test-${process.pid}"); print(s.recv(4))
except OSError as e: print(e.strerror)'`;
  try {
    assert.equal(await sh(plan, script), "HOST\nOperation not permitted\n");
  } finally {
    server.close();
    abstract.close();
  }
});

test("text from inside cannot deceive whoever reads a denial", async () => {
  using at = scratch();
  const run = await linuxBackend().spawn(planFor(at.root, { nameDenials: true }), {
    argv: [
      "python3",
      "-c",
      `import os\ntry: os.mkdir(b"/etc/\\x1b[31m\\xe2\\x80\\xae\\xff\\n\\"x")\nexcept OSError: pass`,
    ],
    cwd: at.root,
    env,
  });
  const [denial] = (await list(run.denials)).filter((one) => one.object.startsWith("/etc"));
  assert.equal(denial?.object, String.raw`/etc/\x1b[31m\u{202e}\xff\x0a"x`);
});

test("what a command leaves in the background ends with it", async () => {
  using at = scratch();
  await sh(planFor(at.root), "(setsid sh -c 'sleep 1; echo late > late' >/dev/null 2>&1 &) ; sleep 0.1");
  await new Promise((resolve) => setTimeout(resolve, 1300));
  assert.equal(existsSync(join(at.root, "late")), false);
});

test("wrap gives a command line with a policy that only this user can read and that is gone once read", async () => {
  using at = scratch();
  const policies = join(at.outside, "policies");
  const backend = linuxBackend({ policies });
  const wrapped = await backend.wrap(planFor(at.root), {
    argv: ["sh", "-c", `echo $A; touch ${at.outside}/x`],
    cwd: at.root,
    env: { ...env, A: "b" },
  });
  const out = execFileSync("sh", ["-c", '"$0" "$@"; true', wrapped.file, ...wrapped.args], {
    env: wrapped.env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  assert.equal(out, "b\n");
  assert.equal(existsSync(join(at.outside, "x")), false);
  assert.deepEqual(readdirSync(policies), []);
});

test("the command ends when whoever started the wrapped command line is killed", async () => {
  using at = scratch();
  const backend = linuxBackend({ policies: join(at.outside, "policies") });
  const wrapped = await backend.wrap(planFor(at.root), {
    argv: ["sh", "-c", "echo up; sleep 0.6; echo late > late"],
    cwd: at.root,
    env,
  });
  const host = spawn("sh", ["-c", '"$0" "$@"; true', wrapped.file, ...wrapped.args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(host.stdout!, "data");
  host.kill("SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.equal(existsSync(join(at.root, "late")), false);
});

test("limits hold: file size, core, and processes also for user 0", async () => {
  using at = scratch();
  const plan = planFor(at.root, { limits: { processes: 320, fileBytes: 4096 } });
  const many = `python3 -c '
import os, time
n = 0
try:
  while n < 2000:
    if os.fork() == 0: time.sleep(9)
    n += 1
except OSError: pass
print(100 < n < 330)'`;
  assert.equal(await sh(plan, `head -c 9000 /dev/zero > big; stat -c %s big; ${many}`), "4096\nTrue\n");
});

test("a paused run executes nothing, not even what it forks, until it is resumed; it can be killed", async () => {
  using at = scratch();
  const file = join(at.root, "ticks");
  const script =
    "for n in 1 2 3; do (while :; do echo $n >> ticks; (true) ; done) & done; echo up; while :; do echo 0 >> ticks; done";
  const run = await linuxBackend().spawn(planFor(at.root), { argv: ["sh", "-c", script], cwd: at.root, env });
  await run.stdout.getReader().read();
  const size = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await until(() => size() > 0);
  for (let round = 0; round < 3; round++) {
    await run.pause!();
    const paused = size();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(size(), paused);
    run.resume!();
    await until(() => size() > paused);
  }
  await run.pause!();
  run.kill("SIGKILL");
  assert.equal((await run.status).kind, "signal");
  await run.pause!();
  run.resume!();
});

test("what exists below /proc/self, and POSIX queues, are the command's own", async () => {
  using at = scratch();
  const script = `
import ctypes, os, socket
os.makedirs("d" * 90)
name = "/proc/self/fd/%d/s" % os.open("d" * 90, os.O_PATH)
own = socket.socket(socket.AF_UNIX); own.bind(name); own.listen()
socket.socket(socket.AF_UNIX).connect(name)
print("socket", os.listdir("d" * 90))
print("queue", ctypes.CDLL(None).mq_open(b"/own", os.O_CREAT | os.O_RDWR, 0o600, 0) >= 0, os.listdir("/dev/mqueue"))
`;
  const run = await linuxBackend().spawn(planFor(at.root), {
    argv: ["python3", "-c", script],
    cwd: at.root,
    env,
  });
  assert.equal(await text(run.stdout), "socket ['s']\nqueue True ['own']\n");
});

test("what a command sets on its pipes does not hold for the caller's", async () => {
  using at = scratch();
  const set = 'python3 -c "import os; [os.set_blocking(fd, False) for fd in (0, 1, 2)]"';
  const { file, args } = await linuxBackend({ policies: at.outside }).wrap(planFor(at.root), {
    argv: ["sh", "-c", set],
    cwd: at.root,
    env,
  });
  const told = 'python3 -c "import os; print([os.get_blocking(fd) for fd in (0, 1, 2)])"';
  const script = `(echo | ("$0" "$@"; ${told}) 2>&1 | cat)`;
  const { stdout } = spawnSync("sh", ["-c", script, file, ...args], { encoding: "utf8" });
  assert.equal(stdout, "[True, True, True]\n");
});
