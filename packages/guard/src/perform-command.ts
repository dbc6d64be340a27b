import {
  gitCellRun,
  linkedFolders,
  putAsideGitlinks,
  putAsideRepositories,
  repositorySearch,
  type SandboxPlan,
  unresolvedNames,
} from "@paddock/sandbox";
import { missingPaths } from "./after-block.ts";
import { commandLine, searchCommand } from "./command-line.ts";
import type { Reason } from "./decision.ts";
import { commandEnvironment } from "./environment.ts";
import type { ExecutionOutcome } from "./execution.ts";
import type { Flight } from "./flight.ts";
import { leaveSandbox } from "./leave-sandbox.ts";
import { refusal } from "./refusal.ts";
import { changedSince } from "./refuse-late.ts";
import { statusText } from "./result-text.ts";
import type { RunResult } from "./run.ts";
import { type CommandAction, isFine, runStep, type Step } from "./run-step.ts";
import type { SealedCommand } from "./seal/seal-command.ts";
import type { Session } from "./session.ts";
import type { Ending, Way } from "./way.ts";

/** What is run, in order, and what should be said about it. */
interface Steps {
  readonly plan: SandboxPlan;
  readonly steps: readonly Step[];
  /** Plain git verbs that run where `.git` is writable. */
  readonly cell: boolean;
  readonly notes: readonly string[];
}

/** Plain git verbs get a cell of their own; everything else is one ordinary run. */
function stepsOf(
  flight: Flight,
  action: CommandAction,
  plan: SandboxPlan,
  outside: boolean,
  path: string,
): Steps {
  const { profile, surroundings, env } = flight.session;
  const argv = action.kind === "command" ? commandLine(action) : searchCommand(action, env);
  if (action.kind === "command" && !outside && action.pty === undefined) {
    const given = action.argv ?? ["bash", "-c", action.script ?? ""];
    const cell = gitCellRun({ profile, plan, surroundings, argv: given, path });
    if (cell) {
      const notes = [`git ran by itself: ${cell.notes.join("; ")}`];
      return { plan: { ...cell.plan, require: plan.require }, steps: cell.steps, cell: true, notes };
    }
  }
  return { plan, steps: [{ argv, env: {}, after: "always", input: true }], cell: false, notes: [] };
}

/** Several runs seen as one: the last status, all output, everything that was refused. */
function joined(outcomes: readonly ExecutionOutcome[]): ExecutionOutcome {
  const last = outcomes.at(-1) as ExecutionOutcome;
  return {
    ...last,
    text: outcomes.map((outcome) => outcome.text).join(""),
    outputLength: outcomes.reduce((sum, outcome) => sum + outcome.outputLength, 0),
    denials: outcomes.flatMap((outcome) => outcome.denials),
    timedOut: outcomes.some((outcome) => outcome.timedOut),
  };
}

/**
 * What a command left is looked at: a repository inside another would run its programs on the host. In the cell of git it may
 * have been added already; after any other command the host's git would add it.
 */
async function repositoryNotes(
  session: Session,
  action: CommandAction,
  steps: Steps,
  linked: ReturnType<typeof linkedFolders>,
): Promise<readonly string[]> {
  const { surroundings } = session;
  const { plan } = steps;
  const backend = session.backendFor(plan);
  const moved = steps.cell
    ? await putAsideGitlinks(backend, linked, action.cwd, surroundings, plan)
    : await putAsideRepositories(backend, repositorySearch(plan, surroundings));
  return moved.map(({ path: folder, why, to }) => {
    const what = to === undefined ? "it could not be renamed; remove it" : `it was renamed to ${to}`;
    return `${folder} would run programs of the workspace on the host (${why}): ${what}`;
  });
}

/** Runs the steps of a command by its plan, follows each to its end and says what came of them. */
async function runSteps(
  flight: Flight,
  action: CommandAction,
  way: Way,
  ending: Ending,
  sealed?: SealedCommand,
): Promise<RunResult> {
  const { session, stop } = flight;
  const { plan } = way;
  const path = commandEnvironment(session.boundary.environment, session.env)["PATH"] ?? "/usr/bin:/bin";
  const steps = stepsOf(flight, action, plan, way.placement === "outside", path);
  const linked = steps.cell ? linkedFolders(action.cwd, session.surroundings) : [];
  const outcomes: ExecutionOutcome[] = [];
  for (const step of steps.steps) {
    const before = outcomes.at(-1);
    if (stop.aborted && before) break;
    if (step.after === "success" && before && !isFine(action, before)) continue;
    const ran = await runStep(flight, { action, plan: steps.plan, step, way, ...(sealed ? { sealed } : {}) });
    if (ran === undefined) return changedSince(flight, way);
    outcomes.push(ran);
  }
  const outcome = joined(outcomes);
  const isConfined = action.kind === "command" && plan.mode !== "danger-full-access";
  const links = isConfined ? await repositoryNotes(session, action, steps, linked) : [];
  const { status, denials, report } = outcome;
  const fine = isFine(action, outcome);
  const unresolved = fine ? undefined : unresolvedNames(report);
  const said = unresolved === undefined ? [] : [unresolved];
  const lines = [...steps.notes, ...links, ...said].map((line) => `(${line})`);
  const text = [statusText(action, outcome, fine), ...lines].join("\n");
  if (stop.aborted) return ending({ outcome: "cancelled", status, text, denials, report });
  if (fine) return ending({ outcome: "done", status, text, denials, report });
  if (denials.length === 0) return ending({ outcome: "failed", status, text, denials, report });
  const reasons: readonly Reason[] = denials.map(({ operation, object }) => ({
    code: "sandbox.blocked",
    text: `${operation} ${object} was blocked by the sandbox`,
  }));
  const write = missingPaths(denials, plan);
  const alternative =
    write && `Work inside the boundary, or ask to write ${write.join(", ")} and nothing else.`;
  const refused = refusal("sandbox-blocked", "sandbox", reasons, { alternative });
  return ending({ outcome: "blocked", status, text, denials, report, refusal: refused });
}

/** Runs a command by its plan, follows it to its end and records both. */
export function performCommand(
  flight: Flight,
  action: CommandAction,
  way: Way,
  ending: Ending,
): Promise<RunResult> {
  // Where the mode itself is open nothing is confined, so there is nothing to keep apart.
  const leaves = way.placement === "outside" && flight.session.profile.mode !== "danger-full-access";
  return leaves && action.kind === "command"
    ? leaveSandbox(flight, action, way, (sealed) => runSteps(flight, action, way, ending, sealed))
    : runSteps(flight, action, way, ending);
}
