import { join } from "node:path";
import type { Effective } from "@paddock/config";
import type { Boundary } from "./boundary.ts";

/**
 * The files that rules from answers go to. A project's file only where its rules count, which trust decides; the
 * user's file beside the user's other rules.
 */
export function ruleFilesOf(
  boundary: Boundary,
  effective: Effective,
): { readonly project?: string; readonly user?: string } {
  const codex = boundary.compat === "codex";
  const name = join("rules", codex ? "default.rules" : "approved.rules");
  const { folders } = boundary.ruleSources;
  const user = folders.findLast((folder) => folder.layer === "user")?.path;
  const project = folders.findLast((folder) => folder.layer === "project")?.path;
  const here = project ?? join(effective.projectRoot, codex ? ".codex" : ".paddock");
  return {
    ...(effective.trust === "trusted" ? { project: join(here, name) } : {}),
    user: join(user ?? boundary.home, name),
  };
}
