import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Grant } from "@paddock/approvals";
import { GuardError } from "./guard-error.ts";
import { replaceFile } from "./replace-file.ts";
import { withLock } from "./with-lock.ts";

/** The file of grants that outlive a session. */
export function grantsFile(home: string): string {
  return join(home, "grants.json");
}

function isGrant(value: unknown): value is Grant {
  if (typeof value !== "object" || value === null) return false;
  const grant = value as Partial<Grant>;
  return (
    typeof grant.id === "string" &&
    (grant.scope === "project" || grant.scope === "user") &&
    Array.isArray(grant.covers) &&
    typeof grant.expiresAt === "string" &&
    typeof grant.text === "string"
  );
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
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every(isGrant)) return value;
  } catch {
    // Told below, like any other wrong content.
  }
  throw new GuardError("bad-config", `${file} is not a list of grants; repair or remove it`);
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
