import type { FoundPath, GlobFact } from "../surroundings.ts";
import { compileGlob } from "./deny-glob.ts";
import type { FileView } from "./file-view.ts";
import { lookAt } from "./path-fact.ts";

/** Limits of one walk; reaching one refuses the plan, because an unseen match would stay readable. */
export interface GlobLimits {
  /** Default 8192, as Codex has it. */
  readonly matches?: number;
  /** Objects looked at; default 400,000. */
  readonly visits?: number;
  /** Folders below the start; the user's own choice, so deeper ones are left out without a refusal. */
  readonly depth?: number;
}

/**
 * Expands one deny glob by a walk that follows no link. A match that is a link hides its target, also one that does not
 * exist yet. Never throws: a limit or an error becomes a refusal.
 */
export function expandGlob(view: FileView, folder: string, glob: string, limits: GlobLimits = {}): GlobFact {
  const pattern = folder === "/" ? `/${glob}` : `${folder}/${glob}`;
  const matcher = compileGlob(glob);
  const maxMatches = limits.matches ?? 8192;
  const maxVisits = limits.visits ?? 400_000;
  const matches = new Map<string, FoundPath>();
  const refuse = (refusal: string): GlobFact => ({ pattern, matches: [], refusal });
  let visits = 0;
  let start: string;
  try {
    const fact = lookAt(view, folder);
    if (fact.type !== "directory") return { pattern, matches: [] };
    start = fact.real;
  } catch (error) {
    return refuse((error as Error).message);
  }
  const maxDepth = Math.min(
    limits.depth ?? Number.POSITIVE_INFINITY,
    glob.includes("**") ? Number.POSITIVE_INFINITY : glob.split("/").length,
  );
  const queue: { readonly path: string; readonly relative: string; readonly depth: number }[] = [
    { path: start, relative: "", depth: 1 },
  ];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    let names: ReturnType<FileView["list"]>;
    try {
      names = view.list(at.path);
    } catch (error) {
      const code = (error as { code?: string }).code ?? "error";
      if (code === "ENOENT") continue;
      // Closed now, but the command may own it and open it again: the whole folder is hidden.
      if (code === "EACCES") {
        matches.set(at.path, { path: at.path, why: pattern });
        continue;
      }
      return refuse(`cannot list ${at.path.slice(0, 200)} (${code})`);
    }
    visits += names.length;
    if (visits > maxVisits) return refuse(`more than ${maxVisits} files lie below ${start}`);
    for (const { name, type } of names) {
      const relative = at.relative === "" ? name : `${at.relative}/${name}`;
      const path = at.path === "/" ? `/${name}` : `${at.path}/${name}`;
      if (matcher.test(relative)) {
        const found = type === "symlink" ? target(view, path) : { path, why: pattern };
        if (typeof found === "string") return refuse(found);
        matches.set(found.path, { ...found, why: pattern });
        if (matches.size > maxMatches) return refuse(`it matches more than ${maxMatches} files`);
      } else if (type === "directory" && at.depth < maxDepth) {
        queue.push({ path, relative, depth: at.depth + 1 });
      }
    }
  }
  return { pattern, matches: [...matches.values()] };
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
