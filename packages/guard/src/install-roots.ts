import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Paddock's own code: the folder of the running node, and the packages, apps and node_modules around this file. Every
 * plan keeps them read-only, so that an agent cannot change what guards it, also when it works in Paddock's own clone.
 */
export function installRoots(): readonly string[] {
  // A runtime that was replaced while it runs is called "... (deleted)"; what stands in its place is kept as well.
  const runtime = process.execPath.replace(/ \(deleted\)$/, "");
  const roots = new Set<string>(existsSync(runtime) ? [realpathSync(runtime)] : []);
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    if (!/\/(?:packages|apps|node_modules)$/.test(folder)) continue;
    for (const name of ["packages", "apps", "node_modules"]) {
      const path = join(dirname(folder), name);
      if (path === folder || (!folder.endsWith("/node_modules") && existsSync(path)))
        roots.add(realpathSync(path));
    }
    break;
  }
  return [...roots];
}
