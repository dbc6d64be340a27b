import { randomBytes } from "node:crypto";
import type { Backend } from "../backend.ts";
import { nodeFileView } from "../inspect/node-file-view.ts";
import type { SandboxPlan } from "../plan.ts";
import type { FoundPath, Surroundings } from "../surroundings.ts";
import { executableGitlinks, gitlinkFolders } from "./gitlinks.ts";
import { intrudingRepositories, type RepositorySearch } from "./new-repositories.ts";

/** A repository that came in with a run and would make the host's git run programs of the workspace. */
export interface PutAside {
  /** Its git directory, or the file that points to it. */
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
 * Renames, inside a sandbox, every submodule folder that came in since `before` and carries configuration that the
 * host's git would execute.
 */
export function putAsideGitlinks(
  backend: Backend,
  before: readonly string[],
  cwd: string,
  surroundings: Surroundings,
  plan: SandboxPlan,
): Promise<readonly PutAside[]> {
  const found = executableGitlinks(nodeFileView, linkedFolders(cwd, surroundings), before);
  const roots = plan.entries.filter((entry) => entry.reason === "root").map((entry) => entry.path);
  return putAside(backend, roots, found);
}

/** Likewise every new repository that would be executed as a part of the one around it, were it added. */
export function putAsideRepositories(
  backend: Backend,
  search: Pick<RepositorySearch, "roots" | "known">,
): Promise<readonly PutAside[]> {
  return putAside(backend, search.roots, intrudingRepositories(search));
}

/** Renames in a sandbox: by then a command may have put a link in the way. */
async function putAside(
  backend: Backend,
  roots: readonly string[],
  found: readonly FoundPath[],
): Promise<readonly PutAside[]> {
  const moved: PutAside[] = [];
  for (const { path, why } of found) {
    // A name that a command cannot have taken already.
    const to = `${path}.put-aside-${randomBytes(4).toString("hex")}`;
    const plan = renamePlan(roots);
    const [result] = await backend.files(plan, [{ verb: "rename", path, to }]);
    const isMoved = result?.ok === true || (await forced(backend, plan, path, to));
    moved.push({ path, why, ...(isMoved ? { to } : {}) });
  }
  return moved;
}

function renamePlan(roots: readonly string[]): SandboxPlan {
  return {
    v: 1,
    mode: "workspace-write",
    reads: "full",
    entries: roots.map((path) => ({ path, access: "write", reason: "root" })),
    roots,
    network: { kind: "off" },
    unixSockets: [],
    limits: {},
    nameDenials: false,
    require: [],
    accept: [],
  };
}

/** The folder may have been closed on purpose; it belongs to the same user. */
async function forced(backend: Backend, plan: SandboxPlan, path: string, to: string): Promise<boolean> {
  const script = 'chmod u+rwx -- "${1%/*}" && mv -T -- "$1" "$2"';
  const argv = ["/bin/sh", "-c", script, "sh", path, to];
  const child = await backend.spawn(plan, { argv, cwd: "/", env: { PATH: "/usr/bin:/bin" } });
  await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
  const status = await child.status;
  return status.kind === "exit" && status.code === 0;
}
