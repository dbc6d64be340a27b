import { decisionEvent } from "./decision-record.ts";
import { ended, type Flight, note } from "./flight.ts";
import { refusal } from "./refusal.ts";
import type { RunResult } from "./run.ts";
import type { Way } from "./way.ts";

/** Records a refusal that comes after the decision, and ends the action with it. */
export async function refuseLate(
  flight: Flight,
  way: Pick<Way, "decision" | "answer">,
  code: string,
  text: string,
  alternative: string,
): Promise<RunResult> {
  const reasons = [{ code, text }];
  await note(
    flight,
    decisionEvent(flight.action, { decision: "deny", placement: "none", by: "policy", reasons }),
  );
  return ended(flight, way.decision, way.answer, {
    outcome: "denied",
    text,
    refusal: refusal(code, "policy", reasons, { alternative }),
    denials: [],
  });
}

/** The end of an action that changed between its decision and its start. */
export function changedSince(flight: Flight, way: Pick<Way, "decision" | "answer">): Promise<RunResult> {
  const text = "what it refers to changed between the decision and its start, so it was not started";
  return refuseLate(flight, way, "changed-since-decided", text, "Try again.");
}
