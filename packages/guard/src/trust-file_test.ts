import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { SandboxPlan } from "@paddock/sandbox";
import { writeTrustFile } from "./trust-file.ts";

const bare: SandboxPlan = {
  v: 1,
  mode: "profile",
  reads: "listed",
  entries: [],
  roots: [],
  network: { kind: "proxy", ports: [3128] },
  unixSockets: [],
  limits: {},
  nameDenials: false,
  require: [],
  accept: [],
};

test("certificates lie in the private tmp of the session, under the path that the command knows", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paddock-trust-test-"));
  const plan: SandboxPlan = {
    ...bare,
    privateTmp: folder,
    entries: [{ path: "/tmp", access: "write", reason: "tmp" }],
  };
  const first = await writeTrustFile("PEM", plan);
  const second = await writeTrustFile("PEM", plan);
  const inFolder = first.path.replace("/tmp", folder);
  assert.match(first.path, /^\/tmp\/paddock-trust-[0-9a-f-]+\.pem$/);
  assert.notEqual(first.path, second.path);
  assert.equal(readFileSync(inFolder, "utf8"), "PEM");
  assert.equal(statSync(inFolder).mode & 0o222, 0);
  assert.equal(first.plan, plan);
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  assert.equal(existsSync(inFolder), false);
  rmSync(folder, { recursive: true });
});

test("without a private tmp the plan lets the command read the file", async () => {
  await using file = await writeTrustFile("PEM", bare);
  assert.deepEqual(file.plan.entries, [{ path: file.path, access: "read", reason: "install" }]);
  await using open = await writeTrustFile("PEM", { ...bare, reads: "full" });
  assert.deepEqual(open.plan.entries, []);
});
