import { homedir } from "node:os";
import { join } from "node:path";

/** Folder of Paddock's own data: `PADDOCK_HOME`, or `.paddock` in the user's home. */
export function paddockHome(env: Readonly<Record<string, string | undefined>>): string {
  return env["PADDOCK_HOME"] || join(env["HOME"] || homedir(), ".paddock");
}
