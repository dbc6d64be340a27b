// What a plan costs as the work grows: protected paths, and deny globs over a tree of 100,000 files. Prints ratios to a
// plan without either, and to a `find` over the same tree. Times are the processor's, which a busy machine changes least.
//   node --conditions=paddock-source bench/plan.ts [FILES]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspectSurroundings, type Profile, resolvePlan } from "../src/mod.ts";

const files = Number(process.argv[2] ?? 100_000);
const ROUNDS = 5;
const base = mkdtempSync("/var/tmp/bench-plan-");
const workspace = join(base, "work");

function makeTree(): void {
  for (let folder = 0; folder * 100 < files; folder++) {
    const path = join(workspace, `a${folder % 37}`, `b${folder}`);
    mkdirSync(path, { recursive: true });
    for (let i = 0; i < 100; i++) writeFileSync(join(path, i === 0 ? "x.env" : `f${i}.ts`), "");
  }
}

/** Milliseconds of processor time of this process. */
function used(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The same of the children that ended, to the nearest ten (proc_pid_stat(5)). */
function usedByChildren(): number {
  const fields = readFileSync("/proc/self/stat", "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

async function milliseconds(
  profile: Profile,
): Promise<{ readonly look: number; readonly plan: number; readonly entries: number }> {
  const rounds: { look: number; plan: number; entries: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = used();
    const surroundings = await inspectSurroundings({
      roots: [workspace],
      profile,
      env: {},
      home: join(base, "home"),
      paddockHome: join(base, "home/.paddock"),
      install: [],
      privateTmp: join(base, "tmp"),
    });
    const looked = used();
    const { entries } = resolvePlan(profile, surroundings);
    rounds.push({ look: looked - start, plan: used() - looked, entries: entries.length });
  }
  return rounds.sort((a, b) => a.look - b.look)[Math.floor(ROUNDS / 2)]!;
}

function profileOf(entries: Profile["entries"]): Profile {
  const whole: Profile["entries"] = [
    { path: ":root", access: "read" },
    { under: ":workspace_roots", path: ".", access: "write" },
  ];
  return { name: "bench", mode: "profile", entries: [...whole, ...entries], network: { kind: "off" } };
}

try {
  mkdirSync(join(base, "home"), { recursive: true });
  makeTree();
  const plain = await milliseconds(profileOf([]));
  const show = (what: string, cost: Awaited<ReturnType<typeof milliseconds>>): void => {
    const ratio = (cost.look + cost.plan) / (plain.look + plain.plan);
    console.log(
      `${what.padEnd(34)} look ${cost.look.toFixed(1)} ms  plan ${cost.plan.toFixed(2)} ms  ${cost.entries} entries  x${ratio.toFixed(2)}`,
    );
  };
  show(`plain, ${files} files`, plain);
  for (const count of [1, 10, 100, 1000]) {
    const entries = Array.from({ length: count }, (_, i) => ({
      under: ":workspace_roots",
      path: `a${i % 37}/b${i}`,
      access: "read" as const,
    }));
    show(`${count} read-only paths`, await milliseconds(profileOf(entries)));
  }
  const before = usedByChildren();
  for (let round = 0; round < ROUNDS; round++)
    spawnSync("find", [workspace, "-name", "*.env"], { stdio: "ignore" });
  const found = (usedByChildren() - before) / ROUNDS;
  console.log(`${"find -name '*.env'".padEnd(34)} ${found.toFixed(1)} ms`);
  for (const count of [1, 10, 100, 1000]) {
    const entries = Array.from({ length: count }, (_, i) => ({
      under: ":workspace_roots",
      path: i === 0 ? "**/*.env" : `**/*.k${i}`,
      access: "deny" as const,
    }));
    const cost = await milliseconds(profileOf(entries));
    show(`${count} deny globs (${(cost.look / found).toFixed(1)} x find)`, cost);
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
