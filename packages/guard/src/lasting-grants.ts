import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Grant, readGrant } from "@paddock/approvals";
import { GuardError } from "./guard-error.ts";
import { replaceFile } from "./replace-file.ts";
import { withLock } from "./with-lock.ts";

/** The file of grants that outlive a session. */
export function grantsFile(home: string): string {
  return join(home, "grants.json");
}

/**
 * Reads the grants that still count. A file that does not exist holds none.
 *
 * @throws {GuardError} `bad-config` for a file that cannot be understood: guessing could grant too much.
 */
export function readLastingGrants(home: string): readonly Grant[] {
  const file = grantsFile(home);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  let why = "";
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map(readGrant);
  } catch (error) {
    why = ` (${(error as Error).message})`;
  }
  throw new GuardError("bad-config", `${file} is not a list of grants${why}; repair or remove it`);
}

/** Changes the file under its lock. */
export async function changeLastingGrants(
  home: string,
  change: (grants: readonly Grant[]) => readonly Grant[],
): Promise<void> {
  const file = grantsFile(home);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  await withLock(file, () => {
    const grants = change(readLastingGrants(home));
    replaceFile(file, `${JSON.stringify(grants, undefined, 1)}\n`);
  });
}

/** The grants that outlive sessions and still count, of every project, oldest first. */
export function lastingGrants(home: string, now: number = Date.now()): readonly Grant[] {
  return readLastingGrants(home).filter((grant) => Date.parse(grant.expiresAt) > now);
}

/**
 * Takes back a grant that outlives sessions; running ones notice at their next action, and record it. False when there
 * is none with this id.
 */
export async function revokeLastingGrant(home: string, id: string): Promise<boolean> {
  let found = false;
  await changeLastingGrants(home, (kept) => {
    found = kept.some((grant) => grant.id === id);
    return kept.filter((grant) => grant.id !== id);
  });
  return found;
}
