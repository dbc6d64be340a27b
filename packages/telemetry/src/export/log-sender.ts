import { hostname } from "node:os";
import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { logsJson } from "./encode-logs-json.ts";
import { logsProtobuf } from "./encode-logs-protobuf.ts";
import type { ExportLog } from "./export-log.ts";
import type { ExporterSettings, ExportSettings } from "./export-settings.ts";
import { type LogRequest, logRequest } from "./log-request.ts";
import { otlpSender } from "./otlp-sender.ts";
import type { OtlpSignal } from "./otlp-signal.ts";
import { resourceAttributes } from "./resource.ts";
import type { Sender } from "./sender.ts";

/** Makes the sender of logs. Loads OpenTelemetry, so it is imported only where logs are configured. */
export function logSender(
  settings: ExportSettings,
  target: Exclude<ExporterSettings, { kind: "none" }>,
  host: string,
  timeoutMs: number,
): Promise<Sender<ExportLog>> {
  const signal: OtlpSignal<LogRequest> = {
    name: "LOGS",
    grpcPath: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    binary: { ...ProtobufLogsSerializer, serializeRequest: logsProtobuf() },
    json: { ...JsonLogsSerializer, serializeRequest: logsJson },
  };
  const resource = resourceAttributes(settings, host, hostname());
  const codex = settings.eventPrefix === "codex";
  return otlpSender(target, signal, timeoutMs, (logs) => logRequest(resource, codex, logs));
}
