import type { ExporterSettings } from "./export-settings.ts";
import { grpcExporter } from "./otlp-grpc.ts";
import type { OtlpSerializer, OtlpSignal } from "./otlp-signal.ts";
import type { OtlpExporter, Sender, SendResult } from "./sender.ts";
import { tlsOptions } from "./tls-options.ts";

/** Milliseconds for one delivery, the library's own retries included, when nothing else is said. */
export const sendTimeoutMs = 10_000;

async function httpExporter<Request>(
  target: Extract<ExporterSettings, { kind: "otlp-http" }>,
  signal: OtlpSignal<Request>,
  timeoutMs: number,
): Promise<OtlpExporter<Request>> {
  const httpAgentOptions = { keepAlive: true, ...tlsOptions(target.tls) };
  const base = await import("@opentelemetry/otlp-exporter-base/node-http");
  const json = target.protocol === "json";
  return base.createOtlpHttpExportDelegate(
    base.convertLegacyHttpOptions(
      { url: target.endpoint, headers: { ...target.headers }, timeoutMillis: timeoutMs, httpAgentOptions },
      signal.name,
      `v1/${signal.name.toLowerCase()}`,
      { "Content-Type": json ? "application/json" : "application/x-protobuf" },
    ),
    json ? signal.json : signal.binary,
    json ? "otlp_http_json_exporter" : "otlp_http_exporter",
    { name: "log", countItems: () => 0 },
    undefined,
  );
}

type Rejection = NonNullable<Extract<SendResult, { kind: "taken" }>["rejected"]>;

/** Reads a partial success: the collector took the request and dropped some of its items. */
function rejectionOf(response: object): Rejection | undefined {
  const partial = (response as { readonly partialSuccess?: Readonly<Record<string, unknown>> | null })
    .partialSuccess;
  if (partial === undefined || partial === null) return undefined;
  const items = Number(
    partial["rejectedLogRecords"] ?? partial["rejectedSpans"] ?? partial["rejectedDataPoints"] ?? 0,
  );
  return items > 0 ? { items, error: String(partial["errorMessage"] ?? "no reason given") } : undefined;
}

/** An HTTP 400 or 413 or a gRPC INVALID_ARGUMENT speaks of the batch itself; all else, credentials included, may be mended. */
function failure(error: Error | undefined): SendResult {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  const cause = error?.cause instanceof Error ? `: ${error.cause.message}` : "";
  const status = typeof code === "number" && code >= 100 ? `HTTP ${code} ` : "";
  const text = `${status}${error?.message ?? "unknown"}${cause}`.trim();
  return {
    kind: code === 400 || code === 413 || code === 3 ? "refused" : "failed",
    error: text.slice(0, 500),
  };
}

/**
 * Makes the sender of a signal over OpenTelemetry's own transport, HTTP or gRPC. Rejects with a `TrailError` for TLS files
 * that cannot be read and for a package that is not installed.
 */
export async function otlpSender<Item, Request>(
  target: Exclude<ExporterSettings, { kind: "none" }>,
  signal: OtlpSignal<Request>,
  timeoutMs: number,
  request: (items: readonly Item[]) => Request,
): Promise<Sender<Item>> {
  let rejected: Rejection | undefined;
  // The library reads an answer right before it reports the delivery as done, within one turn of the event loop.
  const listening = (serializer: OtlpSerializer<Request>): OtlpSerializer<Request> => ({
    serializeRequest: (batch) => serializer.serializeRequest(batch),
    deserializeResponse: (bytes) => {
      rejected = rejectionOf(serializer.deserializeResponse(bytes));
      return {};
    },
  });
  const heard = { ...signal, binary: listening(signal.binary), json: listening(signal.json) };
  const exporter = await (target.kind === "otlp-grpc"
    ? grpcExporter(target, heard, timeoutMs)
    : httpExporter(target, heard, timeoutMs));
  return {
    send: (items) =>
      new Promise<SendResult>((resolve) => {
        try {
          exporter.export(request(items), (result) => {
            const dropped = rejected;
            rejected = undefined;
            if (result.code !== 0) resolve(failure(result.error));
            else resolve({ kind: "taken", ...(dropped === undefined ? {} : { rejected: dropped }) });
          });
        } catch (error) {
          resolve({ kind: "refused", error: (error as Error).message });
        }
      }),
    close: () => exporter.shutdown().catch(() => {}),
  };
}
