import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";

/** How long everything may take to come to rest, in milliseconds. */
const LIMIT = 5_000;
/** A process that waits for its `vfork` child cannot stop before it; it executes nothing meanwhile. */
const SETTLED: ReadonlySet<string> = new Set(["T", "t", "Z", "X"]);
/** After this long an uninterruptible wait counts as rest, in milliseconds. */
const PATIENCE = 500;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined; // it has ended
  }
}

/** State and parent from proc_pid_stat(5); the name may hold anything, so the fields are counted from its end. */
function fields(stat: string): { readonly state: string; readonly parent: number } {
  const [state = "", parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state, parent: Number(parent) };
}

/** Every process below this one. Orphans of a pid namespace belong to its init, so none is missed. */
function descendants(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : undefined;
    if (stat === undefined) continue;
    const { parent } = fields(stat);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (const queue = [root]; queue.length > 0; ) {
    const below = children.get(queue.pop() as number) ?? [];
    found.push(...below);
    queue.push(...below);
  }
  return found;
}

/** True when no thread of the process executes any more. */
function atRest(pid: number, patient: boolean): boolean {
  let threads: readonly string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return true;
  }
  return threads.every((thread) => {
    const stat = read(`/proc/${pid}/task/${thread}/stat`);
    if (stat === undefined) return true;
    const { state } = fields(stat);
    return SETTLED.has(state) || (patient && state === "D");
  });
}

function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

/**
 * Stops every process below one, and resolves when none of them executes any more: what a stopped process had forked
 * before is found in the next round, and a stopped one forks no more.
 *
 * @throws {SandboxLinuxError} `broken` when they do not come to rest; all of them run again then.
 */
export async function pauseTree(root: number): Promise<void> {
  const start = performance.now();
  for (let known = new Set<number>(); ; ) {
    const pids = descendants(root);
    for (const pid of pids) if (!known.has(pid)) signal(pid, "SIGSTOP");
    const elapsed = performance.now() - start;
    const fresh = pids.some((pid) => !known.has(pid));
    if (!fresh && pids.every((pid) => atRest(pid, elapsed > PATIENCE))) return;
    if (elapsed > LIMIT) {
      resumeTree(root);
      throw new SandboxLinuxError("broken", "a running command could not be paused");
    }
    known = new Set(pids);
    await wait(1);
  }
}

/** Lets everything below a process run again. */
export function resumeTree(root: number): void {
  for (const pid of descendants(root)) signal(pid, "SIGCONT");
}
