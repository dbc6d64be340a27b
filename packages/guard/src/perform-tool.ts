import type { Decision } from "./decision.ts";
import { decisionEvent } from "./decision-record.ts";
import { issuesText } from "./define-tool.ts";
import { ended, type Flight, note } from "./flight.ts";
import { GuardError } from "./guard-error.ts";
import type { NormalAction } from "./normalise.ts";
import type { RunResult } from "./run.ts";
import type { Session } from "./session.ts";

/** Longest text of a tool that goes to the agent, in characters. */
const KEEP = 40_000;

/**
 * An action that names a registered tool has the effects that were declared for it, whatever the caller says.
 *
 * @throws {GuardError} `bad-action` for a guard with tools that does not know this one.
 */
export function declared(session: Session, action: NormalAction): NormalAction {
  if (action.kind !== "tool" || session.tools.size === 0) return action;
  const tool = session.tools.get(action.name);
  if (tool === undefined) {
    const names = [...session.tools.keys()].join(", ");
    throw new GuardError("bad-action", `there is no tool ${action.name}; there are ${names}`);
  }
  return { ...action, effects: tool.effects };
}

/** Refuses an input that the tool's schema refuses, before anything is decided or asked. */
export async function checkToolInput(flight: Flight): Promise<RunResult | undefined> {
  const { action, session } = flight;
  const tool = action.kind === "tool" ? session.tools.get(action.name) : undefined;
  if (tool === undefined || action.kind !== "tool") return undefined;
  const checked = await tool.check(action.input);
  if (checked.issues === undefined) return undefined;
  const reasons = [{ code: "tool.input", text: `the input of ${action.name} is not valid` }];
  const decision: Decision = { v: 1, decision: "deny", code: "bad-input", reasons };
  await note(flight, decisionEvent(action, { decision: "deny", placement: "none", by: "policy", reasons }));
  return ended(flight, decision, undefined, {
    outcome: "failed",
    text: `${reasons[0]?.text}:\n${issuesText(checked.issues)}`,
    denials: [],
  });
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length <= KEEP ? text : `${text.slice(0, KEEP)}\n[cut: ${text.length - KEEP} characters]`;
}

/** Runs a registered tool, after it was decided and recorded. One that fails is a result, not an error. */
export async function performTool(
  flight: Flight,
  ending: (rest: Parameters<typeof ended>[3]) => RunResult,
): Promise<RunResult | undefined> {
  const { action, session, stop: signal } = flight;
  const tool = action.kind === "tool" ? session.tools.get(action.name) : undefined;
  if (tool === undefined || action.kind !== "tool") return undefined;
  await note(flight, {
    name: "execution.started",
    ids: { execution: flight.id },
    attributes: { argv: [action.name], cwd: action.cwd, placement: "outside" },
  });
  let result: RunResult;
  try {
    const checked = await tool.check(action.input);
    if (checked.issues !== undefined) throw new Error(issuesText(checked.issues));
    result = ending({
      outcome: "done",
      text: textOf(await tool.call(checked.value, { signal })),
      denials: [],
    });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    result = ending({ outcome: signal.aborted ? "cancelled" : "failed", text, denials: [] });
  }
  await note(flight, {
    name: "execution.ended",
    ids: { execution: flight.id },
    attributes: { exit_code: result.outcome === "done" ? 0 : 1, output_length: result.text.length },
    severity: result.outcome === "done" ? "info" : "warn",
  });
  return result;
}
