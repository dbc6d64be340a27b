import type { FileView } from "../inspect/file-view.ts";
import { joinPath } from "../path/lexical.ts";
import type { FoundPath } from "../surroundings.ts";
import { isCommandKey } from "./command-keys.ts";
import { parseGitConfig } from "./parse-config.ts";
import { gitlinksOf } from "./parse-index.ts";

const MAX_INDEX_BYTES = 256 << 20;
const MAX_CONFIG_BYTES = 4 << 20;

/**
 * Folders that the index of a repository takes for submodules.
 *
 * @param top Folder that holds `.git`.
 * @param gitDir Its git directory.
 */
export function gitlinkFolders(view: FileView, top: string, gitDir: string): readonly string[] {
  const bytes = view.read(`${gitDir}/index`, MAX_INDEX_BYTES);
  if (bytes === undefined) return [];
  return (gitlinksOf(bytes) ?? gitlinksOf(bytes, 32) ?? []).map((link) => joinPath(top, link));
}

/**
 * Git directories of submodules that came into being and would make a later git of the host run something: by a
 * variable that names a program, an include, or a hook. The caller puts them aside.
 *
 * @param before What {@link gitlinkFolders} said before the run.
 */
export function executableGitlinks(
  view: FileView,
  folders: readonly string[],
  before: readonly string[],
): readonly FoundPath[] {
  return folders
    .filter((folder) => !before.includes(folder))
    .flatMap((folder): readonly FoundPath[] => {
      const path = `${folder}/.git`;
      const why = executable(view, path);
      return why === undefined ? [] : [{ path, why }];
    });
}

/** Why a later git of the host would run something because of this git directory; undefined when it would not. */
export function executable(view: FileView, gitDir: string): string | undefined {
  for (const name of ["config", "config.worktree"]) {
    const bytes = view.read(`${gitDir}/${name}`, MAX_CONFIG_BYTES);
    const found = parseGitConfig(bytes === undefined ? "" : new TextDecoder().decode(bytes)).find(
      (variable) =>
        isCommandKey(variable) ||
        variable.section.startsWith("include") ||
        (variable.section === "core" && ["hookspath", "worktree", "gitproxy"].includes(variable.key)),
    );
    if (found !== undefined) return `${found.section}.${found.key} is set`;
  }
  if (view.read(`${gitDir}/commondir`, 1 << 16) !== undefined) return "it leads to another directory";
  try {
    const hook = view.list(`${gitDir}/hooks`).find(({ name }) => !name.endsWith(".sample"));
    if (hook !== undefined) return `it has the hook ${hook.name}`;
  } catch {
    // No hooks folder.
  }
  return undefined;
}
