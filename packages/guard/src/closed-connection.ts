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

const TUNNEL_REASONS: Readonly<Record<string, string>> = {
  sni_missing: "the TLS hello names no server",
  ech_refused: "the TLS hello hides its server name",
  not_tls: "what goes to port 443 is not TLS",
};

/** Says why a tunnel was closed after its first bytes. */
export function tunnelText({ host, sni, tunnelReason = "" }: ConnectionRecord): string {
  return TUNNEL_REASONS[tunnelReason] ?? `the TLS server name ${sni ?? ""} is not ${host}`;
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
      ...(outcome === "tunnel-refused" ? { error: tunnelText(record) } : {}),
      ...(outcome === "dial-failed" || outcome === "upstream-failed" ? { error: "nothing answered" } : {}),
    },
    severity: OUTCOMES[outcome] === "done" ? "info" : "warn",
  };
}
