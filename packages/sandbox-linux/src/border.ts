import type { ChildProcess } from "node:child_process";
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

/** Listens to the channel of `child`; `onListener` gets the servers of the proxy ports. */
export function openBorder(
  child: ChildProcess,
  tell: (word: string) => void,
  onListener: ((port: number, server: Server) => void) | undefined,
): Border {
  const waiting = new Map<number, PromiseWithResolvers<Socket>>();
  const servers: Server[] = [];
  let last = 0;
  child.on("message", (message: unknown, handle: unknown) => {
    const { listening, connected } = message as { listening?: number; connected?: number };
    if (listening !== undefined) {
      servers.push(handle as Server);
      onListener?.(listening, handle as Server);
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
      for (const server of servers) server.close();
      if (child.connected) child.disconnect();
    },
  };
}
