import type { FileView } from "../inspect/file-view.ts";

/** One repository below a root, by what of it lies there. */
export interface NestedGit {
  /** A `.git` file that points elsewhere. */
  readonly pointer?: string;
  /** A git directory: `.git`, or a bare repository. */
  readonly gitDir?: string;
}

/** Objects looked at in one search; a larger tree is cut, and that is said. */
const MAX_VISITS = 20_000;

/** Folders that tools fill and empty, where nobody works: a repository in one is not searched for. */
export const FILLED_BY_TOOLS: ReadonlySet<string> = new Set([
  ".cache",
  ".gradle",
  ".next",
  ".nox",
  ".tox",
  ".venv",
  "__pycache__",
  "bower_components",
  "node_modules",
]);

/**
 * Searches a folder breadth first for repositories below its top, following no link and entering no git directory.
 */
export function findNestedGitDirs(
  view: FileView,
  root: string,
): { readonly found: readonly NestedGit[]; readonly cut: boolean; readonly visits: number } {
  const found: NestedGit[] = [];
  const queue: string[] = [root];
  let visits = 0;
  for (let i = 0; i < queue.length; i++) {
    const folder = queue[i]!;
    let names: ReturnType<FileView["list"]>;
    try {
      names = view.list(folder);
    } catch {
      continue;
    }
    visits += names.length;
    if (visits > MAX_VISITS) return { found, cut: true, visits: MAX_VISITS };
    const base = folder === "/" ? "" : folder;
    const types = new Map(names.map(({ name, type }) => [name, type]));
    if (
      folder !== root &&
      types.get("HEAD") === "file" &&
      types.get("objects") === "directory" &&
      types.has("refs")
    ) {
      found.push({ gitDir: folder });
      continue;
    }
    for (const { name, type } of names) {
      if (name === ".git") {
        if (folder === root) continue;
        if (type === "directory") found.push({ gitDir: `${base}/.git` });
        else found.push({ pointer: `${base}/.git` });
      } else if (type === "directory" && !FILLED_BY_TOOLS.has(name)) {
        queue.push(`${base}/${name}`);
      }
    }
  }
  return { found, cut: false, visits };
}
