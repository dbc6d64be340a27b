import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** A helper reads its policy at once; after this long nobody will. */
const FORGOTTEN_MS = 3_600_000;

/** The folder for policies that wait for their helper: private, and in no plan writable. */
export function policyFolder(): string {
  const home = process.env["PADDOCK_HOME"] ?? join(homedir(), ".paddock");
  return join(home, "run", "policies");
}

/** Writes a policy where only this user can read it; the helper removes it as it reads it. Returns its path. */
export function writePolicyFile(folder: string, policy: Uint8Array): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  removeForgotten(folder);
  // The folder is closed to others and the file must be new, so its name need not be a secret.
  const path = join(folder, `${process.pid}-${process.hrtime.bigint()}.policy`);
  writeFileSync(path, policy, { flag: "wx", mode: 0o600 });
  return path;
}

/** A policy holds the environment of its command; one whose helper was killed before it read it must not lie about. */
function removeForgotten(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".policy")) continue;
    const path = join(folder, name);
    const written = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && Date.now() - written > FORGOTTEN_MS) rmSync(path, { force: true });
  }
}
