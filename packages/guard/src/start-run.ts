import type { TranscriptEntry } from "@paddock/approvals";
import type { Action } from "./action.ts";
import { afterBlock, type SecondTry } from "./after-block.ts";
import { cancelled, type Flight, note } from "./flight.ts";
import { frozen } from "./frozen.ts";
import { GuardError } from "./guard-error.ts";
import { afterHooks } from "./hook.ts";
import type { Judgement } from "./judge.ts";
import { judgeNow } from "./judge-now.ts";
import { normaliseAction } from "./normalise.ts";
import { perform } from "./perform.ts";
import { checkToolInput, declared } from "./perform-tool.ts";
import { planFor } from "./plan-for.ts";
import { refusal } from "./refusal.ts";
import { changedSince } from "./refuse-late.ts";
import { denialText } from "./result-text.ts";
import type { Run, RunResult } from "./run.ts";
import { runEvents } from "./run-events.ts";
import type { Session } from "./session.ts";
import { settle } from "./settle.ts";
import { subjectOf } from "./subject.ts";

/** Keeps from the agent what a hook objects to. The record of the action stays as it is. */
async function withheld(flight: Flight, result: RunResult): Promise<RunResult> {
  const { session, action, stop } = flight;
  if (session.hooks.length === 0 || result.outcome === "denied" || result.outcome === "stopped")
    return result;
  const reasons = await afterHooks(session.hooks, { action, result }, stop);
  if (reasons.length === 0) return result;
  const why = refusal("hook-withheld", "policy", reasons);
  const text = denialText(why);
  // What a file action brought for programs is the same text.
  const { file: _file, ...rest } = result;
  return { ...rest, text, refusal: why };
}

/** Settles a judgement and does what it allows; what a block leaves to ask comes back beside the result. */
async function attempt(
  flight: Flight,
  judgement: Judgement,
): Promise<{ readonly result: RunResult; readonly again?: SecondTry }> {
  const { session, action } = flight;
  const settled = await settle(flight, judgement);
  if (!settled.go) return { result: settled.result };
  const { decision, placement, answer, digest } = settled;
  const shared = { decision, ...(answer === undefined ? {} : { answer }) };
  if (flight.stop.aborted) return { result: cancelled(flight, decision, answer) };
  const now = judgeNow(session, action);
  // Inside, a swapped file meets the sandbox. Outside, or by an answer, it must be what was decided about.
  if (digest !== undefined && now.digest() !== digest) return { result: await changedSince(flight, shared) };
  const widenings = [...session.grants.widenings(action.ids?.turn), settled.widening];
  const plan = planFor(session.profile, session.surroundings, placement, widenings);
  const way = {
    ...shared,
    plan,
    placement,
    judgement: now,
    ...(digest === undefined ? {} : { digest }),
  };
  const result = await perform(flight, way).catch((error: unknown) => {
    if (flight.stop.aborted && error === flight.stop.reason) return cancelled(flight, decision, answer);
    throw error;
  });
  const again = afterBlock(session, action, judgement, plan, result);
  return again === undefined ? { result } : { result, again };
}

async function fly(flight: Flight): Promise<RunResult> {
  const { session, action } = flight;
  await note(flight, {
    name: "tool.called",
    attributes: { kind: action.kind, subject: subjectOf(action), cwd: action.cwd },
  });
  const invalid = await checkToolInput(flight);
  if (invalid !== undefined) return invalid;
  session.surroundings = await session.refresh();
  const { result, again } = await attempt(flight, judgeNow(session, action));
  if (again === undefined) return withheld(flight, result);
  const id = session.newId();
  const second: Flight = { ...flight, id, action: again.action, ids: { ...flight.ids, decision: id } };
  const judged = judgeNow(session, again.action);
  const { evaluation } = judged;
  const reasons = [again.reason, ...evaluation.reasons];
  const tried = await attempt(second, { ...judged, evaluation: { ...evaluation, reasons } });
  // A no leaves what the first try came to, which names what was blocked.
  const refused = tried.result.outcome === "denied";
  return withheld(second, refused ? result : tried.result);
}

/** A copy of the action that the caller cannot change any more. */
function own(given: Action): Action {
  try {
    return structuredClone(given);
  } catch (cause) {
    throw new GuardError("bad-action", `an action is plain data: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Runs one action through decision, question, confinement and record.
 *
 * @throws {GuardError} `bad-action` at once when the action has no meaning. Later failures reject the result.
 */
export function startRun(
  session: Session,
  given: Action,
  signal: AbortSignal,
  transcript: readonly TranscriptEntry[] = [],
): Run {
  const id = session.newId();
  const action = frozen(declared(session, normaliseAction(own(given), session.workspace[0], session.env)));
  const events = runEvents();
  const killed = new AbortController();
  const withdrawn = AbortSignal.any([signal, killed.signal]);
  const flight: Flight = {
    session,
    id,
    action,
    ids: { ...action.ids, decision: id },
    events,
    signal: withdrawn,
    stop: AbortSignal.any([withdrawn, session.closing.signal]),
    started: performance.now(),
    transcript,
    controls: { begun: Promise.withResolvers(), fed: Promise.withResolvers() },
  };
  const { controls } = flight;
  const result = fly(flight).finally(() => {
    controls.begun.resolve(false);
    controls.fed.resolve();
    events.close();
    session.flights.delete(result);
  });
  session.flights.add(result);
  // A caller may read only the events; whoever awaits the result still gets the failure.
  result.catch(() => {});
  return {
    id,
    events,
    result,
    started: controls.begun.promise,
    async write(data) {
      await controls.fed.promise;
      await controls.stdin?.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
    },
    async end() {
      await controls.fed.promise;
      await controls.stdin?.close();
    },
    resize: (columns, rows) => controls.resize?.(columns, rows),
    async endpoint(port) {
      if (flight.controls.endpoint) return await flight.controls.endpoint(port);
      throw new GuardError(
        "no-endpoint",
        `no running command publishes port ${port}; list it in the profile`,
      );
    },
    kill(name) {
      // What has not begun yet is withdrawn.
      if (controls.kill) controls.kill(name);
      else killed.abort();
    },
  };
}
