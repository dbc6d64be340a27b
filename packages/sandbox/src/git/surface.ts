import type { FileView } from "../inspect/file-view.ts";
import { lookAt } from "../inspect/path-fact.ts";
import { isWithin, joinPath, parentOf } from "../path/lexical.ts";
import type { FoundPath, PathFact } from "../surroundings.ts";
import { commandWords, isCommandKey } from "./command-keys.ts";
import { findNestedGitDirs } from "./nested.ts";
import { type GitVariable, parseGitConfig } from "./parse-config.ts";
import { gitlinksOf } from "./parse-index.ts";

/** What the host's git obeys in and around the writable roots. */
export interface GitSurface {
  /** Git directories (and, for worktrees, common directories) of the repositories the roots belong to. */
  readonly gitDirs: readonly string[];
  /** Those of them that point back to a root, so that they may be written for it although they lie elsewhere. */
  readonly linked: readonly string[];
  /** Everything else inside the roots that git would execute or follow. */
  readonly found: readonly FoundPath[];
  /** Git directories of nested and bare repositories below the roots, and files that point to some. */
  readonly nested: readonly string[];
  /** Names of the filters that any configuration file defines. */
  readonly filters: readonly string[];
  readonly notes: readonly string[];
}

/** Where git looks for its own settings on this machine. */
export interface GitPlaces {
  readonly homes: readonly string[];
  /** Configuration files that hold for every repository, lowest precedence first. */
  readonly globalConfigs: readonly string[];
}

const MAX_CONFIG_BYTES = 4 << 20;
const MAX_INDEX_BYTES = 256 << 20;
/** git stops at ten nested includes (config.c, MAX_INCLUDE_DEPTH). */
const MAX_INCLUDE_DEPTH = 10;

/**
 * Finds what a later git on the host would execute or follow from inside the writable roots: git directories and
 * pointers, hooks paths, included files, scripts that drivers name, submodules and nested repositories. Reads files
 * only; runs nothing.
 *
 * @param roots Canonical writable folders.
 */
export function gitSurface(view: FileView, roots: readonly string[], places: GitPlaces): GitSurface {
  const survey = new Survey(view, roots, places);
  for (const root of roots) survey.root(root);
  return survey.result();
}

class Survey {
  readonly #view: FileView;
  readonly #roots: readonly string[];
  readonly #places: GitPlaces;
  readonly #gitDirs = new Set<string>();
  readonly #linked = new Set<string>();
  readonly #found = new Map<string, FoundPath>();
  readonly #tops = new Set<string>();
  readonly #configs = new Set<string>();
  readonly #nested: string[] = [];
  readonly #filters = new Set<string>();
  readonly #notes: string[] = [];

  constructor(view: FileView, roots: readonly string[], places: GitPlaces) {
    this.#view = view;
    this.#roots = roots;
    this.#places = places;
  }

