import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get, type RequestOptions } from "node:http";
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

test("a listed port is published under a name of its own while the command runs", real, async () => {
  const script =
    "echo served > f; python3 -um http.server 8080 --bind 127.0.0.1 >/dev/null 2>&1 & until [ -e over ]; do sleep 0.05; done";
  const given = context(["--mode", "workspace-write", "--", "sh", "-c", script]);
  const set = ["sandbox_workspace_write.ports=[8080]"];
  const running = sandboxCommand.run({ ...given, globals: { ...given.globals, set } });
  const url = await until(() => /port 8080 of this command is at (http:\S+)/.exec(err)?.[1]);
  const { hostname, host, port } = new URL(url);
  assert.match(hostname, /^[0-9a-f]{24}\.localhost$/);
  const options = { host: "127.0.0.1", port, path: "/f", headers: { host }, agent: false };
  assert.equal(await until(() => fetched(options)), "served\n");
  writeFileSync(join(base, "work/over"), "");
  assert.equal(await running, 0);
  assert.equal(await fetched(options), undefined);
});

const settings: readonly (readonly [what: string, set: string, script: string])[] = [
  ["limits", "limits={file_bytes=1000}", "head -c 9000 /dev/zero > big; test $(stat -c %s big) = 1000"],
  ["tracing", "allow_ptrace=true", `python3 -c '${trace()}'`],
  ["sandboxes inside", "allow_nested_sandbox=true", "unshare -U true"],
];
for (const [what, set, script] of settings) {
  test(`the configuration decides about ${what}`, real, async () => {
    const given = context(["--mode", "workspace-write", "--", "sh", "-c", `exec 2>/dev/null; ${script}`]);
    assert.notEqual(await sandboxCommand.run(given), 0);
    const globals = { ...given.globals, set: [`sandbox_workspace_write.${set}`] };
    assert.equal(await sandboxCommand.run({ ...given, globals }), 0);
  });
}

/** Python that ends well when its process may ask to be traced. */
function trace(): string {
  return "import ctypes, sys; sys.exit(ctypes.CDLL(None).ptrace(0, 0, 0, 0) != 0)";
}

/** Asks again until there is an answer. */
async function until<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The body of a page, if there is one. */
function fetched(options: RequestOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(options, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve(response.statusCode === 200 ? body : undefined);
    });
    request.on("error", () => resolve(undefined));
  });
}
