import type { FileView } from "../inspect/file-view.ts";
import type { FoundPath } from "../surroundings.ts";

/**
 * Names in a git directory that git executes or that lead it elsewhere (gitrepository-layout(5)), and the directories
 * of other repositories: submodules and worktrees.
 */
const KEPT: readonly { readonly name: string; readonly hold?: boolean }[] = [
  { name: "hooks", hold: true },
  { name: "config" },
  { name: "config.worktree" },
  { name: "commondir" },
  { name: "gitdir" },
  { name: "info/attributes" },
  { name: "info/grafts" },
  { name: "objects/info/alternates" },
  { name: "objects/info/http-alternates" },
  { name: "remotes" },
  { name: "branches" },
  { name: "modules" },
  { name: "worktrees" },
];

/**
 * What must stay as it is in a git directory while git works in it. A missing hooks folder is held; for other missing
 * names an empty object would break git, and only git itself runs there.
 */
export function keptInGitDir(view: FileView, gitDir: string): readonly FoundPath[] {
  return KEPT.flatMap(({ name, hold }): readonly FoundPath[] => {
    const path = `${gitDir}/${name}`;
    const found = { path, why: `${name} of a git directory` };
    if (exists(view, path)) return [found];
    return hold ? [{ ...found, missing: true }] : [];
  });
}

function exists(view: FileView, path: string): boolean {
  try {
    return view.lstat(path) !== undefined;
  } catch {
    return true;
  }
}
