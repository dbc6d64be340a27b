import type { AttributeValue } from "../record.ts";
import type { ExportLog } from "./export-log.ts";
import type { ExportSettings } from "./export-settings.ts";
import { resourceAttributes } from "./resource.ts";

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

/** Puts logs of one host into a request. */
export function logRequest(
  settings: Pick<ExportSettings, "eventPrefix" | "environment" | "resource">,
  host: string,
  logs: readonly ExportLog[],
): LogRequest {
  const codex = settings.eventPrefix === "codex";
  const scopes = new Map<string, ExportLog[]>();
  for (const log of logs) {
    const scope = scopeOf(log, codex);
    const known = scopes.get(scope);
    if (known === undefined) scopes.set(scope, [log]);
    else known.push(log);
  }
  return { resource: resourceAttributes(settings, host), scopes };
}
