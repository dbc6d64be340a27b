import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** What is loaded at run time, by the folder that this file runs from, relative to the folder above that one. */
const INSTALLS: readonly (readonly [ending: string, parts: readonly string[]])[] = [
  // The bundle of a clone: sources may be edited, what runs may not.
  ["/apps/tui/build", ["apps/tui/build", "apps/tui/bin", "node_modules", "packages/sandbox-linux"]],
  // The sources of a clone, run as they are.
  ["/packages/guard/src", ["packages", "apps", "node_modules"]],
];

/**
 * Paddock's own code: the running node, and everything that this file was loaded with. Every plan keeps it read-only, so
 * that an agent cannot change what guards it, also when it works in Paddock's own clone.
 */
export function installRoots(): readonly string[] {
  // A runtime that was replaced while it runs is called "... (deleted)"; what stands in its place is kept as well.
  const runtime = process.execPath.replace(/ \(deleted\)$/, "");
  const here = realpathSync.native(import.meta.dirname!);
  const roots = [runtime, here];
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const known = INSTALLS.find(([ending]) => folder.endsWith(ending));
    if (known) {
      const clone = folder.slice(0, -known[0].length);
      roots.push(...known[1].map((part) => join(clone, part)));
      break;
    }
    if (folder.endsWith("/node_modules")) {
      roots.push(folder);
      break;
    }
  }
  return [...new Set(roots.filter((path) => existsSync(path)).map((path) => realpathSync.native(path)))];
}
