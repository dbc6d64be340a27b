import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A script in a process of its own that answers lines by lines. */
export interface Script {
  readonly child: ChildProcess;
  /** The next line that it prints. */
  next(): Promise<string>;
  /** Gives it a line, and hears the next one. */
  ask(): Promise<string>;
  /** Ends it, and waits until it has ended. */
  end(): Promise<void>;
}

/** The command line of a script of this package on the runtime of this process, or on a given one. */
export function scriptCommand(
  script: URL,
  runtime: string = process.execPath,
): readonly [command: string, ...args: string[]] {
  const path = fileURLToPath(script);
  return /deno(?:\.exe)?$/.test(runtime)
    ? [runtime, "run", "-A", "--no-check", "--conditions=paddock-source", path]
    : [runtime, "--conditions=paddock-source", "--no-warnings", path];
}

/** Starts a command whose lines are read. */
export function startScript([command, ...args]: readonly [string, ...string[]]): Script {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  return {
    child,
    next,
    ask() {
      child.stdin.write("\n");
      return next();
    },
    end: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill();
      }),
  };
}

/** How many descriptors a process of this machine may open, and how to start one that may open `wanted`, if it may. */
export function descriptors(wanted: number): { readonly limit: number; readonly prefix: readonly string[] } {
  const raise = ["prlimit", `--nofile=${wanted}:${wanted}`];
  if (process.platform === "linux" && spawnSync("prlimit", [...raise.slice(1), "true"]).status === 0)
    return { limit: wanted, prefix: raise };
  const hard = process.platform === "linux" ? readFileSync("/proc/self/limits", "latin1") : "";
  const limit = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(hard)?.[1] ?? 1024);
  return { limit, prefix: [] };
}
