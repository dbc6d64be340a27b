import { connect, createServer, type Server, type Socket } from "node:net";
import type { NetworkPolicy } from "../decision.ts";
import type { Egress } from "../proxy/egress.ts";
import type { DecisionRecord } from "../proxy/connection-record.ts";
import type { EgressOptions } from "../proxy/egress.ts";
import { startEgress } from "../proxy/start-egress.ts";

/** What came back on a raw connection until it was closed, or until `until` was seen. */
export function talk(port: number, say: string | Uint8Array, until?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    const done = (): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (until?.test(heard)) done();
    });
    socket.on("error", done);
    socket.on("close", done);
    socket.on("connect", () => (typeof say === "string" ? socket.write(say, "latin1") : socket.write(say)));
  });
}

/** A server of the loopback interface that counts its connections and answers by `serve`. */
export async function originServer(serve: (socket: Socket, chunk: Buffer) => void): Promise<{
  readonly port: number;
  readonly heard: string[];
  readonly sockets: ReadonlySet<Socket>;
  connections(): number;
  close(): void;
}> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      heard.push(chunk.toString("latin1"));
      serve(socket, chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    heard,
    sockets,
    connections: () => count,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** An origin that answers each HTTP request with `ok` and keeps its connection. */
export const okOrigin = (): ReturnType<typeof originServer> =>
  originServer((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok"));

/** Allows `*.test` and `a.test`; every name resolves to the loopback interface, which is allowed for the test. */
export const openPolicy: NetworkPolicy = {
  enabled: true,
  allowLocalBinding: true,
  domains: [
    { pattern: "**.test", decision: "allow" },
    { pattern: "bad.test", decision: "deny" },
    { pattern: "127.0.0.1", decision: "allow" },
  ],
};

/** A proxy with one listener, whose decisions are kept. */
export async function startTestEgress(options: Partial<EgressOptions> = {}): Promise<{
  readonly egress: Egress;
  readonly port: number;
  readonly decisions: DecisionRecord[];
}> {
  const decisions: DecisionRecord[] = [];
  const egress = await startEgress({
    policy: openPolicy,
    resolve: async () => ["127.0.0.1"],
    own: () => new Set(),
    onDecision: (record) => void decisions.push(record),
    ...options,
  });
  const { port } = await egress.listen("cmd-1");
  return { egress, port, decisions };
}

/** A plain request through a proxy. */
export function plainGet(host: string, port: number, ...fields: readonly string[]): string {
  const all = [`GET http://${host}:${port}/x HTTP/1.1`, `Host: ${host}:${port}`, "Connection: close", ...fields];
  return `${all.join("\r\n")}\r\n\r\n`;
}

/** A CONNECT. */
export function connectTo(host: string, port: number, ...fields: readonly string[]): string {
  return `${[`CONNECT ${host}:${port} HTTP/1.1`, `Host: ${host}:${port}`, ...fields].join("\r\n")}\r\n\r\n`;
}

/** A SOCKS5 greeting and a request for a name. */
export function socksTo(host: string, port: number, command = 1): Uint8Array {
  const name = [...host].map((char) => char.charCodeAt(0));
  return Uint8Array.of(5, 1, 0, 5, command, 0, 3, name.length, ...name, port >> 8, port & 255);
}
