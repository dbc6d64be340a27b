import { lstatSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { AUTO_RUN_NAMES, explainPlan, HOME_AUTO_RUN_NAMES, type SandboxPlan } from "@paddock/sandbox";

/** What the plan says about writing a path. */
export type WriteStanding = "writable" | "protected" | "auto-run" | "outside";

/**
 * Follows the links of the existing part of a path. Only looks (lstat, readlink), opens nothing; the answer serves the
 * question and the reasons, the kernel judges again when the action runs.
 */
export function followLinks(path: string): string {
  let rest = "";
  for (let head = path; ; head = dirname(head)) {
    try {
      return join(realpathSync(head), rest);
    } catch {
      if (head === dirname(head)) return path;
      try {
        // A dangling link: its target is unknown, so the name itself is judged.
        if (lstatSync(head).isSymbolicLink()) return path;
      } catch {
        // Does not exist: go up.
      }
      rest = join(basename(head), rest);
    }
  }
}

const RUN_IN_HOME: ReadonlySet<string> = new Set(
  [...AUTO_RUN_NAMES, ...HOME_AUTO_RUN_NAMES].map(({ name }) => name),
);

/** True for what shells, sessions and tools of the user run or obey by themselves, although no root holds it. */
function runsInHome(path: string): boolean {
  return RUN_IN_HOME.has(relative(homedir(), path).split("/")[0] ?? "");
}

/** True for a whole disk, a folder at its top, or a folder that is or holds the user's home. */
function isBroad(path: string): boolean {
  return dirname(path) === "/" || !relative(path, homedir()).startsWith("..");
}

/** True when widening the boundary by one of these paths needs a careful look: it opens more than a file or a folder. */
export function isDelicate(plan: SandboxPlan, paths: readonly string[]): boolean {
  return paths.some((path) => {
    const standing = writeStanding(plan, path);
    return standing === "protected" || standing === "auto-run" || (standing === "outside" && isBroad(path));
  });
}

/** Says whether a write to the path stays within the boundary, and which part of the plan decides. */
export function writeStanding(plan: SandboxPlan, path: string): WriteStanding {
  if (plan.mode === "danger-full-access") return "writable";
  const real = followLinks(path);
  const { access, entry } = explainPlan(plan, real);
  if (access === "write") return "writable";
  if (entry?.reason === "auto-run") return "auto-run";
  if (entry && (entry.reason === "protected" || entry.reason === "git")) return "protected";
  return runsInHome(real) ? "auto-run" : "outside";
}

/** Says whether reading the path stays within the boundary. */
export function readStanding(plan: SandboxPlan, path: string): "readable" | "denied" {
  return explainPlan(plan, followLinks(path)).access === "deny" ? "denied" : "readable";
}
