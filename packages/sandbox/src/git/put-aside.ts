import type { Backend } from "../backend.ts";
import { nodeFileView } from "../inspect/node-file-view.ts";
import type { SandboxPlan } from "../plan.ts";
import type { Surroundings } from "../surroundings.ts";
import { executableGitlinks, gitlinkFolders } from "./gitlinks.ts";

/** A submodule that came in with a run and would make the host's git run programs of the workspace. */
export interface PutAside {
  /** The git directory of the submodule. */
  readonly path: string;
  /** What it would have run. */
  readonly why: string;
  /** Its new name; absent when it could not be renamed and a person must remove it. */
  readonly to?: string;
}

/** Folders that the repository of the workspace takes for submodules now. Reads; runs nothing. */
export function linkedFolders(cwd: string, surroundings: Surroundings): readonly string[] {
  return surroundings.gitDirs.flatMap((dir) => gitlinkFolders(nodeFileView, cwd, dir));
}

/**
 * Renames, inside the sandbox, every submodule folder that came in since `before` and carries configuration that the
 * host's git would execute.
 */
export async function putAsideGitlinks(
  backend: Backend,
  before: readonly string[],
  cwd: string,
  surroundings: Surroundings,
  plan: SandboxPlan,
): Promise<readonly PutAside[]> {
  const found = executableGitlinks(nodeFileView, linkedFolders(cwd, surroundings), before);
  const moved: PutAside[] = [];
  for (const { path, why } of found) {
    const entries = plan.entries.filter((entry) => !entry.path.startsWith(path));
    const to = `${path}.put-aside`;
    const [result] = await backend.files({ ...plan, entries }, [{ verb: "rename", path, to }]);
    moved.push({ path, why, ...(result?.ok ? { to } : {}) });
  }
  return moved;
}
