import { join } from "node:path";
import type { Boundary } from "./boundary.ts";

/** The files of one kind of rule; a scope without one stores no rule. */
export type ScopeFiles = Readonly<Partial<Record<"project" | "user", string>>>;

/** The files that rules from answers go to. */
export interface AnswerRuleFiles {
  /** Rules that allow. */
  readonly allow: ScopeFiles;
  /** Rules that refuse. */
  readonly deny: ScopeFiles;
}

/**
 * Finds the files that rules from answers go to: in the folders whose rules count, so that none is written that nothing reads.
 * None that allow under compat: Codex runs what a rule allows outside the sandbox, and an answer must not lift a program out
 * for good, so it makes a grant there. A denial lifts nothing.
 */
export function ruleFilesOf({ ruleSources, compat }: Boundary): AnswerRuleFiles {
  const fileOf = (scope: "project" | "user"): ScopeFiles => {
    const folder = ruleSources.folders.findLast(({ layer }) => layer === scope);
    return folder === undefined ? {} : { [scope]: join(folder.path, "rules", "approved.rules") };
  };
  const files: ScopeFiles = { ...fileOf("project"), ...fileOf("user") };
  return { allow: compat === "codex" ? {} : files, deny: files };
}
