import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Action } from "./action.ts";

/** The PATH on which the programs of an action are found: its own where it brings one, else that of all commands. */
export function searchPath(action: Action, path: string): string {
  return (action.kind === "command" ? action.env?.["PATH"] : undefined) ?? path;
}

/**
 * Finds the file that a bare program name stands for on a PATH, links followed. Only looks; opens nothing. Relative
 * PATH entries are passed over: they would make the meaning of a name depend on the working directory. A name with a
 * slash is taken from `cwd`, default `/`.
 */
export function resolveProgram(name: string, path: string, cwd = "/"): string | undefined {
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
      return realpathSync(file);
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}
