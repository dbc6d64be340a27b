import {
  type GitCellRun,
  linkedFolders,
  putAsideGitlinks,
  type RepositorySearch,
  type SandboxPlan,
  type Surroundings,
} from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { CommandContext } from "../../cli/command.ts";
import { nameMoved, nameRepositories } from "./name-repositories.ts";
import { type ConfinedRun, type ConfinedRunOptions, runConfined } from "./run-confined.ts";

/** A boundary that is drawn, and what is to run inside. */
export interface Staying {
  readonly argv: readonly string[];
  /** Present when the command is plain git, which gets cells of its own. */
  readonly cell: GitCellRun | undefined;
  readonly cwd: string;
  readonly plan: SandboxPlan;
  readonly search: RepositorySearch;
  readonly surroundings: Surroundings;
  readonly options: ConfinedRunOptions;
}

/** Runs a command below this process, which stays to relay, to report and to look at what came of it. */
export async function stay(context: CommandContext, staying: Staying): Promise<number> {
  const { argv, cell, cwd, plan, search, surroundings, options } = staying;
  const runs: readonly ConfinedRun[] = cell?.steps.map((step) => ({ ...step, plan: cell.plan })) ?? [
    { plan, argv, env: {}, after: "always", input: true },
  ];
  const linked = cell === undefined ? [] : linkedFolders(cwd, surroundings);
  let status = 0;
  for (const run of runs) {
    if (run.after === "success" && status !== 0) continue;
    status = await runConfined(run, { ...options, env: { ...options.env, ...run.env } }, context);
  }
  if (cell !== undefined) {
    context.err(`paddock: git ran by itself: ${cell.notes.join("; ")}\n`);
    nameMoved(await putAsideGitlinks(linuxBackend(), linked, cwd, surroundings, plan), context);
  }
  await nameRepositories(search, context);
  return status;
}
