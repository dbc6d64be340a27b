import { tunnelText } from "@paddock/network";
import type { ConnectionRecord, DecisionRecord, RefusedLookup } from "@paddock/network/proxy";
import type { TrailEvent } from "@paddock/telemetry";

/** How a connection ended, in the words that all events share. */
const OUTCOMES: Readonly<Record<ConnectionRecord["outcome"], string>> = {
  served: "done",
  closed: "done",
  refused: "denied",
  "dial-failed": "failed",
  "upstream-failed": "failed",
  "tunnel-refused": "blocked",
  "policy-changed": "stopped",
};

const WITH_ERROR: ReadonlySet<ConnectionRecord["outcome"]> = new Set([
  "tunnel-refused",
  "dial-failed",
  "upstream-failed",
]);

type Judged = Pick<DecisionRecord, "source" | "pattern" | "origin" | "reason" | "text" | "remedy">;

/** Which entry decided, where it was written, why, and what would allow it. */
function because({
  source,
  pattern,
  origin,
  reason,
  text,
  remedy,
}: Judged): Readonly<Record<string, unknown>> {
  return {
    source,
    text,
    ...(pattern === undefined ? {} : { pattern }),
    ...(reason === undefined ? {} : { reason_code: reason }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(origin === undefined ? {} : { origin_layer: origin.layer }),
    ...(origin?.file === undefined ? {} : { origin_file: origin.file }),
    ...(origin?.line === undefined ? {} : { origin_line: origin.line }),
  };
}

/** The record of a destination that was judged, before anything is dialled. */
export function decidedEvent(execution: string, record: DecisionRecord): TrailEvent {
  const { id, decision, host, port, protocol, override, method, asked } = record;
  return {
    name: "network.decided",
    ids: { execution, connection: String(id) },
    attributes: {
      decision,
      host,
      port,
      protocol,
      override,
      ...(asked ? { asked } : {}),
      ...(method === undefined ? {} : { method }),
      ...because(record),
    },
    severity: decision === "allow" ? "info" : "warn",
  };
}

/** The record of a name that was looked up and refused: the policy alone decided, and nobody was asked. */
export function lookupEvent(execution: string, { host, decision }: RefusedLookup): TrailEvent {
  const attributes = { decision: "deny", host, protocol: "dns", override: false, ...because(decision) };
  return { name: "network.decided", ids: { execution }, attributes, severity: "warn" };
}

/** The record of a connection that was allowed, when it has ended. */
export function closedEvent(execution: string, record: ConnectionRecord): TrailEvent {
  const { host, port, protocol, method, address, upstream, sni, outcome } = record;
  return {
    name: "network.closed",
    ids: { execution, connection: String(record.id) },
    attributes: {
      host,
      port,
      protocol,
      sent: record.bytesUp,
      received: record.bytesDown,
      duration_ms: record.durationMs,
      outcome: OUTCOMES[outcome],
      ...(method === undefined ? {} : { method }),
      ...(address === undefined ? {} : { address }),
      ...(upstream === undefined ? {} : { upstream }),
      ...(sni === undefined ? {} : { sni }),
      ...(WITH_ERROR.has(outcome) ? { error: tunnelText(record) } : {}),
    },
    severity: OUTCOMES[outcome] === "done" ? "info" : "warn",
  };
}
