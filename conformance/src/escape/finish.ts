import { type SpawnOptions, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a process ended, with the end of its standard error. */
export interface Finished {
  /** Exit code, or the name of the signal. */
  readonly status: number | string;
  readonly err: string;
}

/**
 * Runs a program to its end without holding up this process, whose listeners the program may be talking to. A process
 * that outlives its leader and keeps the pipes open is waited for no longer than five seconds.
 */
export async function finish(
  line: readonly string[],
  options: Omit<SpawnOptions, "stdio"> & {
    /** Descriptors from 3 on. */
    readonly extra?: readonly ("ignore" | "pipe" | number)[];
    readonly input?: string | undefined;
    readonly timeoutMs?: number;
    readonly onExtra?: (index: number) => void;
  },
): Promise<Finished> {
  const { input, timeoutMs = 100_000, onExtra, extra = [], ...spawnOptions } = options;
  // node's own "pipes" are socket pairs, which /dev/stdout cannot open again; a file behaves like what a shell gives.
  const scratch = mkdtempSync(join(tmpdir(), "finish-"));
  const output = openSync(join(scratch, "out"), "w");
  const errors = openSync(join(scratch, "err"), "w+");
  const child = spawn(line[0]!, line.slice(1), {
    detached: true,
    ...spawnOptions,
    stdio: [input === undefined ? "ignore" : "pipe", output, errors, ...extra],
  });
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  child.stdio.forEach((stream, index) => {
    if (index > 2 && stream !== null && stream !== undefined && "on" in stream) {
      stream.on("data", () => onExtra?.(index));
      stream.on("error", () => {});
    }
  });
  const timer = setTimeout(() => killGroup(child.pid), timeoutMs);
  try {
    const status = await new Promise<number | string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? signal ?? -1));
      child.once("exit", (code, signal) => setTimeout(() => resolve(code ?? signal ?? -1), 5000).unref());
    });
    return { status, err: readFileSync(join(scratch, "err"), "utf8").slice(-4000) };
  } finally {
    clearTimeout(timer);
    for (const stream of child.stdio) if (stream && "destroy" in stream) stream.destroy();
    closeSync(output);
    closeSync(errors);
    rmSync(scratch, { recursive: true, force: true });
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Ended in the meantime.
  }
}
