// What the tests of this package share: a scratch workspace outside every private /tmp, and plans for it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Denial, PlanEntry, SandboxPlan } from "@paddock/sandbox";

export function scratch(): { root: string; outside: string; [Symbol.dispose](): void } {
  const base = realpathSync(mkdtempSync(join(homedir(), ".paddock-test-")));
  const [root, outside] = [join(base, "ws"), join(base, "out")];
  mkdirSync(root);
  mkdirSync(outside);
  return { root, outside, [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }) };
}

/** Where the helper under test lies: read-only as in the plans of a session, which matters to a checkout in /tmp. */
export const install: string = realpathSync(fileURLToPath(new URL("../../build", import.meta.url)));

export function planFor(
  root: string,
  more: Partial<SandboxPlan> = {},
  entries: readonly PlanEntry[] = [],
): SandboxPlan {
  return {
    v: 1,
    mode: "workspace-write",
    reads: "full",
    entries: [
      { path: root, access: "write", reason: "root" },
      ...entries,
      { path: install, access: "read", reason: "install" },
    ],
    roots: [root],
    network: { kind: "off" },
    unixSockets: [],
    limits: {},
    nameDenials: false,
    require: [],
    accept: [],
    ...more,
  };
}

export const env: Readonly<Record<string, string>> = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: homedir() };
export const text = async (stream: ReadableStream<Uint8Array>): Promise<string> =>
  await new Response(stream).text();

export async function list(denials: AsyncIterable<Denial>): Promise<Denial[]> {
  const all: Denial[] = [];
  for await (const denial of denials) all.push(denial);
  return all;
}

/** Builds the helper that can pretend to lack capabilities, and says where it is. */
export function buildTestHelper(): string {
  const script = fileURLToPath(new URL("../../scripts/build-helper.js", import.meta.url));
  const node = process.execPath.includes("deno") ? "node" : process.execPath;
  const built = spawnSync(node, [script, "--test"], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  return fileURLToPath(new URL("../../build/paddock-sandbox-test", import.meta.url));
}
