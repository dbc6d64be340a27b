import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { PlanEntry, SandboxPlan } from "@paddock/sandbox";
import { linuxBackend } from "./mod.ts";
import { env, planFor, scratch } from "./testdata/fixture.ts";

// How many processes are killed; PADDOCK_STRESS=500 for a long run.
const rounds = Number(process.env["PADDOCK_STRESS"] ?? 12);
const names = [".codex", ".paddock", ".agents"];
const file = ".npmrc";
const marker = `paddock-kill-${process.pid}`;

function plan(root: string): SandboxPlan {
  const entry = (name: string): PlanEntry => {
    const path = join(root, name);
    const missing = existsSync(path) ? {} : { missing: true, ...(name === file ? { file: true } : {}) };
    return { path, access: "read", reason: "protected", ...missing };
  };
  return planFor(root, { nameDenials: true }, [".git", file, ...names].map(entry));
}

function processes(): { pid: number; parent: number; line: string }[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1]);
      return [{ pid: Number(pid), parent, line }];
    } catch {
      return []; // it ended while we looked
    }
  });
}

function contents(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it comes and goes
  }
}

/** The helper's outer process, or the one inside, of the runs that `host` started. */
function victims(host: number, kind: "helper" | "inside"): number[] {
  const all = processes();
  const outer = all
    .filter((one) => one.parent === host && one.line.startsWith("paddock-sandbox"))
    .map((one) => one.pid);
  return kind === "helper" ? outer : all.filter((one) => outer.includes(one.parent)).map((one) => one.pid);
}

test(`nothing is left and protection never goes off when parts of a run are killed (${rounds} times)`, async () => {
  using at = scratch();
  mkdirSync(join(at.root, ".git"));
  writeFileSync(join(at.root, ".git", "config"), "good");
  const script = `echo evil >> .git/config; mkdir -p .codex && echo evil > .codex/x; echo evil > .agents; echo evil > .npmrc; (setsid sh -c 'sleep 60; : ${marker}' &); sleep 0.02`;
  const loop = fileURLToPath(new URL("./testdata/endless-runs.ts", import.meta.url));
  const runtime = process.execPath.includes("deno")
    ? ["run", "-A", "--no-check"]
    : ["--conditions=paddock-source", "--no-warnings"];
  let host: ChildProcess | undefined;
  for (let round = 0; round < rounds; round++) {
    if (!host) {
      host = spawn(process.execPath, [...runtime, loop, JSON.stringify(plan(at.root)), script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(host.stdout!, "data");
    }
    await pause(Math.random() * 40);
    const kind = (["host", "helper", "inside"] as const)[round % 3]!;
    if (kind === "host") {
      host.kill("SIGKILL");
      await once(host, "exit");
      host = undefined;
    } else {
      for (const pid of victims(host.pid!, kind)) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {} // it ended by itself
      }
    }
    assert.equal(readFileSync(join(at.root, ".git", "config"), "utf8"), "good", `after ${kind} ${round}`);
    for (const name of names) {
      assert.deepEqual(contents(join(at.root, name)), [], `${name} after ${kind} ${round}`);
    }
    assert.ok(!statSync(join(at.root, file), { throwIfNoEntry: false })?.isFile(), `${file} after ${round}`);
  }
  host?.kill("SIGKILL");
  for (let waited = 0; waited < 3000 && processes().some((one) => one.line.includes(marker)); waited += 50)
    await pause(50);
  assert.deepEqual(
    processes().filter((one) => one.line.includes(marker)),
    [],
  );
  const last = await linuxBackend().spawn(plan(at.root), { argv: ["true"], cwd: at.root, env });
  await last.status;
  assert.deepEqual(readdirSync(at.root), [".git"]);
});
