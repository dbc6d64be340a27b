import { lstatSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { type Locations, ownFolders } from "./locations.ts";
import { trustFile } from "./trust-store.ts";

/** Throws for everything but a missing name, so that what cannot be seen is never taken for missing. */
function isMissing(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

/**
 * Says whether nothing is configured: no folder of the admin's, no file of the user's, no remembered trust, and no project
 * folder from `cwd` up to the root. Then `loadConfig` without options gives the built-in defaults of an unknown project, and
 * a program that knows those need not load it. Whatever is there, readable or not, is for `loadConfig` to read or to refuse.
 *
 * Only true on Linux: other systems keep policy in more places than files. Looks; reads no file.
 *
 * @param surroundings `cwd`: an absolute path without links. `locations`: what replaces the standard locations, for tests.
 */
export function isUnconfigured(surroundings: {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly locations?: Partial<Pick<Locations, "system">>;
}): boolean {
  const { cwd, env } = surroundings;
  if (process.platform !== "linux") return false;
  const userHome = env["HOME"] || homedir();
  const { home, system, projectFolder } = {
    ...ownFolders({ platform: "linux", env, userHome }),
    ...surroundings.locations,
  };
  try {
    if (![system, `${home}/config.toml`, trustFile(home)].every(isMissing)) return false;
    for (let folder = cwd; folder.startsWith("/"); folder = dirname(folder)) {
      const path = folder === "/" ? `/${projectFolder}` : `${folder}/${projectFolder}`;
      if (path !== home && !isMissing(path)) return false;
      if (folder === "/") return true;
    }
    return false;
  } catch {
    return false;
  }
}
