import { SandboxError } from "./error.ts";
import type { OutlineEntry } from "./outline.ts";
import { isWithin, parentOf } from "./path/lexical.ts";
import type { PlanEntry, PlanNote } from "./plan.ts";
import type { CandidateRoot } from "./refuse.ts";
import type { PathFact, Surroundings } from "./surroundings.ts";

/** What a profile asks for in so many words, with every path canonical. */
export interface RequestedEntries {
  readonly entries: readonly PlanEntry[];
  /** Writable folders of the host, shared tmp folders included. */
  readonly roots: readonly (CandidateRoot & { readonly directory: boolean; readonly tmp: boolean })[];
  /** Paths the profile opens by name, which carve-outs leave alone. */
  readonly opened: readonly string[];
}

/** The fact for a path, which the surroundings must hold. */
export function factOf(surroundings: Surroundings, path: string): PathFact {
  const fact = surroundings.facts[path];
  if (fact === undefined) {
    throw new SandboxError(
      "surroundings-incomplete",
      `nothing is known about ${path}; inspect with the same profile`,
    );
  }
  return fact;
}

/** The link on the way to a path that lies in a writable root, where a command can replace it. */
export function linkInside(fact: PathFact, roots: readonly string[]): string | undefined {
  return fact.links.find((path) => roots.some((root) => isWithin(parentOf(path), root)));
}

/** Turns the outline into entries: follows links once, drops what does not exist, expands deny globs. Pure. */
export function requestedEntries(
  outline: readonly OutlineEntry[],
  surroundings: Surroundings,
  notes: PlanNote[],
  tmp: "shared" | "private" | "missing",
): RequestedEntries {
  const entries: PlanEntry[] = [];
  const roots: (CandidateRoot & { directory: boolean; tmp: boolean })[] = [];
  const opened: string[] = [];
  const workspace = new Set(surroundings.roots);
  const writable = (): readonly string[] => roots.map((root) => root.path);

  const wanted = outline.filter((candidate) => candidate.access === "write");
  const own = wanted
    .filter((item) => !item.disk && !(item.kind === "tmp" && tmp !== "shared"))
    .map((item) => factOf(surroundings, item.path))
    .filter((fact) => fact.type !== "missing")
    .map((fact) => fact.real);

  for (const item of wanted) {
    const fact = factOf(surroundings, item.path);
    const origin = item.origin ? { origin: item.origin } : {};
    const isPrivate = item.kind === "tmp" && tmp !== "shared"; // nothing of the host's is opened
    if (!isPrivate && leadsAway(item, fact, own)) {
      notes.push({
        code: "root-link",
        text: `${item.path} leads to ${fact.real} by a link that a command could have made, so it is not writable`,
        path: item.path,
        ...origin,
      });
      continue;
    }
    if (fact.type === "missing") {
      // Its name is free all the same: a person asked for it to be made.
      if (!item.disk && !workspace.has(item.path)) opened.push(fact.real);
      notes.push({
        code: "root-missing",
        text: `${item.path} does not exist, so it is not writable`,
        path: item.path,
        ...origin,
      });
      continue;
    }
    const reason = item.kind === "tmp" ? "tmp" : "root";
    if (reason === "tmp" && tmp === "missing") {
      notes.push({
        code: "tmp-missing",
        text: `${item.path} is private and the session has no folder for it, so it is not writable`,
        path: item.path,
        ...origin,
      });
      continue;
    }
    const identity = fact.identity && reason === "root" ? { identity: fact.identity } : {};
    entries.push({ path: fact.real, access: "write", reason, ...origin, ...identity });
    if (reason === "root" && !item.disk && !workspace.has(item.path)) opened.push(fact.real);
    roots.push({
      path: fact.real,
      workspace: workspace.has(item.path),
      disk: item.disk === true,
      directory: fact.type === "directory",
      tmp: reason === "tmp",
    });
  }
  for (const item of outline.filter((candidate) => candidate.access !== "write")) {
    const origin = item.origin ? { origin: item.origin } : {};
    if (item.glob !== undefined) {
      refuseLinks(item, factOf(surroundings, item.path), writable());
      entries.push(...globEntries(item, surroundings).map((entry) => ({ ...entry, ...origin })));
      continue;
    }
    const fact = factOf(surroundings, item.path);
    refuseLinks(item, fact, writable());
    if (fact.type === "missing") {
      const path = fact.firstMissing ?? fact.real;
      entries.push({ path, access: item.access, reason: "profile", missing: true, ...origin });
    } else {
      entries.push({ path: fact.real, access: item.access, reason: "profile", ...origin });
      if (item.access === "read" && !item.disk) opened.push(fact.real);
    }
  }
  return { entries, roots, opened };
}

function globEntries(item: OutlineEntry, surroundings: Surroundings): readonly PlanEntry[] {
  const pattern = item.path === "/" ? `/${item.glob}` : `${item.path}/${item.glob}`;
  const fact = surroundings.globs.find((glob) => glob.pattern === pattern);
  if (fact === undefined) {
    throw new SandboxError(
      "surroundings-incomplete",
      `the deny glob ${pattern} was not expanded; inspect with the same profile`,
    );
  }
  if (fact.refusal !== undefined) {
    throw new SandboxError("glob-limit", `the deny glob ${pattern} cannot be enforced: ${fact.refusal}`, {
      fix: "narrow the pattern, name the folder itself, or set glob_scan_max_depth",
    });
  }
  return fact.matches.map((match) => ({
    path: match.path,
    access: "deny",
    reason: "glob",
    ...(match.missing ? { missing: true } : {}),
  }));
}

/**
 * Whether a writable root is reached by a link inside another one, which an earlier command may have put there to have
 * its target opened. A configured root refuses; what was granted during the session is left out.
 *
 * @throws {SandboxError} `root-link` for a root of the configuration.
 */
function leadsAway(item: OutlineEntry, fact: PathFact, roots: readonly string[]): boolean {
  const link = linkInside(fact, roots);
  if (link === undefined || item.disk) return false;
  if (item.origin?.layer === "grant") return true;
  throw new SandboxError(
    "root-link",
    `${item.path} cannot be a writable root: it leads to ${fact.real} by the link ${link}, which a command could have made`,
    { fix: `name ${fact.real} itself if you mean it; otherwise remove the link` },
  );
}

/** A link inside a writable root can be swapped for something else, so nothing behind it can be promised. */
function refuseLinks(item: OutlineEntry, fact: PathFact, roots: readonly string[]): void {
  const link = linkInside(fact, roots);
  if (link === undefined) return;
  throw new SandboxError(
    "protected-symlink",
    `cannot enforce "${item.access}" for ${item.path}: the command could replace the link ${link}`,
    { fix: `name the target ${fact.real} instead of the link` },
  );
}
