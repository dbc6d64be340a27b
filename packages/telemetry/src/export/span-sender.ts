import { TraceState } from "@opentelemetry/core";
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from "@opentelemetry/otlp-exporter-base/node-http";
import {
  JsonTraceSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from "@opentelemetry/otlp-transformer";
import type { ExporterSettings, ExportSettings } from "./export-settings.ts";
import { hrTime, loadResource } from "./log-sender.ts";
import { httpOptions, senderOf } from "./otlp-http.ts";
import type { Sender } from "./sender.ts";
import type { ExportSpan } from "./spans.ts";

type SpanBatch = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0];

/** Makes the sender of spans. Loads OpenTelemetry, so it is imported only where traces are configured. */
export async function spanSender(
  settings: ExportSettings,
  target: Extract<ExporterSettings, { kind: "otlp-http" }>,
  host: string,
  timeoutMs: number,
): Promise<Sender<ExportSpan>> {
  const resource = await loadResource(settings, host);
  const json = target.protocol === "json";
  const exporter = createOtlpHttpExportDelegate(
    convertLegacyHttpOptions(httpOptions(target, timeoutMs), "TRACES", "v1/traces", {
      "Content-Type": json ? "application/json" : "application/x-protobuf",
    }),
    json ? JsonTraceSerializer : ProtobufTraceSerializer,
    json ? "otlp_http_json_span_exporter" : "otlp_http_span_exporter",
    TraceExporterMetricsHelper,
    undefined,
  );
  const scope = { name: settings.eventPrefix === "codex" ? "codex_otel" : "paddock" };
  const traceState = settings.traceState === "" ? {} : { traceState: new TraceState(settings.traceState) };
  return senderOf(
    exporter,
    (spans: readonly ExportSpan[]) =>
      spans.map((span) => ({
        name: span.name,
        kind: 0,
        spanContext: () => ({ traceId: span.traceId, spanId: span.spanId, traceFlags: 1, ...traceState }),
        ...(span.parentSpanId === undefined
          ? {}
          : { parentSpanContext: { traceId: span.traceId, spanId: span.parentSpanId, traceFlags: 1 } }),
        startTime: hrTime(span.start),
        endTime: hrTime(span.end),
        status: { code: span.failed ? 2 : 0 },
        attributes: { ...settings.spanAttributes, ...span.attributes },
        links: [],
        events: [],
        duration: hrTime(span.end - span.start),
        ended: true,
        resource,
        instrumentationScope: scope,
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
      })) as unknown as SpanBatch,
  );
}
