import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Action } from "./action.ts";

/** The PATH on which the programs of an action are found: its own where it brings one, else that of all commands. */
export function searchPath(action: Action, path: string): string {
  return (action.kind === "command" ? action.env?.["PATH"] : undefined) ?? path;
}

/**
 * Finds the file that a program name stands for on a PATH, as it is named there. Only looks; opens nothing. Relative
 * PATH entries are passed over: they would make the meaning of a name depend on the working directory. A name with a
 * slash is taken from `cwd`, default `/`.
 */
export function locateProgram(name: string, path: string, cwd = "/"): string | undefined {
  const candidates = name.includes("/")
    ? [resolve(cwd, name)]
    : path
        .split(":")
        .filter((folder) => folder.startsWith("/"))
        .map((folder) => join(folder, name));
  for (const file of candidates) {
    try {
      if (!statSync(file).isFile()) continue;
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}

/** Finds the file that a program name stands for, like {@linkcode locateProgram}, and follows links. */
export function resolveProgram(name: string, path: string, cwd = "/"): string | undefined {
  const file = locateProgram(name, path, cwd);
  if (file === undefined) return undefined;
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
