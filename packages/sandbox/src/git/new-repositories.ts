import type { FileView } from "../inspect/file-view.ts";
import { nodeFileView } from "../inspect/node-file-view.ts";
import { parentOf } from "../path/lexical.ts";
import type { SandboxPlan } from "../plan.ts";
import type { FoundPath, Surroundings } from "../surroundings.ts";
import { gitDirOf } from "./git-dir-of.ts";
import { executable, runsUnasked } from "./gitlinks.ts";
import { FILLED_BY_TOOLS, findNestedGitDirs } from "./nested.ts";

/** Where repositories may come into being during a run, and which were there before. Plain data. */
export interface RepositorySearch {
  /** Writable folders of the host. */
  readonly roots: readonly string[];
  /** Git directories, and files that point to some, that are not new. */
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
export function newRepositories(search: NewSearch, view: FileView = nodeFileView): readonly FoundPath[] {
  return search.roots.flatMap((root) => judged(view, newBelow(search, root, view), executable));
}

/**
 * Those of the new repositories that would make git run something while a person works in the repository around them, of
 * which they become a part by `git add -A`. Where there is none around, none. Reads only.
 */
export function intrudingRepositories(
  search: NewSearch,
  view: FileView = nodeFileView,
): readonly FoundPath[] {
  return search.roots.flatMap((root) =>
    isEnclosed(view, root) ? judged(view, newBelow(search, root, view), runsUnasked) : [],
  );
}

/** The part of a search that finds: where, and what is not new. */
export type NewSearch = Pick<RepositorySearch, "roots" | "known">;

/** A git directory, or the file that points to it: what would have to go. */
interface NewGit {
  readonly path: string;
  readonly gitDir: string;
}

function newBelow({ known }: NewSearch, root: string, view: FileView): readonly NewGit[] {
  const nested = findNestedGitDirs(view, root).found.flatMap((item): readonly NewGit[] => {
    if (item.gitDir !== undefined) return [{ path: item.gitDir, gitDir: item.gitDir }];
    if (item.pointer === undefined) return [];
    const gitDir = gitDirOf(view, parentOf(item.pointer));
    return gitDir === undefined ? [] : [{ path: item.pointer, gitDir }];
  });
  const all = looksBare(view, root) ? [{ path: root, gitDir: root }, ...nested] : nested;
  const before = new Set(known);
  return all.filter(({ path }) => !before.has(path));
}

function judged(
  view: FileView,
  found: readonly NewGit[],
  judge: (view: FileView, gitDir: string) => string | undefined,
): readonly FoundPath[] {
  return found.flatMap(({ path, gitDir }): readonly FoundPath[] => {
    const why = judge(view, gitDir);
    return why === undefined ? [] : [{ path, why }];
  });
}

/** Whether the folder belongs to a repository, its own or one above. */
function isEnclosed(view: FileView, folder: string): boolean {
  for (let top = folder; ; top = parentOf(top)) {
    if (gitDirOf(view, top === "/" ? "" : top) !== undefined) return true;
    if (top === "/") return false;
  }
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
