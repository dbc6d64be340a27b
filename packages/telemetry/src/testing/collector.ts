import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** One request that the collector got. */
export interface Delivery {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** A collector on loopback that keeps what it gets, or behaves badly when told to. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly deliveries: Delivery[];
  /** Status of the next answers, with a body where one is given, or `hang`. */
  answer: (delivery: Delivery) => number | { readonly status: number; readonly body: Uint8Array } | "hang";
}

/** Starts a collector; with TLS options it speaks https. */
export async function startCollector(tls?: ServerOptions, port = 0): Promise<Collector> {
  const deliveries: Delivery[] = [];
  const sockets = new Set<Socket>();
  const state: Pick<Collector, "answer"> = { answer: () => 200 };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const delivery = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) };
      const answer = state.answer(delivery);
      if (answer === "hang") return;
      const { status, body } = typeof answer === "number" ? { status: answer, body: undefined } : answer;
      if (status === 200) deliveries.push(delivery);
      response.writeHead(status, { "content-type": request.headers["content-type"] ?? "" }).end(body);
    });
  };
  const server: Server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  });
}
