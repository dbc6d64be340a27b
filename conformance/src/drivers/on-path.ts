import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Finds a program on PATH; undefined when it is not installed. */
export function onPath(name: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(":")) {
    if (!folder.startsWith("/")) continue;
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not here.
    }
  }
  return undefined;
}
