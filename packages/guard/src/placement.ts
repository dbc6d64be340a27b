import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { explainPlan, type SandboxPlan } from "@paddock/sandbox";

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

/** Says whether a write to the path stays within the boundary, and which part of the plan decides. */
export function writeStanding(plan: SandboxPlan, path: string): WriteStanding {
  if (plan.mode === "danger-full-access") return "writable";
  const { access, entry } = explainPlan(plan, followLinks(path));
  if (access === "write") return "writable";
  if (entry?.reason === "auto-run") return "auto-run";
  if (entry && (entry.reason === "protected" || entry.reason === "git")) return "protected";
  return "outside";
}

/** Says whether reading the path stays within the boundary. */
export function readStanding(plan: SandboxPlan, path: string): "readable" | "denied" {
  return explainPlan(plan, followLinks(path)).access === "deny" ? "denied" : "readable";
}
