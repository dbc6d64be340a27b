import type { SandboxPlan } from "@paddock/sandbox";
import { commandLine, searchCommand } from "./command-line.ts";
import type { Answer, Decision, Reason } from "./decision.ts";
import { commandEnvironment } from "./environment.ts";
import { startExecution } from "./execution.ts";
import { performFileAction } from "./file-actions.ts";
import { ended, type Flight, note, noteDenial, refusal } from "./flight.ts";
import type { NormalAction } from "./normalise.ts";
import { performTool } from "./perform-tool.ts";
import { statusText } from "./result-text.ts";
import type { RunResult } from "./run.ts";

/** Characters of output that the model gets at most. */
const KEEP = 40_000;

type FileAction = Extract<NormalAction, { kind: "read" | "list" | "write" | "patch" }>;
type CommandAction = Extract<NormalAction, { kind: "command" | "search" }>;
type Ending = (rest: Parameters<typeof ended>[3]) => RunResult;

async function performFile(
  flight: Flight,
  action: FileAction,
  plan: SandboxPlan,
  ending: Ending,
): Promise<RunResult> {
  const outcome = await performFileAction(flight.session.backendFor(plan), plan, action, flight.signal);
  if (outcome.kind === "blocked") {
    const denial = {
      layer: "mount",
      operation: outcome.operation,
      object: outcome.path,
      errno: outcome.errno,
    } as const;
    await noteDenial(flight, denial);
    const reasons = [{ code: "sandbox.blocked", text: outcome.text }];
    return ending({
      outcome: "blocked",
      text: outcome.text,
      refusal: refusal("sandbox-blocked", "sandbox", reasons),
      denials: [denial],
    });
  }
  if (outcome.kind === "failed") return ending({ outcome: "failed", text: outcome.text, denials: [] });
  if (outcome.touched.length > 0) {
    await note(flight, {
      name: "file.written",
      attributes: { files: outcome.touched.map(({ change, path }) => `${change} ${path}`) },
    });
  } else {
    await note(flight, {
      name: "file.read",
      attributes: { path: "path" in action ? action.path : action.cwd },
    });
  }
  return ending({ outcome: "done", text: outcome.text, denials: [] });
}

async function performCommand(
  flight: Flight,
  action: CommandAction,
  plan: SandboxPlan,
  outside: boolean,
  ending: Ending,
): Promise<RunResult> {
  const { session, signal, controls } = flight;
  const argv = action.kind === "command" ? commandLine(action) : searchCommand(action, session.env);
  const env = commandEnvironment(
    session.boundary.environment,
    session.env,
    action.kind === "command" ? action.env : {},
  );
  await note(flight, {
    name: "execution.started",
    ids: { execution: flight.id },
    attributes: {
      argv,
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
      argv,
      cwd: action.cwd,
      env,
      signal,
      keep: KEEP,
      ...(action.kind === "command" && action.timeoutMs !== undefined ? { timeoutMs: action.timeoutMs } : {}),
      ...(action.kind === "command" && action.pty ? { pty: action.pty, stdin: "pipe" as const } : {}),
    },
    {
      output: (stream, text) =>
        flight.events.push({ kind: "output", stream, text, ...(call === undefined ? {} : { call }) }),
      denial: (denial) => notes.push(noteDenial(flight, denial)),
    },
  );
  if (execution.process.stdin) controls.stdin = execution.process.stdin.getWriter();
  if (execution.process.resize) controls.resize = execution.process.resize;
  controls.kill = (name) => execution.process.kill(name);
  session.executions.set(flight.id, { ...execution, outside, controls });
  const outcome = await execution.outcome.finally(() => session.executions.delete(flight.id));
  await Promise.all(notes);
  const { status, denials, report } = outcome;
  const fine =
    status.kind === "exit" && (status.code === 0 || (action.kind === "search" && status.code === 1));
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
    severity: fine ? "info" : "warn",
  });
  const text = statusText(action, outcome, fine);
  if (signal.aborted) return ending({ outcome: "cancelled", status, text, denials, report });
  if (fine) return ending({ outcome: "done", status, text, denials, report });
  if (denials.length === 0) return ending({ outcome: "failed", status, text, denials, report });
  const reasons: readonly Reason[] = denials.map(({ operation, object }) => ({
    code: "sandbox.blocked",
    text: `${operation} ${object} was blocked by the sandbox`,
  }));
  return ending({
    outcome: "blocked",
    status,
    text,
    denials,
    report,
    refusal: refusal("sandbox-blocked", "sandbox", reasons),
  });
}

/** Does what has been decided and recorded, by the plan given, and records how it ended. */
export async function perform(
  flight: Flight,
  plan: SandboxPlan,
  decision: Decision,
  placement: "inside" | "outside",
  answer: Answer | undefined,
): Promise<RunResult> {
  const { action, session } = flight;
  const ending: Ending = (rest) => ended(flight, decision, answer, rest);
  switch (action.kind) {
    case "read":
    case "list":
    case "write":
    case "patch":
      return performFile(flight, action, plan, ending);
    case "command":
    case "search":
      return performCommand(flight, action, plan, placement === "outside", ending);
    case "stdin": {
      const stdin = session.executions.get(action.execution)?.controls.stdin;
      if (!stdin)
        return ending({
          outcome: "failed",
          text: `no running command ${action.execution} takes input`,
          denials: [],
        });
      await stdin.write(new TextEncoder().encode(action.data));
      return ending({ outcome: "done", text: "sent", denials: [] });
    }
    case "tool": {
      const performed = await performTool(flight, ending);
      return performed ?? ending({ outcome: "done", text: "allowed", denials: [] });
    }
    default:
      // The caller performs these; the guard has said and recorded that they may happen.
      return ending({ outcome: "done", text: "allowed", denials: [] });
  }
}
