import { randomUUID } from "node:crypto";
import { chmod, mkdir, open } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** The folder for policies that wait for their helper: private, and in no plan writable. */
export function policyFolder(): string {
  const home = process.env["PADDOCK_HOME"] ?? join(homedir(), ".paddock");
  return join(home, "run", "policies");
}

/** Writes a policy where only this user can read it; the helper removes it as it reads it. Resolves to its path. */
export async function writePolicyFile(folder: string, policy: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const path = join(folder, `${randomUUID()}.policy`);
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(policy);
  } finally {
    await file.close();
  }
  return path;
}
