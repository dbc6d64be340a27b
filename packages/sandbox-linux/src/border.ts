import type { ChildProcess } from "node:child_process";
import type { Socket as DatagramSocket } from "node:dgram";
import type { Server, Socket } from "node:net";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";

/**
 * Sockets that were made in the network namespace of a run and are used outside it. The helper sends them over the IPC
 * channel of its process, in the frames Node and Deno use to pass handles.
 */
export interface Border {
  /** Connects to a port of the command's own loopback. */
  connect(port: number): Promise<Socket>;
  /** The helper could not make a connection. */
  refused(id: number, errno: string): void;
  close(): void;
}

/** Who gets the sockets that the helper makes by itself. */
export interface Arrivals {
  /** A server on a port of the command's own loopback. */
  onListener(port: number, server: Server): void;
  /** A socket for datagrams. */
  onDatagrams(port: number, socket: DatagramSocket): void;
}

/** Listens to the channel of `child`. */
export function openBorder(child: ChildProcess, tell: (word: string) => void, arrivals: Arrivals): Border {
  const waiting = new Map<number, PromiseWithResolvers<Socket>>();
  const made: { close(): void }[] = [];
  let last = 0;
  child.on("message", (message: unknown, handle: unknown) => {
    const { listening, receiving, connected } = message as Readonly<Record<string, number | undefined>>;
    if (listening !== undefined) {
      made.push(handle as Server);
      arrivals.onListener(listening, handle as Server);
    } else if (receiving !== undefined) {
      made.push(handle as DatagramSocket);
      arrivals.onDatagrams(receiving, handle as DatagramSocket);
    } else if (connected !== undefined) {
      waiting.get(connected)?.resolve(handle as Socket);
      waiting.delete(connected);
    }
  });
  const refused = (id: number, errno: string): void => {
    waiting
      .get(id)
      ?.reject(new SandboxLinuxError("broken", `Nothing inside accepts the connection (${errno}).`));
    waiting.delete(id);
  };
  return {
    refused,
    connect: (port) => {
      const id = ++last;
      const answer = Promise.withResolvers<Socket>();
      waiting.set(id, answer);
      tell(`connect ${port} ${id}`);
      return answer.promise;
    },
    close: () => {
      for (const id of waiting.keys()) refused(id, "ECONNABORTED");
      for (const each of made) each.close();
      if (child.connected) child.disconnect();
    },
  };
}
