import type { AttributeValue } from "../record.ts";
import type { ExportLog } from "./export-log.ts";

/** What one delivery of logs says, before it is encoded: an ExportLogsServiceRequest of OTLP with one resource. */
export interface LogRequest {
  readonly resource: Readonly<Record<string, AttributeValue>>;
  /** Logs by the scope they belong to, in the order in which the scopes first occur. */
  readonly scopes: ReadonlyMap<string, readonly ExportLog[]>;
}

/** Turns requests into the bytes of one encoding. */
export type EncodeLogs = (request: LogRequest) => Uint8Array;

/** Codex sends what its network proxy decides under a scope of its own. */
function scopeOf(log: ExportLog, codex: boolean): string {
  if (!codex) return "paddock";
  return log.eventName === "codex.network_proxy.policy_decision"
    ? "codex_otel.network_proxy"
    : "codex_otel.log_only";
}

/** Puts logs of one origin into a request; `codex` gives their scopes Codex's names. */
export function logRequest(
  resource: LogRequest["resource"],
  codex: boolean,
  logs: readonly ExportLog[],
): LogRequest {
  const scopes = new Map<string, ExportLog[]>();
  for (const log of logs) {
    const scope = scopeOf(log, codex);
    const known = scopes.get(scope);
    if (known === undefined) scopes.set(scope, [log]);
    else known.push(log);
  }
  return { resource, scopes };
}
