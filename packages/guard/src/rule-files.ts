import { join } from "node:path";
import type { Effective } from "@paddock/config";
import type { Boundary } from "./boundary.ts";

/**
 * The files that rules from answers go to. A project's file only where its rules count, which trust decides; the
 * user's file beside the user's other rules. None under compat: Codex runs what a rule allows outside the sandbox, and
 * an answer must not lift a program out for good, so it makes a grant there.
 */
export function ruleFilesOf(
  boundary: Boundary,
  effective: Effective,
): { readonly project?: string; readonly user?: string } {
  if (boundary.compat === "codex") return {};
  const name = join("rules", "approved.rules");
  const { folders } = boundary.ruleSources;
  const user = folders.findLast((folder) => folder.layer === "user")?.path;
  const project = folders.findLast((folder) => folder.layer === "project")?.path;
  return {
    ...(effective.trust === "trusted"
      ? { project: join(project ?? join(effective.projectRoot, ".paddock"), name) }
      : {}),
    user: join(user ?? boundary.home, name),
  };
}
