import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from "@opentelemetry/otlp-exporter-base/node-http";
import {
  JsonMetricsSerializer,
  MetricsExporterMetricsHelper,
  ProtobufMetricsSerializer,
} from "@opentelemetry/otlp-transformer";
import type { ExporterSettings, ExportSettings } from "./export-settings.ts";
import { hrTime, loadResource } from "./log-sender.ts";
import { aggregate, bounds, type Measurement } from "./metrics.ts";
import { httpOptions, senderOf } from "./otlp-http.ts";
import type { Sender } from "./sender.ts";

type MetricBatch = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];

/** Makes the sender of metrics. Loads OpenTelemetry, so it is imported only where metrics are configured. */
export async function metricSender(
  settings: ExportSettings,
  target: Extract<ExporterSettings, { kind: "otlp-http" }>,
  host: string,
  timeoutMs: number,
): Promise<Sender<Measurement>> {
  const resource = await loadResource(settings, host);
  const json = target.protocol === "json";
  const exporter = createOtlpHttpExportDelegate(
    convertLegacyHttpOptions(httpOptions(target, timeoutMs), "METRICS", "v1/metrics", {
      "Content-Type": json ? "application/json" : "application/x-protobuf",
    }),
    json ? JsonMetricsSerializer : ProtobufMetricsSerializer,
    json ? "otlp_http_json_metric_exporter" : "otlp_http_metric_exporter",
    MetricsExporterMetricsHelper,
    undefined,
  );
  const scope = { name: settings.eventPrefix === "codex" ? "codex_otel" : "paddock" };
  return senderOf(exporter, (measurements: readonly Measurement[]) => {
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
