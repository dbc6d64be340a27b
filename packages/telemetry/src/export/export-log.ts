import { hash } from "node:crypto";
import type { AttributeValue, TrailRecord } from "../record.ts";

/** A log record on its way out, before it has the shape of a library. */
export interface ExportLog {
  /** Full event name, prefix included. */
  readonly eventName: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Severity in OpenTelemetry's numbers. */
  readonly severityNumber: 9 | 13 | 17;
  /** Severity in words. */
  readonly severityText: "INFO" | "WARN" | "ERROR";
  /** One line for people. */
  readonly body: string;
  /** Attributes as they go on the wire. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** 32 hex digits, the same for all records of a turn. */
  readonly traceId?: string;
  /** 16 hex digits. */
  readonly spanId?: string;
}

/** Turns records into logs; it may remember what earlier records said, so it sees each session in order. */
export interface LogMapper {
  /** Sees a record that was sent before a restart. */
  note(record: TrailRecord): void;
  /** Gives the logs that a record makes; some make none, some several. */
  map(record: TrailRecord): readonly ExportLog[];
}

/** Remembers what a pure function gave for the last few texts: the records of a turn come together. */
function remembering(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      value = make(text);
      if (known.size >= 512) known.clear();
      known.set(text, value);
    }
    return value;
  };
}

/** Trace id of a turn. Derived, so that producers need not carry it and every signal agrees. */
export const traceIdOf: (turn: string) => string = remembering((turn) =>
  hash("sha256", `trace ${turn}`).slice(0, 32),
);

/** Span id of a turn, call or execution. */
export const spanIdOf: (id: string) => string = remembering((id) =>
  hash("sha256", `span ${id}`).slice(0, 16),
);

/** The trace context of a record: its turn's trace, and the narrowest span it belongs to. */
export function traceContext(ids: TrailRecord["ids"]): {
  readonly traceId?: string;
  readonly spanId?: string;
} {
  if (ids.turn === undefined) return {};
  return { traceId: traceIdOf(ids.turn), spanId: spanIdOf(ids.call ?? ids.turn) };
}

/** Severity of a record in OpenTelemetry's numbers. */
export function severityOf(
  record: TrailRecord,
  flat: boolean,
): Pick<ExportLog, "severityNumber" | "severityText"> {
  const severity = flat ? "info" : record.severity;
  if (severity === "error") return { severityNumber: 17, severityText: "ERROR" };
  if (severity === "warn") return { severityNumber: 13, severityText: "WARN" };
  return { severityNumber: 9, severityText: "INFO" };
}

/** Attributes that say what an event is about, the most telling first. */
const subjects = [
  "subject",
  "command",
  "path",
  "host",
  "object",
  "title",
  "text",
  "rule",
  "server",
  "tool",
  "model",
  "reason",
];
const outcomes = ["decision", "outcome", "phase"];

function firstText(record: TrailRecord, keys: readonly string[]): string {
  for (const key of keys) {
    const value = record.attributes[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
}

/** One line that says what happened. */
export function describeRecord(record: TrailRecord): string {
  const [how, what] = [firstText(record, outcomes), firstText(record, subjects)];
  const end = what.indexOf("\n");
  const line = `${record.name}${how === "" ? "" : ` ${how}`}${what === "" ? "" : ` ${end < 0 ? what : what.slice(0, end)}`}`;
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
