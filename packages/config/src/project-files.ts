import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "./config-error.ts";
import type { ProjectFacts } from "./effective.ts";
import { readText } from "./read-file.ts";
import { sha256 } from "./sha256.ts";
import type { Table } from "./table.ts";
import { parseToml } from "./toml.ts";
import type { TrustPlace } from "./trust.ts";

/** One configuration folder of a project. */
export interface ProjectFolder {
  /** The folder that holds the configuration folder. */
  readonly directory: string;
  /** The configuration folder. */
  readonly path: string;
  readonly file: string;
  readonly text?: string;
  /** Why the file cannot be read; it matters only where the project is trusted. */
  readonly error?: ConfigError;
}

/** A project as found on disk, before anything of it counts. */
export interface Project {
  readonly root: string;
  readonly gitRoot?: string;
  /** From the root down to the working folder. */
  readonly directories: readonly string[];
  readonly folders: readonly ProjectFolder[];
  readonly facts?: ProjectFacts;
  /** SHA-256 of the files that count but for one of them. */
  readonly digestWithout: (file: string) => string;
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function ancestors(path: string): readonly string[] {
  const all = [path];
  for (let at = path; dirname(at) !== at; ) {
    at = dirname(at);
    all.push(at);
  }
  return all;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function smallText(path: string): string | undefined {
  try {
    return readText(path, "project", "project")?.text;
  } catch {
    return undefined;
  }
}

/**
 * The main checkout of a linked worktree, by reading `.git` files. The main repository must name the worktree too:
 * otherwise any folder could claim to belong to a trusted repository (gitrepository-layout(5), `worktrees/<id>/gitdir`).
 */
export function mainRepository(gitRoot: string): string | undefined {
  const dotGit = join(gitRoot, ".git");
  if (isFolder(dotGit)) return gitRoot;
  const pointer = /^gitdir:\s*(.+?)\s*$/m.exec(smallText(dotGit) ?? "")?.[1];
  if (pointer === undefined) return undefined;
  const worktree = resolve(gitRoot, pointer);
  const common = smallText(join(worktree, "commondir"))?.trim();
  const back = smallText(join(worktree, "gitdir"))?.trim();
  if (common === undefined || back === undefined || real(resolve(worktree, back)) !== real(dotGit))
    return undefined;
  const repository = resolve(worktree, common);
  return repository.endsWith("/.git") || repository.endsWith("\\.git") ? dirname(repository) : undefined;
}

/** Places where the trust of a folder is looked up, nearest first. */
export function trustPlaces(directory: string, project: Project): readonly TrustPlace[] {
  const main = existsSync(join(project.root, ".git")) ? mainRepository(project.root) : undefined;
  const all = [directory, project.root, ...(main === undefined ? [] : [main])];
  return all.map((path) => ({ paths: [...new Set([real(path), path])] }));
}

function ruleFiles(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, "rules"))
      .filter((name) => name.endsWith(".rules"))
      .sort()
      .map((name) => join(folder, "rules", name))
      .filter((path) => lstatSync(path).isFile());
  } catch {
    return [];
  }
}

function keysOf(text: string, file: string): readonly string[] {
  try {
    const table: Table = parseToml(text, { layer: "project", file });
    return Object.keys(table);
  } catch (error) {
    if (error instanceof ConfigError) return ["(not valid TOML)"];
    throw error;
  }
}

function factsOf(root: string, folders: readonly ProjectFolder[]): Pick<Project, "facts" | "digestWithout"> {
  const hashed: { readonly file: string; readonly content: string }[] = [];
  const activates: { readonly file: string; readonly keys: readonly string[] }[] = [];
  const add = (file: string, text: string, keys: readonly string[]): void => {
    const name = file.startsWith(root) ? file.slice(root.length) : file;
    hashed.push({ file, content: `${name.length}:${name}${text.length}:${text}` });
    activates.push({ file, keys });
  };
  for (const folder of folders) {
    if (folder.text !== undefined && folder.text.trim() !== "")
      add(folder.file, folder.text, keysOf(folder.text, folder.file));
    if (folder.error) add(folder.file, folder.error.message, ["(cannot be read)"]);
    for (const file of ruleFiles(folder.path)) {
      const text = smallText(file);
      if (text !== undefined) add(file, text, []);
    }
  }
  const digestWithout = (left?: string): string =>
    sha256(...hashed.filter(({ file }) => file !== left).map(({ content }) => content));
  if (activates.length === 0) return { digestWithout };
  let digest: string | undefined;
  const facts: ProjectFacts = {
    root,
    get digest() {
      digest ??= digestWithout();
      return digest;
    },
    activates,
  };
  return { facts, digestWithout };
}

/**
 * Finds the root of the project that holds `cwd` and its configuration folders from the root down. Reads each file
 * once; a folder that is the user's home of configuration is skipped. Runs no program.
 */
export function findProject(options: {
  readonly cwd: string;
  readonly markers: readonly string[];
  readonly projectFolder: string;
  readonly skip: readonly string[];
  /** The root, where it is known; no marker is looked for then. */
  readonly root?: string;
}): Project {
  const cwd = real(options.cwd);
  const up = ancestors(cwd);
  const marked = (folder: string): boolean =>
    options.markers.some((marker) => existsSync(join(folder, marker)));
  const root = options.root ?? up.find(marked) ?? cwd;
  const gitRoot = up.find((folder) => existsSync(join(folder, ".git")));
  const skipped = options.skip.map(real);
  const directories = up.slice(0, up.indexOf(root) + 1).toReversed();
  const folders = directories
    .map((directory) => ({ directory, path: join(directory, options.projectFolder) }))
    .filter(({ path }) => isFolder(path) && !skipped.includes(real(path)))
    .map(({ directory, path }): ProjectFolder => {
      const file = join(path, "config.toml");
      try {
        const text = readText(file, "project", "project")?.text;
        return { directory, path, file, ...(text === undefined ? {} : { text }) };
      } catch (error) {
        if (error instanceof ConfigError) return { directory, path, file, error };
        throw error;
      }
    });
  return {
    root,
    directories,
    folders,
    ...(gitRoot === undefined ? {} : { gitRoot }),
    ...factsOf(root, folders),
  };
}
