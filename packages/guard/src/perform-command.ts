import {
  gitCellRun,
  linkedFolders,
  publishedPorts,
  putAsideGitlinks,
  type SandboxPlan,
} from "@paddock/sandbox";
import { commandLine, searchCommand } from "./command-line.ts";
import type { Reason } from "./decision.ts";
import { commandEnvironment } from "./environment.ts";
import { type Execution, type ExecutionOutcome, startExecution } from "./execution.ts";
import { type Flight, note, noteDenial, refusal } from "./flight.ts";
import { GuardEgress } from "./guard-egress.ts";
import type { NormalAction } from "./normalise.ts";
import type { Ending } from "./perform.ts";
import { statusText } from "./result-text.ts";
import type { RunResult } from "./run.ts";
import type { Session } from "./session.ts";

/** Characters of output that the model gets at most. */
const KEEP = 40_000;

/** A command, or a search that runs as one. */
export type CommandAction = Extract<NormalAction, { kind: "command" | "search" }>;

interface Step {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly after: "always" | "success";
}

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
  return { plan, steps: [{ argv, env: {}, after: "always" }], cell: false, notes: [] };
}

/** The egress proxy of the session; the first command that needs one makes it. */
function egressOf(session: Session): GuardEgress {
  session.egress ??= new GuardEgress(session);
  return session.egress;
}

async function runStep(
  flight: Flight,
  action: CommandAction,
  steps: Steps,
  step: Step,
  outside: boolean,
): Promise<ExecutionOutcome> {
  const { session, signal, controls } = flight;
  const egress =
    steps.plan.network.kind === "proxy" ? await egressOf(session).open(flight, steps.plan) : undefined;
  const plan = egress?.plan ?? steps.plan;
  const additions = { ...egress?.env, ...(action.kind === "command" ? action.env : {}), ...step.env };
  const env = commandEnvironment(session.boundary.environment, session.env, additions);
  await note(flight, {
    name: "execution.started",
    ids: { execution: flight.id },
    attributes: {
      argv: step.argv,
      cwd: action.cwd,
      placement: outside ? "outside" : "inside",
      mode: plan.mode,
      network: plan.network.kind,
    },
  });
  const notes: Promise<void>[] = [];
  const { call } = flight.ids;
  const execution = await startExecution(
    session.backendFor(plan),
    plan,
    {
      argv: step.argv,
      cwd: action.cwd,
      env,
      signal,
      keep: KEEP,
      ...(egress ? { onListener: egress.onListener } : {}),
      ...(action.kind === "command" && action.timeoutMs !== undefined ? { timeoutMs: action.timeoutMs } : {}),
      ...(action.kind === "command" && action.pty ? { pty: action.pty, stdin: "pipe" as const } : {}),
      ...(action.kind === "command" && action.stdio ? { stdin: action.stdio } : {}),
    },
    {
      output: (stream, text) =>
        flight.events.push({ kind: "output", stream, text, ...(call === undefined ? {} : { call }) }),
      denial: (denial) => notes.push(noteDenial(flight, denial)),
    },
  ).catch(async (error: unknown) => {
    await egress?.close();
    throw error;
  });
  if (execution.process.stdin) controls.stdin = execution.process.stdin.getWriter();
  if (execution.process.resize) controls.resize = execution.process.resize;
  controls.kill = (name) => execution.process.kill(name);
  if (execution.process.endpoint) controls.endpoint = execution.process.endpoint;
  await announcePorts(flight, execution, plan);
  session.executions.set(flight.id, { ...execution, outside, controls });
  const ran = await execution.outcome.finally(() => session.executions.delete(flight.id));
  const refused = (await egress?.close()) ?? [];
  const outcome = { ...ran, denials: [...ran.denials, ...refused] };
  await Promise.all(notes);
  const { status, denials, report } = outcome;
  await note(flight, {
    name: "execution.ended",
    ids: { execution: flight.id },
    attributes: {
      ...(status.kind === "exit" ? { exit_code: status.code } : { signal: status.signal }),
      output_length: outcome.outputLength,
      enforcement: report.enforcement,
      backend: report.backend,
      denials: denials.length,
      ...(outcome.timedOut ? { timed_out: true } : {}),
    },
    severity: isFine(action, outcome) ? "info" : "warn",
  });
  return outcome;
}

/** Says where the person finds the ports of a command. One that is over already has none. */
async function announcePorts(flight: Flight, { process }: Execution, plan: SandboxPlan): Promise<void> {
  const { call } = flight.ids;
  for (const { port, url } of await publishedPorts(process, plan).catch(() => [])) {
    const text = `port ${port} of this command is at ${url}`;
    flight.events.push({ kind: "progress", text, ...(call === undefined ? {} : { call }) });
  }
}

/** grep and its kin end with 1 when nothing matches, which is an answer and no failure. */
function isFine(action: CommandAction, { status }: ExecutionOutcome): boolean {
  return status.kind === "exit" && (status.code === 0 || (action.kind === "search" && status.code === 1));
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

/** Runs a command by its plan, follows it to its end and records both. */
export async function performCommand(
  flight: Flight,
  action: CommandAction,
  plan: SandboxPlan,
  outside: boolean,
  ending: Ending,
): Promise<RunResult> {
  const { session, signal } = flight;
  const path = commandEnvironment(session.boundary.environment, session.env)["PATH"] ?? "/usr/bin:/bin";
  const steps = stepsOf(flight, action, plan, outside, path);
  const linked = steps.cell ? linkedFolders(action.cwd, session.surroundings) : [];
  const outcomes: ExecutionOutcome[] = [];
  for (const step of steps.steps) {
    const before = outcomes.at(-1);
    if (signal.aborted && before) break;
    if (step.after === "success" && before && !isFine(action, before)) continue;
    outcomes.push(await runStep(flight, action, steps, step, outside));
  }
  const outcome = joined(outcomes);
  const notes = [...steps.notes];
  if (steps.cell) {
    const moved = await putAsideGitlinks(
      session.backendFor(plan),
      linked,
      action.cwd,
      session.surroundings,
      plan,
    );
    for (const { path: folder, why, to } of moved) {
      const what = to === undefined ? "it could not be renamed; remove it" : `it was renamed to ${to}`;
      notes.push(`${folder} would run programs of the workspace on the host (${why}): ${what}`);
    }
  }
  const { status, denials, report } = outcome;
  const fine = isFine(action, outcome);
  const text = [statusText(action, outcome, fine), ...notes.map((line) => `(${line})`)].join("\n");
  if (signal.aborted) return ending({ outcome: "cancelled", status, text, denials, report });
  if (fine) return ending({ outcome: "done", status, text, denials, report });
  if (denials.length === 0) return ending({ outcome: "failed", status, text, denials, report });
  const reasons: readonly Reason[] = denials.map(({ operation, object }) => ({
    code: "sandbox.blocked",
    text: `${operation} ${object} was blocked by the sandbox`,
  }));
  const refused = refusal("sandbox-blocked", "sandbox", reasons);
  return ending({ outcome: "blocked", status, text, denials, report, refusal: refused });
}
