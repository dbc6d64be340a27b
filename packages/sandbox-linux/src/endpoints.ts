import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { Border } from "./border.ts";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";

/** Longest head of a request that is looked at, in bytes; and the time it may take, in milliseconds. */
const mostHead = 65536;
const headTime = 10_000;

/** The published ports of one run. */
export interface Endpoints {
  publish(port: number): Promise<URL>;
  close(): void;
}

function hostOf(head: string): string | undefined {
  return /^host:[ \t]*([^\r\n]*?)[ \t]*$/im.exec(head)?.[1]?.toLowerCase();
}

// Only a request that knows the name is let through: another page's script can guess the port, but not the name.
async function admit(outer: Socket, name: string, open: () => Promise<Socket>): Promise<void> {
  let head = Buffer.alloc(0);
  outer.setTimeout(headTime, () => outer.destroy());
  for await (const chunk of outer.iterator({ destroyOnReturn: false })) {
    head = Buffer.concat([head, chunk as Buffer]);
    if (head.includes("\r\n\r\n") || head.length > mostHead) break;
  }
  if (hostOf(head.toString("latin1")) !== name) {
    outer.end("HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  outer.setTimeout(0);
  const inner = await open();
  inner.on("error", () => outer.destroy());
  inner.on("close", () => outer.destroy());
  outer.on("close", () => inner.destroy());
  inner.write(head);
  outer.pipe(inner).pipe(outer);
}

/** Publishes ports of a run on loopback, each under a random name below `localhost`. */
export function openEndpoints(border: Border, ports: readonly number[]): Endpoints {
  const servers = new Map<number, { server: Server; url: URL }>();
  const sockets = new Set<Socket>();
  let closed = false;
  return {
    async publish(port): Promise<URL> {
      if (!ports.includes(port)) {
        throw new SandboxLinuxError(
          "bad-plan",
          `Port ${port} is not among the ports that the plan publishes.`,
        );
      }
      const known = servers.get(port);
      if (known) return known.url;
      const label = randomBytes(12).toString("hex");
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        socket.on("error", () => socket.destroy());
        const { port: outside } = server.address() as { port: number };
        admit(socket, `${label}.localhost:${outside}`, () => border.connect(port)).catch(() =>
          socket.destroy(),
        );
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      if (closed) {
        server.close();
        throw new SandboxLinuxError("aborted", `The command ended before port ${port} was published.`);
      }
      const { port: outside } = server.address() as { port: number };
      const url = new URL(`http://${label}.localhost:${outside}/`);
      servers.set(port, { server, url });
      return url;
    },
    close(): void {
      closed = true;
      for (const { server } of servers.values()) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
