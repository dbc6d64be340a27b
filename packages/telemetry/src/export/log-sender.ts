import type { Attributes } from "@opentelemetry/api";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { TrailError } from "../trail-error.ts";
import type { ExportLog } from "./export-log.ts";
import type { ExporterSettings, ExportSettings } from "./export-settings.ts";
import { httpOptions, senderOf, tlsOptions } from "./otlp-http.ts";
import { resourceAttributes } from "./resource.ts";
import type { Sender } from "./sender.ts";

/** Milliseconds as OpenTelemetry's pair of seconds and nanoseconds. */
export function hrTime(milliseconds: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1_000_000)];
}

type Resource = ReadableLogRecord["resource"];

/** Loads OpenTelemetry's resource; only where export is configured. */
export async function loadResource(settings: ExportSettings, host: string): Promise<Resource> {
  const { resourceFromAttributes } = await import("@opentelemetry/resources");
  return resourceFromAttributes(resourceAttributes(settings, host) as Attributes);
}

async function grpcExporter(settings: Extract<ExporterSettings, { kind: "otlp-grpc" }>) {
  // The names are put together at run time, so that no bundler asks for packages that most people do not have.
  const load = async (name: string): Promise<Record<string, unknown>> => {
    try {
      return (await import(name)) as Record<string, unknown>;
    } catch (cause) {
      throw new TrailError(
        "missing-module",
        `otel.exporter is otlp-grpc, which needs ${name}: run \`npm install ${name}\`, or use otlp-http`,
        { cause },
      );
    }
  };
  const [{ OTLPLogExporter }, { credentials, Metadata }] = await Promise.all([
    load(["@opentelemetry", "exporter-logs-otlp-grpc"].join("/")),
    load(["@grpc", "grpc-js"].join("/")),
  ]);
  const tls = tlsOptions(settings.tls);
  const metadata = new (Metadata as new () => { set(key: string, value: string): void })();
  for (const [name, value] of Object.entries(settings.headers)) metadata.set(name, value);
  const channel = credentials as {
    createInsecure(): unknown;
    createSsl(ca?: Buffer | null, key?: Buffer | null, cert?: Buffer | null): unknown;
  };
  const secure = settings.endpoint.startsWith("https:");
  return new (
    OTLPLogExporter as new (
      options: object,
    ) => Parameters<typeof senderOf<ReadableLogRecord, ReadableLogRecord[]>>[0]
  )({
    url: settings.endpoint,
    metadata,
    credentials: secure
      ? channel.createSsl(tls.ca ?? null, tls.key ?? null, tls.cert ?? null)
      : channel.createInsecure(),
  });
}

/** Makes the sender of logs, importing only the encoding that is asked for. */
export async function logSender(
  settings: ExportSettings,
  host: string,
  timeoutMs: number,
): Promise<Sender<ExportLog> | undefined> {
  const target = settings.logs;
  if (target.kind === "none") return undefined;
  const resource = await loadResource(settings, host);
  const exporter =
    target.kind === "otlp-grpc"
      ? await grpcExporter(target)
      : target.protocol === "json"
        ? new (await import("@opentelemetry/exporter-logs-otlp-http")).OTLPLogExporter(
            httpOptions(target, timeoutMs),
          )
        : new (await import("@opentelemetry/exporter-logs-otlp-proto")).OTLPLogExporter(
            httpOptions(target, timeoutMs),
          );
  const shape = readableLog(settings, resource);
  return senderOf(exporter, (logs: readonly ExportLog[]) => logs.map(shape));
}

/** Gives a log the shape that OpenTelemetry's exporters take. */
export function readableLog(
  settings: ExportSettings,
  resource: Resource,
): (log: ExportLog) => ReadableLogRecord {
  const scope = { name: settings.eventPrefix === "codex" ? "codex_otel.log_only" : "paddock" };
  const network = { name: "codex_otel.network_proxy" };
  return (log) => {
    const time = hrTime(log.time);
    return {
      hrTime: time,
      hrTimeObserved: time,
      ...(log.traceId === undefined || log.spanId === undefined
        ? {}
        : { spanContext: { traceId: log.traceId, spanId: log.spanId, traceFlags: 1 } }),
      severityText: log.severityText,
      severityNumber: log.severityNumber,
      body: log.body,
      eventName: log.eventName,
      resource,
      instrumentationScope: log.eventName === "codex.network_proxy.policy_decision" ? network : scope,
      attributes: log.attributes as Attributes,
      droppedAttributesCount: 0,
    };
  };
}
