// What the benchmarks share: records like those of a session, a trail full of them, and clocks.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTrail, type TrailEvent } from "../src/mod.ts";
import { type Disk, nodeDisk } from "../src/trail/disk.ts";

/** Wall time and processor time in milliseconds: on a machine that is shared, the second says what the work costs. */
export interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/** Starts a clock; the result stops it. */
export function stopwatch(): () => Took {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const used = process.cpuUsage(cpu);
    return { wall: performance.now() - wall, cpu: (used.user + used.system) / 1_000 };
  };
}

/** Prints one line. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const rate = (n: number, milliseconds: number): string =>
  `${Math.round((n / milliseconds) * 1_000).toLocaleString("en-US")} records/s`;

/** A rate by the clock and by the processor. */
export const rates = (n: number, took: Took): string =>
  `${rate(n, took.cpu)} of one processor, ${rate(n, took.wall)} by the clock`;

/** Microseconds for each of `n`. */
export const microseconds = (n: number, milliseconds: number): string =>
  `${((milliseconds * 1_000) / n).toFixed(2)} us`;

/** A number of records from the command line. */
export const countOf = (otherwise: number): number =>
  Number(process.argv.find((word) => /^\d+$/.test(word)) ?? otherwise);

/** Leaves attributes as they are. */
export const same = (
  _name: string,
  attributes: NonNullable<TrailEvent["attributes"]>,
): NonNullable<TrailEvent["attributes"]> => attributes;

/** Gives a folder that is removed afterwards. */
export async function inScratch(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "paddock-bench-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Records of the mix and size of a real session; none of them is flushed before it resolves. */
export function event(index: number): TrailEvent {
  const ids = {
    turn: `turn-${index >> 5}`,
    call: `call-${index >> 2}`,
    decision: `decision-${index >> 2}`,
    execution: `run-${index >> 2}`,
  };
  const command =
    ["npm test", "git status --short", "cat src/main.ts", "rg --json needle packages", "ls -la"][
      (index >> 2) % 5
    ] ?? "";
  switch (index & 3) {
    case 0:
      return {
        name: "tool.called",
        ids: { turn: ids.turn, call: ids.call, decision: ids.decision },
        attributes: {
          kind: "command",
          tool: "exec_command",
          subject: command,
          cwd: "/srv/app",
          arguments: JSON.stringify({ cmd: command }),
        },
      };
    case 1:
      return {
        name: "sandbox.denied",
        ids,
        attributes: {
          operation: "write",
          object: `/etc/file-${index % 97}`,
          errno: "EACCES",
          layer: "mount",
        },
        severity: "warn",
      };
    case 2:
      return {
        name: "execution.ended",
        ids,
        attributes: {
          exit_code: index % 9 === 0 ? 1 : 0,
          outcome: "done",
          duration_ms: index % 500,
          output_length: 812,
          enforcement: "full",
          backend: "linux",
          denials: 0,
        },
      };
    default:
      return {
        name: "tool.completed",
        ids: { turn: ids.turn, call: ids.call },
        attributes: {
          tool: "exec_command",
          outcome: index % 9 === 0 ? "failed" : "done",
          duration_ms: index % 500,
          output: "12 passing\n".repeat(20),
          arguments: JSON.stringify({ cmd: command }),
        },
      };
  }
}

/** The real disk without its flushes, which are measured apart: their cost is the device's. */
const unflushed: Disk = { ...nodeDisk, sync: async () => {}, syncFolder: async () => {} };

/** Fills a trail, without redaction and flushes; says how long that took. */
export async function fill(directory: string, records: number): Promise<Took> {
  const trail = await openTrail({
    directory,
    session: "bench",
    redact: same,
    retention: false,
    disk: unflushed,
  });
  const stop = stopwatch();
  for (let index = 0; index < records; index += 1) await trail.append(event(index));
  const took = stop();
  await trail.close();
  return took;
}
