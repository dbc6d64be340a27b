import type { FileView } from "../inspect/file-view.ts";
import { nodeFileView } from "../inspect/node-file-view.ts";
import type { SandboxPlan } from "../plan.ts";
import type { FoundPath, Surroundings } from "../surroundings.ts";
import { executable } from "./gitlinks.ts";
import { findNestedGitDirs } from "./nested.ts";

/**
 * Repositories that came into being below the writable roots since `before` and would make a git of the host run
 * something once a person works in them, a folder that looks like a bare repository included. Nothing is wrong with
 * them yet, so they are for people to read about; reads only.
 */
export function newRepositories(
  plan: SandboxPlan,
  before: Surroundings,
  view: FileView = nodeFileView,
): readonly FoundPath[] {
  const known = new Set([...before.gitNested, ...before.gitDirs]);
  return plan.entries
    .filter((entry) => entry.reason === "root" && entry.path !== "/")
    .flatMap((root) => {
      const nested = findNestedGitDirs(view, root.path).found.flatMap((item) => item.gitDir ?? []);
      return looksBare(view, root.path) ? [root.path, ...nested] : nested;
    })
    .filter((gitDir) => !known.has(gitDir))
    .flatMap((path): readonly FoundPath[] => {
      const why = executable(view, path);
      return why === undefined ? [] : [{ path, why }];
    });
}

/** git takes the top of a workspace for a repository when it holds these, and no `.git` (gitrepository-layout(5)). */
function looksBare(view: FileView, folder: string): boolean {
  const types = (name: string): string | undefined => view.lstat(`${folder}/${name}`)?.type;
  try {
    return (
      types(".git") === undefined &&
      types("HEAD") === "file" &&
      types("objects") === "directory" &&
      types("refs") === "directory"
    );
  } catch {
    return false;
  }
}
