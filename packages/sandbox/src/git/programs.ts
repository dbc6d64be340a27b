import { explainPlan } from "../explain.ts";
import type { FileView } from "../inspect/file-view.ts";
import { lookAt } from "../inspect/path-fact.ts";
import { isWithin } from "../path/lexical.ts";
import type { SandboxPlan } from "../plan.ts";

/** git of this machine, as the cell needs it. */
export interface GitPrograms {
  /** Canonical path of git. */
  readonly git: string;
  /** Everything that may be executed in the cell: git and its folder of programs. */
  readonly paths: readonly string[];
}

/** Where packagers put git's own programs, relative to the folder of `bin`. */
const EXEC_FOLDERS: readonly string[] = ["lib/git-core", "libexec/git-core", "lib64/git-core"];

/**
 * Finds git on an absolute PATH, and its folder of programs, without running it. Undefined when there is none, or when
 * the command itself could have put it there.
 */
export function findGitPrograms(view: FileView, path: string, plan: SandboxPlan): GitPrograms | undefined {
  for (const folder of path.split(":")) {
    if (!folder.startsWith("/")) continue;
    const fact = safely(() => lookAt(view, `${folder}/git`));
    if (fact?.type !== "file") continue;
    if (isWritable(plan, fact.real) || isWritable(plan, `${folder}/git`)) return undefined;
    const prefix = fact.real.replace(/\/[^/]+\/[^/]+$/, "");
    const cores = EXEC_FOLDERS.map((name) => safely(() => lookAt(view, `${prefix}/${name}`))).flatMap(
      (core) => (core?.type === "directory" && !isWritable(plan, core.real) ? [core.real] : []),
    );
    const inside = cores.some((core) => isWithin(fact.real, core));
    return { git: fact.real, paths: inside ? cores : [fact.real, ...cores] };
  }
  return undefined;
}

function isWritable(plan: SandboxPlan, path: string): boolean {
  return explainPlan(plan, path).access === "write";
}

function safely<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
