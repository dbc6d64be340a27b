import { JsonMetricsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import type { ExporterSettings, ExportSettings } from "./export-settings.ts";
import { aggregate, bounds, type Measurement } from "./metrics.ts";
import { hrTime, loadResource } from "./otel-shapes.ts";
import { otlpSender } from "./otlp-sender.ts";
import type { OtlpSignal } from "./otlp-signal.ts";
import type { Sender } from "./sender.ts";

type MetricBatch = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];

const signal: OtlpSignal<MetricBatch> = {
  name: "METRICS",
  grpcPath: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  binary: ProtobufMetricsSerializer,
  json: JsonMetricsSerializer,
};

/** Makes the sender of metrics. Loads OpenTelemetry, so it is imported only where metrics are configured. */
export async function metricSender(
  settings: ExportSettings,
  target: Exclude<ExporterSettings, { kind: "none" }>,
  host: string,
  timeoutMs: number,
): Promise<Sender<Measurement>> {
  const resource = await loadResource(settings, host);
  const scope = { name: settings.eventPrefix === "codex" ? "codex_otel" : "paddock" };
  return otlpSender(target, signal, timeoutMs, (measurements: readonly Measurement[]) => {
    const metrics = aggregate(measurements).map((series) => {
      const point = { startTime: hrTime(series.start), endTime: hrTime(series.end), attributes: series.tags };
      const count = series.kind === "count";
      return {
        descriptor: {
          name: series.metric,
          description: "",
          unit: count ? "" : "ms",
          valueType: 0,
          type: count ? "COUNTER" : "HISTOGRAM",
        },
        // 0 is delta: what this batch adds.
        aggregationTemporality: 0,
        ...(count
          ? { dataPointType: 3, isMonotonic: true, dataPoints: [{ ...point, value: series.sum }] }
          : {
              dataPointType: 0,
              dataPoints: [
                {
                  ...point,
                  value: {
                    buckets: { boundaries: [...bounds], counts: series.buckets },
                    sum: series.sum,
                    count: series.count,
                    min: series.min,
                    max: series.max,
                  },
                },
              ],
            }),
      };
    });
    return { resource, scopeMetrics: [{ scope, metrics }] } as unknown as MetricBatch;
  });
}
