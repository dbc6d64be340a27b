import type { TranscriptEntry } from "@paddock/approvals";
import type { Denial } from "@paddock/sandbox";
import type { TrailEvent } from "@paddock/telemetry";
import type { Channel } from "./channel.ts";
import type { Answer, Decision } from "./decision.ts";
import type { Controls } from "./execution.ts";
import type { NormalAction } from "./normalise.ts";
import type { RunEvent, RunResult } from "./run.ts";
import { record, type Session } from "./session.ts";

/** One action on its way through the guard. */
export interface Flight {
  readonly session: Session;
  /** Id of the run, of its decision and of its execution. */
  readonly id: string;
  readonly action: NormalAction;
  readonly ids: { readonly turn?: string; readonly call?: string; readonly decision: string };
  readonly events: Channel<RunEvent>;
  /** Aborted by the caller: its question is withdrawn. */
  readonly signal: AbortSignal;
  /** Aborted by the caller, and when the guard is closed: nothing may begin any more. */
  readonly stop: AbortSignal;
  readonly started: number;
  /** The conversation that led here, for a reviewer. */
  readonly transcript: readonly TranscriptEntry[];
  /** Filled when a command starts. */
  readonly controls: Controls;
}

/** Appends a record with the ids of the flight and shows it to whoever watches. */
export async function note(flight: Flight, event: TrailEvent): Promise<void> {
  const stored = await record(flight.session, { ...event, ids: { ...flight.ids, ...event.ids } });
  flight.events.push({ kind: "record", record: stored });
}

/** Records one thing that the boundary refused. */
export function noteDenial(flight: Flight, denial: Denial): Promise<void> {
  return note(flight, {
    name: "sandbox.denied",
    ids: { execution: flight.id },
    attributes: {
      layer: denial.layer,
      operation: denial.operation,
      object: denial.object,
      ...(denial.errno === undefined ? {} : { errno: denial.errno }),
      ...(denial.program === undefined ? {} : { program: denial.program }),
      ...(denial.pid === undefined ? {} : { pid: denial.pid }),
      ...(denial.entry === undefined ? {} : { entry: denial.entry }),
      ...(denial.why === undefined ? {} : { reason: denial.why }),
    },
    severity: "warn",
  });
}

/** Tells whoever watches why nothing happens for a while. */
export function noteWait({ events, ids }: Flight): void {
  const text = "waits until the command outside the sandbox has ended";
  events.push({ kind: "progress", text, ...(ids.call === undefined ? {} : { call: ids.call }) });
}

/** The part of a result that every ending shares. */
export function ended(
  flight: Flight,
  decision: Decision,
  answer: Answer | undefined,
  rest: Omit<RunResult, "v" | "decision" | "answer" | "durationMs">,
): RunResult {
  return {
    v: 1,
    decision,
    durationMs: Math.round(performance.now() - flight.started),
    ...(answer ? { answer } : {}),
    ...rest,
  };
}

/** The end of an action that was stopped before anything of it began. */
export function cancelled(flight: Flight, decision: Decision, answer: Answer | undefined): RunResult {
  return ended(flight, decision, answer, {
    outcome: "cancelled",
    text: "it was cancelled before it began",
    denials: [],
  });
}
