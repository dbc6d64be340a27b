import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { RulesError } from "../rules-error.ts";

const PATIENCE = 100;
const PAUSE_MILLISECONDS = 50;

/**
 * Runs `work` while no other process edits the same file. Waits up to five seconds.
 *
 * @throws RulesError with code `locked`.
 */
export async function withFileLock<T>(path: string, work: () => T): Promise<T> {
  const lock = `${path}.lock`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (let tries = 0; !take(lock); tries += 1) {
    if (tries >= PATIENCE)
      throw new RulesError("locked", `${lock} is held by another process; remove it if that process is gone`);
    await wait(PAUSE_MILLISECONDS);
  }
  try {
    return work();
  } finally {
    unlinkSync(lock);
  }
}

function take(lock: string): boolean {
  try {
    const handle = openSync(lock, "wx", 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    removeAbandoned(lock);
    return false;
  }
}

/**
 * Removes a lock whose process is gone. Another process may do the same and lock anew between a look and a removal, so
 * the lock is moved aside first and put back where it turns out to be a live one.
 */
function removeAbandoned(lock: string): void {
  if (!ownerIsGone(lock)) return;
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (!ownerIsGone(aside)) linkSync(aside, lock);
    unlinkSync(aside);
  } catch (error) {
    // Somebody else was faster, or holds the lock again; the next try sees it.
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** True when the process that wrote the lock has gone. A lock without a readable owner is taken for a live one. */
function ownerIsGone(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
