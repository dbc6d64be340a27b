import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { SandboxPlan } from "./plan.ts";
import { unconfinedBackend } from "./unconfined-backend.ts";

const open: SandboxPlan = {
  v: 1,
  mode: "danger-full-access",
  reads: "full",
  entries: [],
  roots: [],
  network: { kind: "host" },
  unixSockets: [],
  limits: {},
  nameDenials: false,
  require: [],
  accept: [],
};
const command = {
  argv: ["/bin/sh", "-c", "echo out; echo err >&2; exit 3"],
  cwd: "/",
  env: { PATH: "/usr/bin:/bin" },
};

test("unconfinedBackend() runs a command and reports that nothing is enforced", async () => {
  const process = await unconfinedBackend().spawn(open, command);
  const [out, err, status, report] = await Promise.all([
    new Response(process.stdout).text(),
    new Response(process.stderr).text(),
    process.status,
    process.report,
  ]);
  assert.equal(out, "out\n");
  assert.equal(err, "err\n");
  assert.deepEqual(status, { kind: "exit", code: 3 });
  assert.equal(report.enforcement, "none");
});

test("unconfinedBackend() refuses a plan that asks for confinement", async () => {
  await assert.rejects(unconfinedBackend().spawn({ ...open, mode: "read-only" }, command), /nothing was run/);
});

test("unconfinedBackend() ends the whole group of a command when it is aborted", async () => {
  const abort = new AbortController();
  const process = await unconfinedBackend().spawn(
    open,
    { ...command, argv: ["/bin/sh", "-c", "sleep 60 & wait"] },
    { signal: abort.signal },
  );
  abort.abort();
  assert.deepEqual(await process.status, { kind: "signal", signal: "SIGKILL" });
  await Promise.all([process.stdout.cancel(), process.stderr.cancel()]);
});

test("unconfinedBackend() performs file verbs and keeps what changed since it was read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paddock-open-"));
  const path = join(folder, "a.txt");
  const data = new TextEncoder().encode("one");
  const backend = unconfinedBackend();
  try {
    const [written, again] = await backend.files(open, [
      { verb: "write", path, data, ifDigest: null },
      { verb: "write", path, data, ifDigest: null },
    ]);
    assert.ok(written?.ok);
    assert.equal(again?.ok === false && again.errno, "EEXIST");
    const [read, listed, stale] = await backend.files(open, [
      { verb: "read", path },
      { verb: "list", path: folder },
      { verb: "write", path, data, ifDigest: "0".repeat(64) },
    ]);
    assert.equal(read?.ok && new TextDecoder().decode(read.data), "one");
    assert.deepEqual(listed?.ok && listed.entries?.map((entry) => entry.name), ["a.txt"]);
    assert.equal(stale?.ok === false && stale.errno, "ESTALE");
    const stopped = await backend.files(
      open,
      [
        { verb: "unlink", path: join(folder, "missing") },
        { verb: "unlink", path },
      ],
      { atomic: true },
    );
    assert.equal(stopped.length, 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("unconfinedBackend() says what could not be started with a shell's status", async () => {
  for (const [argv, code] of [
    [["no-such-program-at-all"], 127],
    [["/etc/passwd"], 126],
  ] as const) {
    const process = await unconfinedBackend().spawn(open, { ...command, argv });
    assert.deepEqual(await process.status, { kind: "exit", code });
    assert.ok((await new Response(process.stderr).text()).startsWith(argv[0]));
    assert.equal(await new Response(process.stdout).text(), "");
  }
});

test("unconfinedBackend() starts the file that is given, by the name that the program should see", async () => {
  const argv = ["ls", "-c", 'echo "$0 $1"', "name", "one"];
  const process = await unconfinedBackend().spawn(open, { ...command, argv, file: "/bin/sh" });
  assert.equal(await new Response(process.stdout).text(), "name one\n");
  assert.deepEqual(await process.status, { kind: "exit", code: 0 });
});
