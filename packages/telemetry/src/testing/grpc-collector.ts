import type { Metadata, ServerCredentials } from "@grpc/grpc-js";

/** One request that a gRPC collector got, as the bytes that arrived. */
export interface GrpcDelivery {
  readonly path: string;
  readonly metadata: Metadata;
  readonly body: Buffer;
}

/** A gRPC collector on loopback that keeps what it gets, or fails with a status when told to. */
export interface GrpcCollector extends AsyncDisposable {
  readonly port: number;
  readonly deliveries: GrpcDelivery[];
  /** gRPC status of the next answers; 0 takes. */
  status: number;
}

const services = {
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
};

/** Starts a collector that knows the three OTLP services by path alone; messages stay bytes, so no schema is needed. */
export async function startGrpcCollector(tls?: ServerCredentials): Promise<GrpcCollector> {
  const grpc = await import("@grpc/grpc-js");
  const server = new grpc.Server();
  const deliveries: GrpcDelivery[] = [];
  const state = { status: 0 };
  const asIs = (bytes: Buffer): Buffer => bytes;
  for (const [name, path] of Object.entries(services)) {
    const method = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    server.addService(
      { [name]: method },
      {
        [name]: (
          call: { metadata: Metadata; request: Buffer },
          done: (error: object | null, answer?: Buffer) => void,
        ) => {
          if (state.status !== 0) return done({ code: state.status, details: "told to fail" });
          deliveries.push({ path, metadata: call.metadata, body: call.request });
          return done(null, Buffer.alloc(0));
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", tls ?? grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return Object.assign(state, {
    port,
    deliveries,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  });
}
