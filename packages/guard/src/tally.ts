import type { TrailRecord } from "@paddock/telemetry";

/** What a session came to, in numbers. */
export interface Tally {
  readonly turns: Set<string>;
  calls: number;
  asks: number;
  denials: number;
}

/** A tally of nothing yet. */
export function newTally(): Tally {
  return { turns: new Set(), calls: 0, asks: 0, denials: 0 };
}

/** Counts one record of the guard. A refusal is a decision against an action, a block by the sandbox or by the network. */
export function count(tally: Tally, { name, ids, attributes }: TrailRecord): void {
  if (ids.turn !== undefined) tally.turns.add(ids.turn);
  if (name === "tool.called") tally.calls += 1;
  if (name === "approval.requested") tally.asks += 1;
  const judged = name === "decision.made" || name === "network.decided";
  if (name === "sandbox.denied" || (judged && attributes["decision"] === "deny")) tally.denials += 1;
}
