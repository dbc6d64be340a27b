import { explainPlan } from "../explain.ts";
import { byDepth, isWithin } from "../path/lexical.ts";
import type { PlanEntry, SandboxPlan } from "../plan.ts";
import type { Surroundings } from "../surroundings.ts";

/**
 * The plan of the git cell: the git directories of the workspace become writable, but for what git executes or follows;
 * only git's own programs run; there is no network. Pure.
 *
 * @param programs Canonical paths of git and its folder of programs.
 */
export function gitCellPlan(
  plan: SandboxPlan,
  surroundings: Surroundings,
  programs: readonly string[],
): SandboxPlan {
  const dirs = surroundings.gitDirs.filter((dir) => mayOpen(plan, surroundings, dir));
  const opened = new Map<string, PlanEntry>(plan.entries.map((entry) => [entry.path, entry]));
  for (const path of dirs) opened.set(path, { path, access: "write", reason: "git" });
  for (const { path, missing } of surroundings.gitKept) {
    if (!dirs.some((dir) => isWithin(path, dir))) continue;
    opened.set(path, { path, access: "read", reason: "git", ...(missing ? { missing: true } : {}) });
  }
  const { ports: _, ...rest } = plan;
  return {
    ...rest,
    entries: [...opened.values()].sort(byDepth),
    network: { kind: "off" },
    unixSockets: [],
    execOnly: programs,
  };
}

/** Opened is what a root was carved out of, or what points back to a root; never what is denied. */
function mayOpen(plan: SandboxPlan, surroundings: Surroundings, dir: string): boolean {
  const { access, entry } = explainPlan(plan, dir);
  if (access !== "read") return false;
  if (surroundings.gitLinked.includes(dir)) return true;
  return entry?.path === dir && (entry.reason === "git" || entry.reason === "protected");
}
