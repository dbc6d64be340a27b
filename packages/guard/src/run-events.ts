import { type Channel, channel } from "./channel.ts";
import type { RunEvent } from "./run.ts";

/** Characters of events that wait for a reader; a command that prints more waits too. */
const LIMIT = 256 * 1024;

/** What a record counts, in characters: it is small, and its parts are bounded by the trail. */
const RECORD = 1024;

/** The events of one run. */
export function runEvents(): Channel<RunEvent> {
  return channel({
    limit: LIMIT,
    weigh: (event) => (event.kind === "record" ? RECORD : event.text.length),
    missing: ({ count }) => ({ kind: "progress", text: `${count} earlier events were left out` }),
  });
}
