import { readFileSync } from "node:fs";
import type { ExportResult } from "@opentelemetry/core";
import { TrailError } from "../trail-error.ts";
import type { ExporterSettings, ExportTls } from "./export-settings.ts";
import type { Sender, SendResult } from "./sender.ts";

/** The part of OpenTelemetry's exporters that is used. */
interface OtlpExporter<Item> {
  export(items: Item, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** Milliseconds for one delivery, the library's own retries included, when nothing else is said. */
export const sendTimeoutMs = 10_000;

function readPem(path: string | undefined, key: string): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new TrailError(
      "bad-settings",
      `otel tls.${key}: ${path} cannot be read (${(error as Error).message})`,
      {
        cause: error,
      },
    );
  }
}

/** Reads the TLS files into what node's agent takes. */
export function tlsOptions(tls: ExportTls): {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
} {
  const [ca, cert, key] = [
    readPem(tls.caCertificate, "ca-certificate"),
    readPem(tls.clientCertificate, "client-certificate"),
    readPem(tls.clientPrivateKey, "client-private-key"),
  ];
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}

/** Turns one of OpenTelemetry's exporters into a sender. */
export function senderOf<Item, Batch>(
  exporter: OtlpExporter<Batch>,
  batch: (items: readonly Item[]) => Batch,
): Sender<Item> {
  return {
    send: (items) =>
      new Promise<SendResult>((resolve) => {
        try {
          exporter.export(batch(items), (result) => {
            if (result.code === 0) resolve({ kind: "taken" });
            else resolve(failure(result.error));
          });
        } catch (error) {
          resolve({ kind: "refused", error: (error as Error).message });
        }
      }),
    close: () => exporter.shutdown().catch(() => {}),
  };
}

/** A 400 or 413 speaks of the batch itself; everything else, credentials included, may be mended outside. */
function failure(error: Error | undefined): SendResult {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  const cause = error?.cause instanceof Error ? `: ${error.cause.message}` : "";
  const text =
    `${typeof code === "number" ? `HTTP ${code} ` : ""}${error?.message ?? "unknown"}${cause}`.trim();
  return { kind: code === 400 || code === 413 ? "refused" : "failed", error: text.slice(0, 500) };
}

/** Options of OpenTelemetry's HTTP exporters. */
export function httpOptions(
  settings: Extract<ExporterSettings, { kind: "otlp-http" }>,
  timeoutMs: number,
): {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly timeoutMillis: number;
  readonly httpAgentOptions: object;
} {
  return {
    url: settings.endpoint,
    headers: { ...settings.headers },
    timeoutMillis: timeoutMs,
    httpAgentOptions: { keepAlive: true, ...tlsOptions(settings.tls) },
  };
}
