import { RulesError } from "@paddock/rules";
import { withFileLock } from "@paddock/rules/files";
import { GuardError } from "./guard-error.ts";

/**
 * Does the work while no other process edits the same file. Waits up to five seconds.
 *
 * @throws {GuardError} `locked` when another process holds the lock for longer.
 */
export function withLock<T>(file: string, work: () => T): Promise<T> {
  return guarded(() => withFileLock(file, work));
}

/** Waits for an edit of a file and turns its errors into the guard's own. */
export async function guarded<T>(edit: () => Promise<T>): Promise<T> {
  try {
    return await edit();
  } catch (cause) {
    if (!(cause instanceof RulesError)) throw cause;
    throw new GuardError(cause.code === "locked" ? "locked" : "bad-answer", cause.message, { cause });
  }
}
