// Starts the real program, from its bundle, with a home and a folder of its own.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The committed entry of the program. */
export const entry: string = fileURLToPath(new URL("../bin/paddock.js", import.meta.url));

/** What the entry runs. */
export const bundle: string = fileURLToPath(new URL("../build/paddock.cjs", import.meta.url));

/** Why the program cannot be started, or false; for the `skip` of a test. */
export function whyNoProgram(): string | false {
  return existsSync(bundle) ? false : "the bundle is missing: node apps/tui/scripts/bundle.js";
}

/** A home and a folder that disappear with the test; outside /tmp, which the sandbox replaces. */
export interface Place extends Disposable {
  readonly home: string;
  readonly folder: string;
  readonly env: Record<string, string>;
}

/** Makes a place for one test. */
export function place(): Place {
  const parent = join(homedir(), ".cache");
  mkdirSync(parent, { recursive: true });
  const home = mkdtempSync(join(parent, "paddock-test-"));
  const folder = join(home, "work");
  mkdirSync(folder);
  const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: home, TERM: "xterm-256color" };
  return {
    home,
    folder,
    env,
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Starts the program; the caller waits. */
export function start(where: Place, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [entry, ...args], { cwd: where.folder, env: where.env, stdio: "pipe" });
}

/** Runs the program to its end with nothing on standard input. */
export function run(where: Place, args: readonly string[], input = "") {
  return spawnSync(process.execPath, [entry, ...args], {
    cwd: where.folder,
    env: where.env,
    encoding: "utf8",
    input,
    timeout: 60_000,
  });
}

/** Runs the program to its end while a server of the test goes on. */
export function ended(
  where: Place,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ readonly out: string; readonly err: string; readonly code: number | null }> {
  return new Promise((resolve) => {
    const child = start({ ...where, env }, args);
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ out, err, code }));
    child.stdin.end();
  });
}
