import { closeSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { GuardError } from "./guard-error.ts";

function code(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** True when the process that wrote the lock has gone. A lock without a readable owner is taken for a live one. */
function abandoned(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return code(error) === "ESRCH";
  }
}

function take(lock: string): boolean {
  try {
    const handle = openSync(lock, "wx", 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (code(error) !== "EEXIST") throw error;
    if (abandoned(lock)) unlinkSync(lock);
    return false;
  }
}

/**
 * Does the work while no other process does the like for the same file. Waits up to five seconds.
 *
 * @throws {GuardError} `locked` when another process holds the lock for longer.
 */
export async function withLock<T>(file: string, work: () => T): Promise<T> {
  const lock = `${file}.lock`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (let tries = 0; !take(lock); tries++) {
    if (tries === 100) {
      throw new GuardError("locked", `${lock} is held by another process; remove it if that process is gone`);
    }
    await wait(50);
  }
  try {
    return work();
  } finally {
    unlinkSync(lock);
  }
}
