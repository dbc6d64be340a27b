import type { Action } from "./action.ts";
import { channel } from "./channel.ts";
import { type Flight, note } from "./flight.ts";
import { decisionOf, judgeNow } from "./judge-now.ts";
import { normaliseAction } from "./normalise.ts";
import { perform } from "./perform.ts";
import { planFor } from "./plan-for.ts";
import type { Run, RunEvent, RunResult } from "./run.ts";
import type { Session } from "./session.ts";
import { settle } from "./settle.ts";
import { subjectOf } from "./subject.ts";

async function fly(flight: Flight): Promise<RunResult> {
  const { session, action } = flight;
  await note(flight, {
    name: "tool.called",
    attributes: { kind: action.kind, subject: subjectOf(action), cwd: action.cwd },
  });
  session.surroundings = await session.refresh();
  const judgement = judgeNow(session, action);
  const decision = decisionOf(session, action, judgement);
  const settled = await settle(flight, decision, judgement);
  if (!settled.go) return settled.result;
  flight.signal.throwIfAborted();
  const widenings = [...session.grants.widenings(action.ids?.turn), settled.widening];
  const plan = planFor(session.profile, session.surroundings, settled.placement, widenings);
  return perform(flight, plan, decision, settled.placement, settled.answer);
}

/**
 * Runs one action through decision, question, confinement and record.
 *
 * @throws {GuardError} `bad-action` at once when the action has no meaning. Later failures reject the result.
 */
export function startRun(session: Session, given: Action, signal: AbortSignal): Run {
  const id = session.newId();
  const action = normaliseAction(given, session.workspace[0] as string);
  const events = channel<RunEvent>();
  const flight: Flight = {
    session,
    id,
    action,
    ids: { ...action.ids, decision: id },
    events,
    signal,
    started: performance.now(),
    controls: {},
  };
  const result = fly(flight).finally(() => events.close());
  // A caller may read only the events; whoever awaits the result still gets the failure.
  result.catch(() => {});
  return {
    id,
    events,
    result,
    async write(data) {
      await flight.controls.stdin?.write(new TextEncoder().encode(data));
    },
    resize: (columns, rows) => flight.controls.resize?.(columns, rows),
    kill: (name) => flight.controls.kill?.(name),
  };
}
