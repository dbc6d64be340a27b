import { TraceState } from "@opentelemetry/core";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ExporterSettings, ExportSettings } from "./export-settings.ts";
import { hrTime, loadResource } from "./otel-shapes.ts";
import { otlpSender } from "./otlp-sender.ts";
import type { OtlpSignal } from "./otlp-signal.ts";
import type { Sender } from "./sender.ts";
import type { ExportSpan } from "./spans.ts";

type SpanBatch = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0];

const signal: OtlpSignal<SpanBatch> = {
  name: "TRACES",
  grpcPath: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  binary: ProtobufTraceSerializer,
  json: JsonTraceSerializer,
};

/** Makes the sender of spans. Loads OpenTelemetry, so it is imported only where traces are configured. */
export async function spanSender(
  settings: ExportSettings,
  target: Exclude<ExporterSettings, { kind: "none" }>,
  host: string,
  timeoutMs: number,
): Promise<Sender<ExportSpan>> {
  const resource = await loadResource(settings, host);
  const scope = { name: settings.eventPrefix === "codex" ? "codex_otel" : "paddock" };
  const traceState = settings.traceState === "" ? {} : { traceState: new TraceState(settings.traceState) };
  return otlpSender(
    target,
    signal,
    timeoutMs,
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
