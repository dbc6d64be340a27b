import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { Backend } from "./backend.ts";
import { builtinProfile } from "./builtin-profile.ts";
import { SandboxError } from "./error.ts";
import { createSandbox, type SandboxOptions } from "./sandbox.ts";
import { memoryBackend } from "./testing/memory-backend.ts";

let base: string;
let options: Omit<SandboxOptions, "backends">;
beforeEach(() => {
  // Not in /tmp, which a private tmp covers.
  base = mkdtempSync("/var/tmp/sandbox-");
  for (const name of ["work", "home"]) mkdirSync(join(base, name));
  const home = join(base, "home");
  options = { workspace: join(base, "work"), permissions: "workspace-write", env: { HOME: home }, home };
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const refuses = (code: string) => (error: unknown) => error instanceof SandboxError && error.code === code;
const command = (): { argv: string[]; cwd: string; env: Record<string, string> } => ({
  argv: ["true"],
  cwd: join(base, "work"),
  env: { TMPDIR: "/var/elsewhere" },
});

test("createSandbox() runs a command under the plan, with a private tmp", async () => {
  const backend = memoryBackend({ script: () => ({ stdout: "hi" }) });
  await using sandbox = await createSandbox({ ...options, backends: [backend] });
  const run = await sandbox.spawn(command());
  assert.deepEqual(await run.status, { kind: "exit", code: 0 });
  assert.equal(await new Response(run.stdout).text(), "hi");
  assert.ok(backend.runs[0]?.plan.privateTmp?.startsWith(join(base, "home/.paddock/run/")));
  assert.equal(backend.runs[0]?.command.env["TMPDIR"], "/tmp");
  assert.equal(sandbox.report.enforcement, "full");
});

test("createSandbox() looks at the machine again before each run", async () => {
  const backend = memoryBackend();
  await using sandbox = await createSandbox({ ...options, backends: [backend] });
  await sandbox.spawn(command());
  mkdirSync(join(base, "home/.ssh"));
  writeFileSync(join(base, "home/.ssh/id_new"), "");
  await sandbox.spawn(command());
  const hidden = backend.runs.map(({ plan }) => plan.entries.some((entry) => entry.path.endsWith("/id_new")));
  assert.deepEqual(hidden, [false, true]);
});

test("createSandbox() refuses a root that was swapped for another folder", async () => {
  await using sandbox = await createSandbox({ ...options, backends: [memoryBackend()] });
  renameSync(join(base, "work"), join(base, "old"));
  mkdirSync(join(base, "work"));
  await assert.rejects(sandbox.spawn(command()), refuses("root-changed"));
});

test("createSandbox() takes the first backend that keeps every guarantee", async () => {
  const absent = memoryBackend({
    name: "absent",
    refusal: { step: "clone", errno: "EPERM", message: "no user namespaces", fix: "allow them" },
  });
  const weak = memoryBackend({ name: "weak", lost: ["fs.write.protected"] });
  const good = memoryBackend({ name: "good" });
  await using sandbox = await createSandbox({ ...options, backends: [absent, weak, good] });
  assert.equal(sandbox.report.backend, "good");
  await assert.rejects(
    createSandbox({ ...options, backends: [absent, weak] }),
    (error) =>
      error instanceof SandboxError &&
      error.code === "guarantee-missing" &&
      /clone \(EPERM\)/.test(error.message),
  );
  await assert.rejects(createSandbox({ ...options, backends: [absent] }), refuses("no-backend"));
  await assert.rejects(createSandbox({ ...options, backends: [] }), refuses("no-backend"));
});

test("createSandbox() accepts a loss only by name, and never one that is required by name", async () => {
  const weak = memoryBackend({ lost: ["fs.write.protected", "limits"] });
  await using sandbox = await createSandbox({ ...options, backends: [weak], accept: ["fs.write.protected"] });
  assert.equal(sandbox.report.enforcement, "partial");
  await assert.rejects(
    createSandbox({ ...options, backends: [weak], accept: ["fs.write.protected"], require: ["limits"] }),
    refuses("guarantee-missing"),
  );
});

test("createSandbox() widens one run and no other", async () => {
  const backend = memoryBackend();
  mkdirSync(join(base, "extra"));
  await using sandbox = await createSandbox({ ...options, backends: [backend] });
  await sandbox.spawn(command(), { widen: { entries: [{ path: join(base, "extra"), access: "write" }] } });
  await sandbox.spawn(command());
  const wide = backend.runs.map(({ plan }) =>
    plan.entries.some((entry) => entry.path === join(base, "extra")),
  );
  assert.deepEqual(wide, [true, false]);
});

test("createSandbox() gives a proxy profile no network without a proxy", async () => {
  const backend = memoryBackend();
  const permissions = {
    name: "p",
    mode: "workspace-write",
    entries: [],
    network: { kind: "proxy" },
  } as const;
  await using closed = await createSandbox({ ...options, permissions, backends: [backend] });
  assert.deepEqual(closed.plan.network, { kind: "off" });
  await using open = await createSandbox({
    ...options,
    permissions,
    backends: [backend],
    egress: { ports: [3128] },
  });
  assert.deepEqual(open.plan.network, { kind: "proxy", ports: [3128] });
});

test("Sandbox.endpoint() reaches the command that runs now, and nothing afterwards", async () => {
  const { promise, resolve } = Promise.withResolvers<{ readonly kind: "exit"; readonly code: number }>();
  const memory = memoryBackend();
  const backend: Backend = {
    ...memory,
    spawn: async (...given) => ({
      ...(await memory.spawn(...given)),
      status: promise,
      endpoint: async (port) => new URL(`http://x.localhost:${port}`),
    }),
  };
  const permissions = builtinProfile("workspace-write", { ports: [3000] });
  await using sandbox = await createSandbox({ ...options, permissions, backends: [backend] });
  assert.deepEqual(sandbox.plan.ports, [3000]);
  await assert.rejects(sandbox.endpoint(3000), refuses("no-endpoint"));
  await sandbox.spawn(command());
  assert.equal((await sandbox.endpoint(3000)).hostname, "x.localhost");
  resolve({ kind: "exit", code: 0 });
  await promise;
  await assert.rejects(sandbox.endpoint(3000), refuses("no-endpoint"));
});

test("Sandbox.fs performs file verbs by the plan", async () => {
  await using sandbox = await createSandbox({ ...options, backends: [memoryBackend()] });
  const inside = join(base, "work/a");
  assert.equal((await sandbox.fs.write(inside, new TextEncoder().encode("x"))).ok, true);
  const read = await sandbox.fs.read(inside);
  assert.equal(read.ok && new TextDecoder().decode(read.data), "x");
  const refused = await sandbox.fs.write(join(base, "work/.git/config"), new Uint8Array());
  assert.equal(!refused.ok && refused.errno, "EROFS");
});
