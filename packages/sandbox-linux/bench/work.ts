// What the boundary costs while work is done: a compile of 200 files bare, inside, and inside with denials named; and
// fifty sandboxes at once. Prints ratios, of time and of the processors' time, which says more on a busy machine.
//
//   node --conditions=paddock-source bench/work.ts [ROUNDS]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { SandboxPlan } from "@paddock/sandbox";
import { linuxBackend } from "../src/mod.ts";

const rounds = Number(process.argv[2] ?? 3);
const root = mkdtempSync(join(homedir(), ".paddock-bench-"));
const env = { PATH: "/usr/local/bin:/usr/bin:/bin" };
const backend = linuxBackend();

function planWith(nameDenials: boolean): SandboxPlan {
  return {
    v: 1,
    mode: "workspace-write",
    reads: "full",
    entries: [{ path: root, access: "write", reason: "root" }],
    roots: [root],
    network: { kind: "off" },
    unixSockets: [],
    limits: {},
    nameDenials,
    require: [],
    accept: [],
  };
}

/** Processor time of the children that ended, and of theirs, in milliseconds to the nearest ten (proc_pid_stat(5)). */
function processorTime(): number {
  const fields = readFileSync("/proc/self/stat", "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

interface Cost {
  readonly time: number;
  readonly processor: number;
}

async function timed(work: () => Promise<unknown>): Promise<Cost> {
  const [from, before] = [performance.now(), processorTime()];
  await work();
  return { time: performance.now() - from, processor: processorTime() - before };
}

async function bare(argv: readonly string[]): Promise<void> {
  const [code] = await once(spawn(argv[0]!, argv.slice(1), { cwd: root, env, stdio: "ignore" }), "exit");
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}`);
}

async function inside(argv: readonly string[], nameDenials: boolean): Promise<void> {
  const run = await backend.spawn(planWith(nameDenials), { argv, cwd: root, env });
  await Promise.all([run.stdout.cancel(), run.stderr.cancel()]);
  const status = await run.status;
  if (status.kind !== "exit" || status.code !== 0) throw new Error(`inside: ${JSON.stringify(status)}`);
}

const median = (costs: readonly Cost[], of: keyof Cost): number =>
  costs.map((cost) => cost[of]).sort((a, b) => a - b)[Math.floor(costs.length / 2)]!;

try {
  mkdirSync(join(root, "src"));
  for (let index = 0; index < 200; index++) {
    writeFileSync(
      join(root, "src", `f${index}.c`),
      `#include <stdio.h>\nint f${index}(void) { return printf("${index}"); }\n`,
    );
  }
  const compile = ["sh", "-c", "for f in src/*.c; do cc -c $f -o $f.o || exit 1; done"];
  const many = (one: () => Promise<void>): Promise<unknown> => Promise.all(Array.from({ length: 50 }, one));
  const variants: readonly [string, () => Promise<unknown>][] = [
    ["compile 200 files, bare", () => bare(compile)],
    ["compile 200 files, inside", () => inside(compile, false)],
    ["compile 200 files, denials named", () => inside(compile, true)],
    ["50 x true at once, bare", () => many(() => bare(["/bin/true"]))],
    ["50 x true at once, inside", () => many(() => inside(["/bin/true"], false))],
  ];
  const costs = variants.map((): Cost[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, work]] of variants.entries()) costs[index]!.push(await timed(work));
  }
  for (const [index, [name]] of variants.entries()) {
    const cells = (["time", "processor"] as const).map((of) => {
      const own = median(costs[index]!, of);
      const ratio = own / median(costs[index < 3 ? 0 : 3]!, of);
      return `${of} ${own.toFixed(0).padStart(6)} ms  ${ratio.toFixed(2)} x`;
    });
    process.stdout.write(`${name.padEnd(34)} ${cells.join("   ")}\n`);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
