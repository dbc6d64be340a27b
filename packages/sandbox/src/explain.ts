import { absolutePath, isWithin } from "./path/lexical.ts";
import type { Access, PlanEntry, SandboxPlan } from "./plan.ts";

/** What a plan says about one path, and the entry that decides; none where the plan's default does. */
export interface PlanExplanation {
  /** What the plan allows. */
  readonly access: Access;
  /** The entry that decides; absent where the default of the plan does. */
  readonly entry?: PlanEntry;
}

/**
 * Says what a plan allows for a path and which entry decides: the deepest on the way to it. Judges spelling only; give
 * it a canonical path. Advisory: the kernel judges the object itself when a command runs.
 *
 * @param path Absolute; normalised by spelling.
 *
 * @example
 * ```ts
 * import { explainPlan, type SandboxPlan } from "@paddock/sandbox";
 *
 * declare const plan: SandboxPlan;
 * explainPlan(plan, "/project/.git/config").entry?.reason; // "protected"
 * ```
 */
export function explainPlan(plan: SandboxPlan, path: string): PlanExplanation {
  const target = absolutePath(path, "the path to explain");
  let decider: PlanEntry | undefined;
  for (const entry of plan.entries) {
    if (isWithin(target, entry.path) && entry.path.length >= (decider?.path.length ?? 0)) decider = entry;
  }
  if (decider) return { access: decider.access, entry: decider };
  return { access: plan.reads === "full" ? "read" : "deny" };
}
