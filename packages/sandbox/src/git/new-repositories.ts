import type { FileView } from "../inspect/file-view.ts";
import { nodeFileView } from "../inspect/node-file-view.ts";
import type { SandboxPlan } from "../plan.ts";
import type { FoundPath, Surroundings } from "../surroundings.ts";
import { executable } from "./gitlinks.ts";
import { FILLED_BY_TOOLS, findNestedGitDirs } from "./nested.ts";

/** Where repositories may come into being during a run, and which were there before. Plain data. */
export interface RepositorySearch {
  /** Writable folders of the host. */
  readonly roots: readonly string[];
  /** Git directories that are not new. */
  readonly known: readonly string[];
  /** Names of folders that the search leaves out. */
  readonly passedOver: readonly string[];
}

/** What to search after a run under `plan`, for {@link newRepositories}. */
export function repositorySearch(plan: SandboxPlan, before: Surroundings): RepositorySearch {
  const roots = plan.entries
    .filter((entry) => entry.reason === "root" && entry.path !== "/")
    .map((entry) => entry.path);
  return {
    roots,
    known: [...new Set([...before.gitNested, ...before.gitDirs, ...roots.map((root) => `${root}/.git`)])],
    passedOver: [...FILLED_BY_TOOLS],
  };
}

/**
 * Repositories that came into being below the writable roots and would make a git of the host run something once a
 * person works in them, a folder that looks like a bare repository included. Nothing is wrong with them yet, so they are
 * for people to read about; reads only.
 */
export function newRepositories(
  search: Pick<RepositorySearch, "roots" | "known">,
  view: FileView = nodeFileView,
): readonly FoundPath[] {
  const known = new Set(search.known);
  return search.roots
    .flatMap((root) => {
      const nested = findNestedGitDirs(view, root).found.flatMap((item) => item.gitDir ?? []);
      return looksBare(view, root) ? [root, ...nested] : nested;
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
