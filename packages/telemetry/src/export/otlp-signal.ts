/** Encodes the requests of a signal and reads the collector's answers; OpenTelemetry's serializers have this shape. */
export interface OtlpSerializer<Request> {
  /** Undefined says that there is nothing to send. */
  serializeRequest(request: Request): Uint8Array | undefined;
  deserializeResponse(bytes: Uint8Array): object;
}

/** What OTLP says of one signal. */
export interface OtlpSignal<Request> {
  /** Part of the names of OpenTelemetry's own environment variables. */
  readonly name: "LOGS" | "TRACES" | "METRICS";
  /** Path of the service under gRPC. */
  readonly grpcPath: string;
  readonly binary: OtlpSerializer<Request>;
  readonly json: OtlpSerializer<Request>;
}
