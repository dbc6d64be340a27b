import type { Action } from "./action.ts";
import type { Flight } from "./flight.ts";
import { judgeNow } from "./judge-now.ts";
import { normaliseAction } from "./normalise.ts";
import { type Settled, settle } from "./settle.ts";
import { subjectLine } from "./subject.ts";

/**
 * Settles what a running command wants to do next: an action like any other, by the same table, with the same questions, grants
 * and records. The question names the command.
 */
export async function settleInner(
  flight: Flight,
  given: Action,
  by: { readonly code: string; readonly signal: AbortSignal },
): Promise<Settled> {
  const { session, action: command } = flight;
  const ids = command.ids === undefined ? {} : { ids: command.ids };
  const action = normaliseAction({ ...given, ...ids }, command.cwd);
  const id = session.newId();
  const own: Flight = {
    ...flight,
    id,
    action,
    ids: { ...flight.ids, decision: id },
    signal: AbortSignal.any([flight.signal, by.signal]),
    stop: AbortSignal.any([flight.stop, by.signal]),
    controls: { begun: Promise.withResolvers(), fed: Promise.withResolvers() },
  };
  const judged = judgeNow(session, action);
  const asker = { code: by.code, text: `asked for by: ${subjectLine(command)}` };
  const reasons = [...judged.evaluation.reasons, asker];
  const settled = await settle(own, { ...judged, evaluation: { ...judged.evaluation, reasons } });
  if (!settled.go && settled.result.outcome === "stopped") {
    // Whoever asks and goes away takes the question back; that is no word about the command.
    const isWithdrawn = by.signal.aborted && settled.result.answer?.by === "program";
    if (!isWithdrawn) flight.controls.kill?.("SIGKILL");
  }
  return settled;
}
