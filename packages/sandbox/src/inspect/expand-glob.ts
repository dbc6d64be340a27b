import type { FoundPath, GlobFact } from "../surroundings.ts";
import { compileGlob } from "./deny-glob.ts";
import type { FileView } from "./file-view.ts";
import { indexGlobs } from "./glob-index.ts";
import { lookAt } from "./path-fact.ts";

/** Limits of one walk; reaching one refuses the plan, because an unseen match would stay readable. */
export interface GlobLimits {
  /** Matches of one glob; default 8192, as Codex has it. */
  readonly matches?: number;
  /** Objects looked at; default 400,000. */
  readonly visits?: number;
  /** Folders below the start; the user's own choice, so deeper ones are left out without a refusal. */
  readonly depth?: number;
}

/** One glob on its way through a walk. */
interface Search {
  /** Relative to the folder of the walk. */
  readonly glob: string;
  readonly pattern: string;
  readonly matcher: RegExp;
  /** Folders deep enough for this glob to match in. */
  readonly depth: number;
  readonly matches: Map<string, FoundPath>;
  refusal?: string;
}

/** A folder that still has to be looked into. */
interface Stop {
  readonly path: string;
  readonly relative: string;
  readonly depth: number;
}

/** Expands one deny glob; see {@link expandGlobs}. */
export function expandGlob(view: FileView, folder: string, glob: string, limits: GlobLimits = {}): GlobFact {
  return expandGlobs(view, folder, [glob], limits)[0]!;
}

/**
 * Expands deny globs below one folder by a single walk that follows no link. A match that is a link hides its target,
 * also one that does not exist yet. Never throws: a limit or an error becomes a refusal.
 */
export function expandGlobs(
  view: FileView,
  folder: string,
  globs: readonly string[],
  limits: GlobLimits = {},
): readonly GlobFact[] {
  const searches = globs.map((glob): Search => {
    const own = glob.includes("**") ? Number.POSITIVE_INFINITY : glob.split("/").length;
    return {
      glob,
      pattern: folder === "/" ? `/${glob}` : `${folder}/${glob}`,
      matcher: compileGlob(glob),
      depth: Math.min(limits.depth ?? Number.POSITIVE_INFINITY, own),
      matches: new Map(),
    };
  });
  const refusal = walk(view, folder, searches, limits);
  return searches.map((search) => {
    const why = refusal ?? search.refusal;
    return why === undefined
      ? { pattern: search.pattern, matches: [...search.matches.values()] }
      : { pattern: search.pattern, matches: [], refusal: why };
  });
}

/** Fills the searches; a refusal that it returns holds for all of them. */
function walk(
  view: FileView,
  folder: string,
  searches: readonly Search[],
  limits: GlobLimits,
): string | undefined {
  const maxVisits = limits.visits ?? 400_000;
  const maxDepth = Math.max(...searches.map((search) => search.depth));
  const able = indexGlobs(searches, (search) => search.glob);
  let visits = 0;
  let start: string;
  try {
    const fact = lookAt(view, folder);
    if (fact.type !== "directory") return undefined;
    start = fact.real;
  } catch (error) {
    return (error as Error).message;
  }
  const queue: Stop[] = [{ path: start, relative: "", depth: 1 }];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const names = listed(view, at, searches);
    if (typeof names === "string") return names;
    visits += names.length;
    if (visits > maxVisits) return `more than ${maxVisits} files lie below ${start}`;
    for (const { name, type } of names) {
      const relative = at.relative === "" ? name : `${at.relative}/${name}`;
      const path = at.path === "/" ? `/${name}` : `${at.path}/${name}`;
      const isMatch = take(view, able(name), { path, relative, depth: at.depth }, type === "symlink", limits);
      if (!isMatch && type === "directory" && at.depth < maxDepth)
        queue.push({ path, relative, depth: at.depth + 1 });
    }
  }
  return undefined;
}

/** Names in a folder; empty for one that is gone or was hidden as a whole; a sentence when one cannot know. */
function listed(
  view: FileView,
  at: Stop,
  searches: readonly Search[],
): ReturnType<FileView["list"]> | string {
  try {
    return view.list(at.path);
  } catch (error) {
    const code = (error as { code?: string }).code ?? "error";
    if (code === "ENOENT") return [];
    if (code !== "EACCES") return `cannot list ${at.path.slice(0, 200)} (${code})`;
    // Closed now, but the command may own it and open it again: the whole folder is hidden.
    const deep = searches.find((search) => at.depth <= search.depth);
    deep?.matches.set(at.path, { path: at.path, why: deep.pattern });
    return [];
  }
}

/** Gives an object to every search that matches it; true when one did, so that nothing below needs a look. */
function take(
  view: FileView,
  searches: readonly Search[],
  stop: Stop,
  isLink: boolean,
  limits: GlobLimits,
): boolean {
  let taken = false;
  for (const search of searches) {
    if (stop.depth > search.depth || !search.matcher.test(stop.relative)) continue;
    taken = true;
    const found = isLink ? target(view, stop.path) : { path: stop.path, why: "" };
    if (typeof found === "string") search.refusal ??= found;
    else search.matches.set(found.path, { ...found, why: search.pattern });
    const most = limits.matches ?? 8192;
    if (search.matches.size > most) search.refusal ??= `it matches more than ${most} files`;
  }
  return taken;
}

/** The object behind a matching link; where there is none yet, the name that must not come into being. */
function target(view: FileView, path: string): FoundPath | string {
  try {
    const fact = lookAt(view, path);
    if (fact.type === "missing") return { path: fact.firstMissing ?? fact.real, why: "", missing: true };
    return { path: fact.real, why: "" };
  } catch (error) {
    return (error as Error).message;
  }
}
