import { existsSync, lstatSync } from "node:fs";
import { homedir } from "node:os";
import { type Locations, ownFolders } from "./locations.ts";
import { trustFile } from "./trust-store.ts";

/** Throws for everything but a missing name, so that what cannot be seen is never taken for missing. */
function isMissing(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

/** The folders of the project that holds `cwd`, from there up to its root; the root of the file system as "". */
function projectFolders(cwd: string): readonly string[] {
  const folders = [cwd === "/" ? "" : cwd];
  for (const folder of folders) {
    if (existsSync(`${folder}/.git`)) return folders;
    if (folder.startsWith("/")) folders.push(folder.slice(0, folder.lastIndexOf("/")));
  }
  return folders.slice(0, 1);
}

/**
 * Says whether nothing is configured: no folder of the admin's, no file of the user's, no remembered trust, and no folder
 * of the project from `cwd` up to its root. Then `loadConfig` without options gives the built-in defaults of an unknown project, and
 * a program that knows those need not load it. Whatever is there, readable or not, is for `loadConfig` to read or to refuse.
 *
 * Only true on Linux: other systems keep policy in more places than files. Looks; reads no file.
 *
 * @param surroundings `cwd`: an absolute path without links. `modeChosen`: the caller chose the sandbox mode, which is all that
 * remembered trust decides about a project without files of its own, so that it does not count; default false. `locations`: what
 * replaces the standard locations, for tests.
 */
export function isUnconfigured(surroundings: {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly modeChosen?: boolean;
  readonly locations?: Partial<Pick<Locations, "system">>;
}): boolean {
  const { cwd, env, modeChosen = false } = surroundings;
  if (process.platform !== "linux") return false;
  const userHome = env["HOME"] || homedir();
  const { home, system, projectFolder } = {
    ...ownFolders({ platform: "linux", env, userHome }),
    ...surroundings.locations,
  };
  try {
    if (![system, `${home}/config.toml`].every(isMissing)) return false;
    if (!modeChosen && !isMissing(trustFile(home))) return false;
    return projectFolders(cwd)
      .map((folder) => `${folder}/${projectFolder}`)
      .every((path) => path === home || isMissing(path));
  } catch {
    return false;
  }
}
