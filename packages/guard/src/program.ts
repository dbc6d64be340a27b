import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Finds the file that a bare program name stands for on a PATH, links followed. Only looks; opens nothing. Relative
 * PATH entries are passed over: they would make the meaning of a name depend on the working directory.
 */
export function resolveProgram(name: string, path: string): string | undefined {
  const candidates = name.includes("/")
    ? [name]
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