  result(): GitSurface {
    return {
      gitDirs: [...this.#gitDirs],
      linked: [...this.#linked],
      found: [...this.#found.values()],
      nested: this.#nested,
      filters: [...this.#filters],
      notes: this.#notes,
    };
  }

  root(root: string): void {
    for (let top = root; ; top = parentOf(top)) {
      const fact = this.#look(`${top === "/" ? "" : top}/.git`);
      if (fact && fact.type !== "missing") {
        this.#repository(top, fact);
        break;
      }
      if (top === "/") {
        this.#globalConfigs(root);
        break;
      }
    }
    const nested = findNestedGitDirs(this.#view, root);
    if (nested.cut)
      this.#notes.push(
        `${root} is too large to search for nested repositories beyond ${nested.visits} files`,
      );
    for (const item of nested.found) {
      const path = item.gitDir ?? item.pointer;
      if (path !== undefined) this.#nested.push(path);
      if (item.pointer !== undefined) this.#add(item.pointer, "pointer of a nested repository");
      for (const name of item.gitDir === undefined ? [] : ["hooks", "config"]) {
        this.#add(`${item.gitDir}/${name}`, `${name} of a nested repository`, true);
      }
      if (item.gitDir !== undefined)
        this.#add(`${item.gitDir}/config.worktree`, "config of a nested repository");
    }
  }

  #repository(top: string, git: PathFact): void {
    if (this.#tops.has(top)) return;
    this.#tops.add(top);
    const gitDir = git.type === "directory" ? git.real : this.#pointer(git.real, top);
    if (gitDir === undefined) {
      this.#globalConfigs(top);
      return;
    }
    const common = this.#commonDir(gitDir);
    if (git.type !== "directory" && this.#isInRoots(git.real)) this.#add(git.real, "worktree pointer");
    const pointsBack = git.type !== "directory" && this.#pointsBack(gitDir, common, git.real);
    for (const dir of new Set([gitDir, common])) {
      this.#gitDirs.add(dir);
      if (pointsBack) this.#linked.add(dir);
    }
    this.#globalConfigs(top);
    this.#config(`${common}/config`, top, 0);
    this.#config(`${gitDir}/config.worktree`, top, 0);
    this.#submodules(`${gitDir}/index`, top);
  }

  /** Target of a `.git` file: `gitdir: PATH`, relative to the file's folder (gitrepository-layout(5)). */
  #pointer(file: string, folder: string): string | undefined {
    const match = /^gitdir:\s*(.+?)\s*$/s.exec(this.#text(file, 1 << 16) ?? "");
    if (!match) return undefined;
    const fact = this.#look(joinPath(folder, match[1]!));
    return fact?.type === "directory" ? fact.real : undefined;
  }

  /**
   * Whether a git directory names the pointer that leads to it: a worktree by its `gitdir` file, a submodule by
   * core.worktree. A pointer alone may have been unpacked from anywhere.
   */
  #pointsBack(gitDir: string, common: string, pointer: string): boolean {
    const back = this.#text(`${gitDir}/gitdir`, 1 << 16)?.trim();
    if (back !== undefined)
      return isWithin(gitDir, `${common}/worktrees`) && joinPath(gitDir, back) === pointer;
    const config = this.#text(`${gitDir}/config`, MAX_CONFIG_BYTES) ?? "";
    return parseGitConfig(config).some(
      ({ section, key, value }) =>
        section === "core" &&
        key === "worktree" &&
        value !== undefined &&
        joinPath(gitDir, value) === parentOf(pointer),
    );
  }

  #commonDir(gitDir: string): string {
    const text = this.#text(`${gitDir}/commondir`, 1 << 16)?.trim();
    if (!text) return gitDir;
    const fact = this.#look(joinPath(gitDir, text));
    return fact?.type === "directory" ? fact.real : gitDir;
  }

  #globalConfigs(top: string): void {
    for (const path of this.#places.globalConfigs) this.#config(path, top, 0);
  }

  #config(path: string, top: string, depth: number): void {
    const key = `${top}\0${path}`;
    if (depth > MAX_INCLUDE_DEPTH || this.#configs.has(key)) return;
    this.#configs.add(key);
    const fact = this.#look(path);
    if (fact?.type !== "file") return;
    const text = this.#text(fact.real, MAX_CONFIG_BYTES);
    if (text === undefined) {
      this.#notes.push(`${fact.real} cannot be read; what it includes is not protected`);
      return;
    }
    for (const variable of parseGitConfig(text)) this.#variable(variable, parentOf(fact.real), top, depth);
  }

  #variable(variable: GitVariable, folder: string, top: string, depth: number): void {
    const { section, key, value } = variable;
    if (section === "filter" && variable.subsection !== undefined) this.#filters.add(variable.subsection);
    if (value === undefined || value === "") return;
    if ((section === "include" || section === "includeif") && key === "path") {
      const target = joinPath(folder, this.#expandHome(value));
      this.#add(target, "included by git's configuration", true);
      this.#config(target, top, depth + 1);
    } else if (section === "core" && key === "hookspath") {
      this.#add(joinPath(top, this.#expandHome(value)), "core.hooksPath", true);
    } else if (isCommandKey(variable)) {
      for (const word of commandWords(value)) {
        const path = joinPath(top, this.#expandHome(word));
        this.#add(path, `run by git (${section}.${key})`, /\//.test(word));
      }
    }
  }

  #submodules(index: string, top: string): void {
    const bytes = this.#view.read(index, MAX_INDEX_BYTES);
    if (bytes === undefined) return;
    const links = gitlinksOf(bytes) ?? gitlinksOf(bytes, 32);
    if (links === undefined) {
      this.#notes.push(`${index} is not understood; submodules are found by their folders only`);
      return;
    }
    for (const link of links) this.#add(`${joinPath(top, link)}/.git`, "git directory of a submodule", true);
  }

  #expandHome(path: string): string {
    const home = this.#places.homes[0];
    return home !== undefined && (path === "~" || path.startsWith("~/"))
      ? joinPath(home, `.${path.slice(1)}`)
      : path;
  }

  /** Keeps one object if it lies in a root; a missing one only when `held`, by its first missing part. */
  #add(path: string, why: string, held = false): void {
    const fact = this.#look(path);
    if (fact === undefined) return;
    for (const link of fact.links) {
      if (this.#isInRoots(link))
        this.#notes.push(`${link} is a link on the way to ${path} (${why}) that a command could replace`);
    }
    if (fact.type === "missing") {
      const first = fact.firstMissing ?? fact.real;
      if (held && this.#isInRoots(first)) this.#found.set(first, { path: first, why, missing: true });
    } else if (this.#isInRoots(fact.real)) {
      this.#found.set(fact.real, { path: fact.real, why });
    }
  }

  #isInRoots(path: string): boolean {
    return this.#roots.some((root) => path !== root && isWithin(path, root));
  }

  #look(path: string): PathFact | undefined {
    try {
      return lookAt(this.#view, path);
    } catch {
      this.#notes.push(`cannot look at ${path}`);
      return undefined;
    }
  }

  #text(path: string, cap: number): string | undefined {
    const bytes = this.#view.read(path, cap);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }
}
