import type { AgentEvent } from "@paddock/agent";
import type { TrailRecord } from "@paddock/telemetry";

/** Something that happens but is not recorded, in the envelope of a record. */
interface Unrecorded {
  readonly v: 1;
  readonly time: string;
  readonly name: string;
  readonly ids: { readonly session?: string; readonly call?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What `exec --json` prints: the trail's records as they are, and what is not recorded in the same envelope. */
export interface JsonLines {
  /** The first line: the policy in force. */
  start(attributes: Readonly<Record<string, unknown>>): void;
  record(record: TrailRecord): void;
  event(event: AgentEvent): void;
  /** The last line. */
  end(attributes: Readonly<Record<string, unknown>>): void;
}

/** Writes one JSON value a line. A record that arrives twice is printed once. */
export function jsonLines(
  session: string | undefined,
  write: (text: string) => void,
  now: () => Date = () => new Date(),
): JsonLines {
  const printed = new Set<string>();
  const line = (value: unknown): void => write(`${JSON.stringify(value)}\n`);
  const unrecorded = (name: string, attributes: Unrecorded["attributes"], call?: string): void => {
    const ids = { ...(session === undefined ? {} : { session }), ...(call === undefined ? {} : { call }) };
    line({ v: 1, time: now().toISOString(), name, ids, attributes } satisfies Unrecorded);
  };
  const record = (value: TrailRecord): void => {
    if (printed.has(value.id)) return;
    printed.add(value.id);
    line(value);
  };
  return {
    start: (attributes) => unrecorded("start", attributes),
    record,
    event(event) {
      switch (event.kind) {
        case "text":
          return unrecorded("text", { delta: event.delta });
        case "text-done":
          return unrecorded("message", { text: event.text });
        case "reasoning":
          return unrecorded("reasoning", { delta: event.delta });
        case "retry":
          return unrecorded("retry", {
            reason: event.reason,
            attempt: event.attempt,
            wait_ms: event.waitMs,
          });
        case "compacted":
          return unrecorded("compacted", { before: event.before, after: event.after });
        case "turn":
          // The trail records turns; only what went wrong needs words here.
          return event.error === undefined ? undefined : unrecorded("error", { text: event.error });
        case "call":
          return unrecorded("call", { tool: event.tool, title: event.title }, event.call);
        case "ask":
          return unrecorded("ask", { request: event.request }, event.call);
        case "result":
          return unrecorded("result", { title: event.title, result: event.result }, event.call);
        case "run":
          if (event.event.kind === "record") return record(event.event.record);
          if (event.event.kind === "progress")
            return unrecorded("progress", { text: event.event.text }, event.call);
          return unrecorded("output", { stream: event.event.stream, text: event.event.text }, event.call);
      }
    },
    end: (attributes) => unrecorded("end", attributes),
  };
}
