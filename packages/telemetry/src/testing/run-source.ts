import { type ChildProcess, spawn } from "node:child_process";

/** Starts a source file in a process of its own, on the runtime that the test runs on. Output is piped. */
export function runSource(file: string, args: readonly string[]): ChildProcess {
  const deno = process.versions["deno"] !== undefined;
  const prefix = deno
    ? ["run", "-A", "--no-check", "--quiet"]
    : ["--conditions=paddock-source", "--no-warnings"];
  return spawn(process.execPath, [...prefix, file, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}
