import { tunnelText } from "@paddock/network";
import type { ConnectionRecord } from "@paddock/network/proxy";
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
