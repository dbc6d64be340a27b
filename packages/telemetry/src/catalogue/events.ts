import { decisionEvents } from "./decision-events.ts";
import type { EventSpec, EventTable } from "./event-spec.ts";
import { executionEvents } from "./execution-events.ts";
import { modelEvents } from "./model-events.ts";
import { sessionEvents } from "./session-events.ts";
import { trailEvents } from "./trail-events.ts";

/** The event catalogue: every name a record may have, and what it carries. Documentation, types and schema come from it. */
export const EVENTS: EventTable = {
  ...sessionEvents,
  ...modelEvents,
  ...decisionEvents,
  ...executionEvents,
  ...trailEvents,
};

/** Finds an event by name; undefined when the catalogue has none, also for names like `constructor`. */
export function eventSpec(name: string): EventSpec | undefined {
  return Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
}
