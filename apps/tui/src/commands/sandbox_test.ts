import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { CommandContext } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { doctorCommand } from "./doctor.ts";
import { sandboxCommand } from "./sandbox.ts";

const { available } = await linuxBackend()
  .probe()
  .catch(() => ({ available: false }));
const real = { skip: available ? false : "no sandbox can be made on this machine" };

let base: string;
let out: string;
let err: string;
beforeEach(() => {
  // Not in /tmp, which a private tmp covers.
  base = mkdtempSync("/var/tmp/sandbox-command-");
  for (const name of ["work", "home"]) mkdirSync(join(base, name));
  out = "";
  err = "";
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function context(args: readonly string[], cwd = join(base, "work"), json = false): CommandContext {
  return {
    args,
    globals: { set: [], cwd, strictConfig: false, json },
    env: { HOME: join(base, "home"), PATH: "/usr/bin:/bin", PADDOCK_HOME: join(base, "home/.paddock") },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    style: (_, text) => text,
    signal: new AbortController().signal,
  };
}

const wrong: readonly (readonly [what: string, args: readonly string[]])[] = [
  ["no command", ["--mode", "read-only", "--"]],
  ["an unknown mode", ["--mode", "open", "--", "true"]],
  ["a mode and a profile", ["--mode", "read-only", "-P", ":workspace", "--", "true"]],
  ["an unknown flag", ["--frobnicate", "--", "true"]],
];
for (const [what, args] of wrong) {
  test(`sandbox refuses ${what} as a mistake of usage`, async () => {
    await assert.rejects(sandboxCommand.run(context(args)), UsageError);
  });
}

test("sandbox passes the command's own status on", real, async () => {
  assert.equal(await sandboxCommand.run(context(["--mode", "read-only", "--", "sh", "-c", "exit 7"])), 7);
  assert.equal(await sandboxCommand.run(context(["--mode", "read-only", "--", "/nonexistent"])), 127);
  assert.equal(
    await sandboxCommand.run(context(["--mode", "read-only", "--", "sh", "-c", "kill -KILL $$"])),
    137,
  );
});

test("sandbox reports what it enforced", real, async () => {
  const report = join(base, "report.json");
  const args = [
    "--mode",
    "workspace-write",
    "--report",
    report,
    "--",
    "sh",
    "-c",
    "echo x > f; echo x > /etc/x",
  ];
  assert.notEqual(await sandboxCommand.run(context(args)), 0);
  assert.equal(readFileSync(join(base, "work/f"), "utf8"), "x\n");
  const said = JSON.parse(readFileSync(report, "utf8")) as {
    readonly report: { readonly enforcement: string };
  };
  assert.match(said.report.enforcement, /^(?:full|partial)$/);
});

test("sandbox says why a workspace cannot be one, and what to do", async () => {
  assert.equal(await sandboxCommand.run(context(["--mode", "workspace-write", "--", "true"], "/")), 125);
  assert.match(err, /whole disk[\s\S]*to fix it:/);
});

test("doctor prints every guarantee, and JSON on request", real, async () => {
  assert.equal(await doctorCommand.run(context([])), 0);
  assert.match(out, /fs\.write\.roots/);
  out = "";
  await doctorCommand.run(context([], join(base, "work"), true));
  const diagnosis = JSON.parse(out) as {
    readonly available: boolean;
    readonly sandbox: { readonly guarantees: string[] };
  };
  assert.equal(diagnosis.available, true);
  assert.ok(diagnosis.sandbox.guarantees.includes("fd.closed"));
});
