import type { FileView } from "../inspect/file-view.ts";
import { joinPath } from "../path/lexical.ts";
import type { FoundPath } from "../surroundings.ts";
import { isCommandKey } from "./command-keys.ts";
import { gitDirOf } from "./git-dir-of.ts";
import { type GitVariable, parseGitConfig } from "./parse-config.ts";
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
 * Git directories (or the pointers to them) of submodules that came into being, and of the submodules of those, that would
 * make a later git of the host run something: by a variable that names a program, an include, or a hook. The caller puts
 * them aside.
 *
 * @param before What {@link gitlinkFolders} said before the run.
 */
export function executableGitlinks(
  view: FileView,
  folders: readonly string[],
  before: readonly string[],
): readonly FoundPath[] {
  const seen = new Set(before);
  const found: FoundPath[] = [];
  const queue = [...folders];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const gitDir = seen.has(folder) ? undefined : gitDirOf(view, folder);
    seen.add(folder);
    if (gitDir === undefined) continue;
    const why = executable(view, gitDir);
    if (why !== undefined) found.push({ path: `${folder}/.git`, why });
    else queue.push(...gitlinkFolders(view, folder, gitDir));
  }
  return found;
}

/** Why a later git of the host would run something because of this git directory; undefined when it would not. */
export function executable(view: FileView, gitDir: string): string | undefined {
  const variable = variablesOf(view, gitDir).find(
    (candidate) => isCommandKey(candidate) || leadsElsewhere(candidate),
  );
  if (variable !== undefined) return `${variable.section}.${variable.key} is set`;
  if (view.read(`${gitDir}/commondir`, 1 << 16) !== undefined) return "it leads to another directory";
  const hook = hooksOf(view, gitDir)[0];
  return hook === undefined ? undefined : `it has the hook ${hook}`;
}

/**
 * Why a git of the host would run something in this repository while a person works in the one around it: with a repository
 * inside that was added, every `git status` looks at that one by its own settings (gitmodules(5), `ignore`).
 */
export function runsUnasked(view: FileView, gitDir: string): string | undefined {
  const variable = variablesOf(view, gitDir).find(
    (candidate) =>
      leadsElsewhere(candidate) ||
      (candidate.section === "filter" && ["clean", "process"].includes(candidate.key)) ||
      (candidate.section === "core" &&
        candidate.key === "fsmonitor" &&
        !/^(?:true|false|yes|no|on|off|[01]|)$/i.test(candidate.value ?? "true")),
  );
  if (variable !== undefined) return `${variable.section}.${variable.key} is set`;
  if (view.read(`${gitDir}/commondir`, 1 << 16) !== undefined) return "it leads to another directory";
  // The only hook that looking at a repository runs (githooks(5)).
  return hooksOf(view, gitDir).includes("post-index-change")
    ? "it has the hook post-index-change"
    : undefined;
}

function variablesOf(view: FileView, gitDir: string): readonly GitVariable[] {
  return ["config", "config.worktree"].flatMap((name) => {
    const bytes = view.read(`${gitDir}/${name}`, MAX_CONFIG_BYTES);
    return parseGitConfig(bytes === undefined ? "" : new TextDecoder().decode(bytes));
  });
}

/** What git obeys lies in another file or folder, which can still change. */
function leadsElsewhere({ section, key }: GitVariable): boolean {
  return (
    section.startsWith("include") ||
    (section === "core" && ["hookspath", "worktree", "gitproxy"].includes(key))
  );
}

function hooksOf(view: FileView, gitDir: string): readonly string[] {
  try {
    return view
      .list(`${gitDir}/hooks`)
      .map(({ name }) => name)
      .filter((name) => !name.endsWith(".sample"));
  } catch {
    return []; // no hooks folder
  }
}
