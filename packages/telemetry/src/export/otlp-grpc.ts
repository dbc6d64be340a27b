import { TrailError } from "../trail-error.ts";
import type { ExporterSettings } from "./export-settings.ts";
import type { OtlpSignal } from "./otlp-signal.ts";
import type { OtlpExporter } from "./sender.ts";
import { tlsOptions } from "./tls-options.ts";

/** The part of `@opentelemetry/otlp-grpc-exporter-base` that is used; it is an optional peer, so its types are not at hand. */
interface GrpcBase {
  convertLegacyOtlpGrpcOptions(options: object, signal: string): object;
  createInsecureCredentials(): unknown;
  createSslCredentials(ca?: Buffer, key?: Buffer, certificate?: Buffer): unknown;
  createEmptyMetadata(): { set(name: string, value: string): void };
  createOtlpGrpcExportDelegate(
    options: object,
    serializer: object,
    component: string,
    counter: object,
    meters: undefined,
    name: string,
    path: string,
  ): OtlpExporter<unknown>;
}

async function loadBase(): Promise<GrpcBase> {
  // Put together at run time, so that no bundler asks for a package that most people do not have.
  const name = ["@opentelemetry", "otlp-grpc-exporter-base"].join("/");
  try {
    return (await import(name)) as GrpcBase;
  } catch (cause) {
    throw new TrailError(
      "missing-module",
      `an otel exporter is otlp-grpc, which needs ${name}: run \`npm install ${name}@0.301.0\`, or use otlp-http`,
      { cause },
    );
  }
}

/** Makes the gRPC exporter of a signal. An `http:` endpoint is plain, every other goes over TLS. */
export async function grpcExporter<Request>(
  target: Extract<ExporterSettings, { kind: "otlp-grpc" }>,
  signal: OtlpSignal<Request>,
  timeoutMs: number,
): Promise<OtlpExporter<Request>> {
  const tls = tlsOptions(target.tls);
  const base = await loadBase();
  const metadata = base.createEmptyMetadata();
  for (const [name, value] of Object.entries(target.headers)) metadata.set(name, value);
  const credentials = target.endpoint.startsWith("http:")
    ? base.createInsecureCredentials()
    : base.createSslCredentials(tls.ca, tls.key, tls.cert);
  return base.createOtlpGrpcExportDelegate(
    base.convertLegacyOtlpGrpcOptions(
      { url: target.endpoint, metadata, credentials, timeoutMillis: timeoutMs },
      signal.name,
    ),
    signal.binary,
    "otlp_grpc_exporter",
    { name: "log", countItems: () => 0 },
    undefined,
    "Export",
    signal.grpcPath,
  );
}
