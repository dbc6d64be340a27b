import { namesAtTop } from "../carve-outs.ts";
import { outlineProfile } from "../outline.ts";
import type { Profile } from "../profile.ts";
import type { PathFact, Surroundings } from "../surroundings.ts";
import type { FileView } from "./file-view.ts";
import { nodeFileView } from "./node-file-view.ts";
import { lookAt } from "./path-fact.ts";

/**
 * Adds what a widened profile needs to know to surroundings that were inspected for the narrower one: the paths that a
 * grant names. Synchronous and small; globs and the git surface stay as they were inspected.
 *
 * @throws {SandboxError} `entry-invalid` or `scan-failed`.
 */
export function completeSurroundings(
  surroundings: Surroundings,
  profile: Profile,
  view: FileView = nodeFileView,
): Surroundings {
  const facts: Record<string, PathFact> = { ...surroundings.facts };
  const look = (path: string): PathFact => (facts[path] ??= lookAt(view, path));
  for (const item of outlineProfile(profile, surroundings)) {
    if (item.glob !== undefined) continue;
    const { real, type } = look(item.path);
    if (item.access !== "write" || item.disk || type !== "directory") continue;
    for (const { name } of namesAtTop(real, surroundings.homes))
      look(real === "/" ? `/${name}` : `${real}/${name}`);
  }
  return { ...surroundings, facts };
}
