import { realpathSync } from "node:fs";
import { GuardError } from "./guard-error.ts";

/**
 * The real folders behind the names of a workspace.
 *
 * @throws {GuardError} `bad-config` when one does not exist or none is given.
 */
export function workspaceRoots(given: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...rest] = (typeof given === "string" ? [given] : given).map((root) => {
    try {
      return realpathSync(root);
    } catch (cause) {
      throw new GuardError(
        "bad-config",
        `the workspace ${root} cannot be used: ${(cause as Error).message}`,
        { cause },
      );
    }
  });
  if (first === undefined) throw new GuardError("bad-config", "a guard needs at least one workspace folder");
  return [first, ...rest];
}
