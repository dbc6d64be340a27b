import type { FileView } from "../inspect/file-view.ts";
import { nodeFileView } from "../inspect/node-file-view.ts";
import type { SandboxPlan } from "../plan.ts";
import type { Profile } from "../profile.ts";
import type { Surroundings } from "../surroundings.ts";
import { gitCell } from "./cell.ts";
import { gitCellPlan } from "./cell-plan.ts";
import { plainSteps, type ScriptStep } from "./cell-script.ts";
import { findGitPrograms } from "./programs.ts";

/** One git command of a cell run. */
export interface GitCellStep {
  /** Starts with the canonical path of git. */
  readonly argv: readonly string[];
  /** Added to the command's environment, above everything that is there. */
  readonly env: Readonly<Record<string, string>>;
  /** `success`: only when the step before it ended with 0. */
  readonly after: ScriptStep["after"];
  /** Whether it reads standard input, e.g. `commit -F -`; each step is a run of its own, and would take it from the others. */
  readonly input: boolean;
}

/** A command that consists of plain git verbs, ready to run in the cell. */
export interface GitCellRun {
  /** The plan of every step. */
  readonly plan: SandboxPlan;
  /** In order; each is one run. */
  readonly steps: readonly GitCellStep[];
  /** What was switched off, for the result. */
  readonly notes: readonly string[];
}

/** What {@link gitCellRun} judges. */
export interface GitCellRequest {
  /** Only `git = "commit"` has a cell. */
  readonly profile: Profile;
  /** The plan of an ordinary run. */
  readonly plan: SandboxPlan;
  /** What the plan was resolved from. */
  readonly surroundings: Surroundings;
  /** The command: git itself, or a shell with a script of nothing but plain git commands. */
  readonly argv: readonly string[];
  /** PATH of the command. */
  readonly path: string;
  /** Default: this machine. */
  readonly view?: FileView;
}

/**
 * Turns a command into runs of the git cell when every part of it is a plain git verb and one of them writes; undefined
 * otherwise, and the command is an ordinary one. Looks for git on the PATH; runs nothing.
 */
export function gitCellRun(request: GitCellRequest): GitCellRun | undefined {
  const { profile, plan, surroundings, argv } = request;
  if (profile.git !== "commit" || (profile.mode !== "workspace-write" && profile.mode !== "profile"))
    return undefined;
  const script = scriptOf(argv);
  const steps = script === undefined ? [{ argv, after: "always" as const }] : plainSteps(script);
  const cells = steps?.map((step) => ({
    step,
    cell: gitCell(step.argv, { filters: surroundings.gitFilters }),
  }));
  if (cells === undefined || cells.some(({ cell }) => cell.kind !== "cell")) return undefined;
  if (cells.every(({ cell }) => cell.kind === "cell" && cell.reads)) return undefined;
  const programs = findGitPrograms(request.view ?? nodeFileView, request.path, plan);
  if (programs === undefined) return undefined;
  const cellPlan = gitCellPlan(plan, surroundings, programs.paths);
  // Nothing opened: the repository lies outside, and an ordinary run says so better.
  if (!cellPlan.entries.some((entry) => entry.reason === "git" && entry.access === "write")) return undefined;
  return {
    plan: cellPlan,
    steps: cells.flatMap(({ step, cell }) =>
      cell.kind === "cell"
        ? [
            {
              argv: [programs.git, ...cell.argv.slice(1)],
              env: cell.env,
              after: step.after,
              input: step.argv.some((word) => /^(?:-|--stdin|-[A-Za-z]*F-|--[a-z-]+=-)$/.test(word)),
            },
          ]
        : [],
    ),
    notes: [...new Set(cells.flatMap(({ cell }) => (cell.kind === "cell" ? cell.notes : [])))],
  };
}

/** The text of `sh -c TEXT` and its kin; undefined for any other command. */
function scriptOf(argv: readonly string[]): string | undefined {
  const [shell = "", flag = "", script, ...rest] = argv;
  if (!/^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|dash)$/.test(shell) || !/^-l?c$/.test(flag)) return undefined;
  return rest.length === 0 ? script : undefined;
}
