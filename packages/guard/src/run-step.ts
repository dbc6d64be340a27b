import { publishedPorts, type SandboxPlan } from "@paddock/sandbox";
import { commandEnvironment } from "./environment.ts";
import { type Execution, type ExecutionOutcome, startExecution } from "./execution.ts";
import { type Flight, note, noteDenial, noteWait } from "./flight.ts";
import { GuardEgress } from "./guard-egress.ts";
import { judgeNow } from "./judge-now.ts";
import type { NormalAction } from "./normalise.ts";
import type { SealedCommand } from "./seal/seal-command.ts";
import type { Session } from "./session.ts";
import type { Way } from "./way.ts";

/** Characters of output that the model gets at most. */
const KEEP = 40_000;
/** Status of a program that was not started, as shells use it. */
const NOT_STARTED = 126;

/** A command, or a search that runs as one. */
export type CommandAction = Extract<NormalAction, { kind: "command" | "search" }>;

/** One program that is started, and when. */
export interface Step {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly after: "always" | "success";
  /** Whether it reads standard input; one that does not would take it from the others. */
  readonly input: boolean;
}

/** Egress proxies by session; a session does not know how its commands reach the network. */
const proxies = new WeakMap<Session, GuardEgress>();

/** The egress proxy of the session; the first command that needs one makes it. */
function egressOf(session: Session): GuardEgress {
  const known = proxies.get(session);
  if (known !== undefined) return known;
  const made = new GuardEgress(session);
  proxies.set(session, made);
  session.atClose.push(() => made.close());
  return made;
}

/** What one step needs beside the flight. */
export interface StepRun {
  readonly action: CommandAction;
  /** The plan of this step. */
  readonly plan: SandboxPlan;
  readonly step: Step;
  readonly way: Way;
  /** What is started in the place of the step's words, and what was read for it. */
  readonly sealed?: SealedCommand;
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
export function isFine(action: CommandAction, { status }: ExecutionOutcome): boolean {
  return status.kind === "exit" && (status.code === 0 || (action.kind === "search" && status.code === 1));
}

/** True while what was decided about is what would start. */
function holds({ way, sealed }: StepRun, session: Session, action: CommandAction): boolean {
  if (way.digest === undefined) return true;
  const now = judgeNow(session, action);
  if (sealed !== undefined && now.digest(sealed.states) !== way.digest) return false;
  // What still runs from its own place must be there as it was approved.
  return sealed?.complete === true || now.digest() === way.digest;
}

/** Where a command's standard input comes from; undefined = it has none. */
function inputOf(action: Extract<CommandAction, { kind: "command" }>): "pipe" | "inherit" | undefined {
  return action.stdio ?? (action.pty || action.input ? "pipe" : undefined);
}

/** Runs one step to its end; undefined when what it refers to changed at the last moment, and nothing was started. */
export async function runStep(flight: Flight, run: StepRun): Promise<ExecutionOutcome | undefined> {
  const { session, stop, controls } = flight;
  const { action, step, sealed } = run;
  const outside = run.way.placement === "outside";
  const egress =
    run.plan.network.kind === "proxy" ? await egressOf(session).open(flight, run.plan) : undefined;
  const plan = egress?.plan ?? run.plan;
  const additions = { ...egress?.env, ...(action.kind === "command" ? action.env : {}), ...step.env };
  const env = commandEnvironment(session.boundary.environment, session.env, additions);
  const stdin = action.kind === "command" ? inputOf(action) : undefined;
  const notes: Promise<void>[] = [];
  const { call } = flight.ids;
  const start = async (): Promise<Execution | undefined> => {
    await note(flight, {
      name: "execution.started",
      ids: { execution: flight.id },
      attributes: {
        argv: step.argv,
        cwd: action.cwd,
        placement: outside ? "outside" : "inside",
        mode: plan.mode,
        network: plan.network.kind,
        environment: Object.keys(env).sort(),
      },
    });
    stop.throwIfAborted();
    // Directly before the start, with no wait in between.
    if (!holds(run, session, action)) return undefined;
    const execution = await startExecution(
      session.backendFor(plan),
      plan,
      {
        argv: sealed?.argv ?? step.argv,
        ...(sealed?.file === undefined ? {} : { file: sealed.file }),
        cwd: action.cwd,
        env,
        signal: stop,
        keep: KEEP,
        ...(egress ? { onListener: egress.onListener, names: egress.names } : {}),
        ...(egress?.authorities === undefined ? {} : { authorities: egress.authorities }),
        ...(action.kind === "command" && action.timeoutMs !== undefined
          ? { timeoutMs: action.timeoutMs }
          : {}),
        ...(action.kind === "command" && action.pty ? { pty: action.pty } : {}),
        ...(action.kind === "command" && action.stdio ? { stdout: action.stdio } : {}),
        ...(stdin !== undefined && step.input ? { stdin } : {}),
      },
      {
        output: async (stream, text) => {
          await flight.events.room(stop);
          flight.events.push({ kind: "output", stream, text, ...(call === undefined ? {} : { call }) });
        },
        denial: (denial) => notes.push(noteDenial(flight, denial)),
      },
    );
    const { process } = execution;
    if (process.stdin) controls.stdin = process.stdin.getWriter();
    // What is written for a later step waits for it.
    if (process.stdin || stdin !== "pipe") controls.fed.resolve();
    if (process.resize) controls.resize = process.resize;
    if (process.endpoint) controls.endpoint = process.endpoint;
    controls.kill = (name) => process.kill(name);
    session.executions.set(flight.id, { ...execution, outside, controls });
    controls.begun.resolve(true);
    return execution;
  };
  const execution = await (outside
    ? start()
    : session.quiet.confined(start, stop, () => noteWait(flight))
  ).catch(async (error: unknown) => {
    await egress?.close();
    throw error;
  });
  if (execution === undefined) {
    await egress?.close();
    await note(flight, {
      name: "execution.ended",
      ids: { execution: flight.id },
      attributes: { exit_code: NOT_STARTED, output_length: 0, denials: 0 },
      severity: "warn",
    });
    return undefined;
  }
  await announcePorts(flight, execution, plan);
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
      pid: execution.process.pid,
      placement: outside ? "outside" : "inside",
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
