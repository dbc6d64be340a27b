// What the boundary costs. Interleaves bare exec, the helper, bubblewrap with the same mounts and any peer given by
// path, and prints ratios to bare. Not a test: figures depend on the machine, ratios much less.
//
//   node --conditions=paddock-source bench/run.ts [--rounds 100] [--peer NAME=COMMAND]...
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import type { PlanEntry, SandboxPlan } from "@paddock/sandbox";
import { helperPath } from "../src/helper-binary.ts";
import { encodeRecords, type Task } from "../src/records.ts";
import { ratios, time, type Variant } from "./timer.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    peer: { type: "string", multiple: true, default: [] },
  },
});
const helper = helperPath();
const base = mkdtempSync(join(homedir(), ".paddock-bench-"));
const root = join(base, "ws");

function planWith(more: Partial<SandboxPlan>, entries: readonly PlanEntry[] = []): SandboxPlan {
  return {
    v: 1,
    mode: "workspace-write",
    reads: "full",
    entries: [
      { path: root, access: "write", reason: "root" },
      { path: "/tmp", access: "write", reason: "tmp" },
      ...protectedNames,
      ...entries,
    ],
    roots: [root],
    privateTmp: join(base, "tmp"),
    network: { kind: "off" },
    unixSockets: [],
    limits: { processes: 4096 },
    nameDenials: false,
    require: [],
    accept: [],
    ...more,
  };
}

const protectedNames: PlanEntry[] = [".git", ".codex", ".agents", ".paddock", ".aws"].map((name) => ({
  path: join(root, name),
  access: "read",
  reason: "protected",
  ...(name === ".git" ? {} : { missing: true }),
}));

const command: Task = {
  kind: "command",
  command: { argv: ["/bin/true"], cwd: root, env: { PATH: "/usr/bin:/bin" } },
};
const variants: Variant[] = [];

function variant(name: string, argv: readonly string[], policy?: Uint8Array): void {
  variants.push({ name, argv, ...(policy ? { policy } : {}) });
}

function helperVariant(name: string, plan: SandboxPlan, task: Task = command): void {
  variant(name, [helper, "--policy-fd", "3"], encodeRecords(plan, task));
}

function manyEntries(count: number, access: "read" | "deny"): PlanEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const folder = join(root, `many-${access}`, `d${index % 32}`);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `f${index}.env`);
    writeFileSync(path, "x");
    return { path, access, reason: access === "read" ? "protected" : "glob" };
  });
}

function bubblewrap(): void {
  if (spawnSync("bwrap", ["--version"]).status !== 0) {
    process.stdout.write("bwrap: skipped, it is not installed\n");
    return;
  }
  const missing = protectedNames.filter((entry) => entry.missing).flatMap((entry) => ["--tmpfs", entry.path]);
  variant("bwrap", [
    "/usr/bin/bwrap",
    "--as-pid-1",
    "--new-session",
    "--die-with-parent",
    "--ro-bind",
    "/",
    "/",
    "--dev",
    "/dev",
    "--bind",
    join(base, "tmp"),
    "/tmp",
    "--bind",
    root,
    root,
    "--ro-bind",
    join(root, ".git"),
    join(root, ".git"),
    ...missing,
    "--unshare-user",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-net",
    "--proc",
    "/proc",
    "--cap-drop",
    "ALL",
    "--",
    "/bin/true",
  ]);
}

try {
  mkdirSync(join(root, ".git"), { recursive: true });
  mkdirSync(join(base, "tmp"), { mode: 0o1777 });
  writeFileSync(join(root, "4k"), "x".repeat(4096));
  variant("bare", ["/bin/true"]);
  helperVariant("helper", planWith({}));
  helperVariant("helper, host network", planWith({ network: { kind: "host" } }));
  helperVariant("helper, naming denials", planWith({ nameDenials: true }));
  helperVariant(
    "helper, listed reads",
    planWith({ reads: "listed" }, [{ path: "/usr", access: "read", reason: "profile" }]),
  );
  const verbs = [{ verb: "read", path: join(root, "4k") }] as const;
  helperVariant("file verb, read 4 KiB", planWith({}), { kind: "files", verbs, atomic: false });
  for (const count of [1, 10, 100, 1000]) {
    helperVariant(`helper, ${count} protected`, planWith({}, manyEntries(count, "read")));
    helperVariant(`helper, ${count} denied`, planWith({}, manyEntries(count, "deny")));
  }
  bubblewrap();
  for (const peer of values.peer) {
    const [name, ...rest] = peer.split("=");
    variant(name!, ["/bin/sh", "-c", rest.join("=")]);
  }
  process.stdout.write(ratios(time(variants, { folder: base, rounds: values.rounds }), values.rounds));
} finally {
  rmSync(base, { recursive: true, force: true });
}
