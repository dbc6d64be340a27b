import type { Readable, Writable } from "node:stream";
// The package names no types for this file in its export map; Deno is told where they are.
// @ts-types="@modelcontextprotocol/sdk/server/stdio"
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Guard } from "../guard-types.ts";
import { createGuardedServer, type GuardedServer, type GuardedServerOptions } from "./guarded-server.ts";

/** Options of {@link serveStdio}. */
export interface ServeStdioOptions extends GuardedServerOptions {
  /** Where requests come from. Default: the standard input of the process. */
  readonly input?: Readable;
  /** Where answers go, and nothing else may. Default: the standard output of the process. */
  readonly output?: Writable;
  /** Stops serving. */
  readonly signal?: AbortSignal;
  /** Gets the server before its client connects, for {@linkcode GuardedServer.ask}. */
  readonly onServer?: (server: GuardedServer) => void;
}

/** Serves one MCP client over standard input and output until it goes away. The guard stays open. */
export async function serveStdio(guard: Guard, options: ServeStdioOptions = {}): Promise<void> {
  const { input = process.stdin, output = process.stdout, signal } = options;
  const server = createGuardedServer(guard, options);
  options.onServer?.(server);
  await server.connect(new StdioServerTransport(input, output));
  const gone = Promise.withResolvers<void>();
  const leave = (): void => gone.resolve();
  input.once("end", leave);
  input.once("close", leave);
  // A client that has gone cannot be answered; what it left running is stopped with the connection.
  output.once("error", leave);
  signal?.addEventListener("abort", leave, { once: true });
  if (signal?.aborted === true) leave();
  await gone.promise;
  signal?.removeEventListener("abort", leave);
  await server.close();
}
