import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The rules of the tour: one that denies and one that asks. */
const RULES = `# Rules of the tour's workspace.
prefix_rule(
    pattern = ["git", "push"],
    decision = "forbidden",
    justification = "publishing is left to a person",
)
prefix_rule(
    pattern = ["rm"],
    decision = "prompt",
    justification = "removing files asks first",
)
`;

/** A fresh folder for the tour. */
export interface TourWorkspace {
  /** Absolute, without links, readable by its owner only. */
  readonly dir: string;
  /** Removes it with everything in it. */
  cleanup(): Promise<void>;
}

/**
 * Creates the workspace of the tour, with rules of its own in `.paddock/rules/tour.rules`. The caller opens a guard on it
 * as an explicitly trusted project and calls `cleanup` at the end.
 *
 * @param parent Folder to create it in; default: the system's folder for temporary files.
 */
export async function createTourWorkspace(parent: string = tmpdir()): Promise<TourWorkspace> {
  const dir = await mkdtemp(join(await realpath(parent), "paddock-tour-"));
  const cleanup = (): Promise<void> => rm(dir, { recursive: true, force: true });
  try {
    const rules = join(dir, ".paddock", "rules");
    await mkdir(rules, { recursive: true, mode: 0o700 });
    await writeFile(join(rules, "tour.rules"), RULES, { mode: 0o600 });
  } catch (error) {
    await cleanup();
    throw error;
  }
  return { dir, cleanup };
}
