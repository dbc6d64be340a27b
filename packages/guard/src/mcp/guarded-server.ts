import { Server } from "@modelcontextprotocol/sdk/server";
// The package names no types for this file in its export map; Deno is told where they are.
// @ts-types="@modelcontextprotocol/sdk/types"
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Answer, ApprovalRequest } from "../decision.ts";
import { GuardError } from "../guard-error.ts";
import type { Guard } from "../guard-types.ts";
import type { RunResult } from "../run.ts";
import { callTool, OFFERED_TOOLS, readInput } from "../tools/guarded-tools.ts";
import { answerOf, formOf } from "./elicit-answer.ts";

/** Options of {@link createGuardedServer}. */
export interface GuardedServerOptions {
  /** Name that the server gives itself. Default `paddock`. */
  readonly name?: string;
  /** Version that it gives itself. Default `0.1.0`. */
  readonly version?: string;
  /** Names of the tools to offer; default all. */
  readonly tools?: readonly string[];
}

/** What the SDK takes for a transport, as far as a caller must know: it starts, it closes, and the SDK does the rest. */
export interface ServerTransport {
  /** Begins to receive. */
  start(): Promise<void>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** The part of a server that hosts use: connect it to a transport, close it at the end. */
export interface GuardedServer {
  /** Serves one client over a transport of the SDK, e.g. its `StdioServerTransport`. */
  connect(transport: ServerTransport): Promise<void>;
  /**
   * Puts a question to the person in front of the client; undefined where the client has no way to ask. For the `onAsk` of
   * the guard.
   */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<Answer | undefined>;
  /** Ends the connection; the guard stays open. */
  close(): Promise<void>;
}

/**
 * Makes an MCP server whose tools run commands and touch files through a guard: any MCP client gets the boundary, the
 * questions and the record. Refusals are tool results with their structured reason, so that the model can go on.
 */
export function createGuardedServer(guard: Guard, options: GuardedServerOptions = {}): GuardedServer {
  const { name = "paddock", version = "0.1.0" } = options;
  const tools = OFFERED_TOOLS.filter((tool) => options.tools?.includes(tool.name) ?? true);
  const server = new Server(
    { name, version },
    { capabilities: { tools: {} }, instructions: guard.describe() },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      inputSchema: tool.parameters,
      annotations: { readOnlyHint: tool.readOnly, destructiveHint: !tool.readOnly, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async (request, extra) => {
    const tool = tools.find((candidate) => candidate.name === request.params.name);
    const failed = (text: string) => ({ isError: true, content: [{ type: "text" as const, text }] });
    if (tool === undefined) return failed(`There is no tool ${request.params.name}.`);
    const read = readInput(tool, request.params.arguments ?? {});
    if (!read.ok) return failed(read.problem);
    let result: RunResult;
    try {
      result = await callTool(guard, tool, read.input, {
        signal: extra.signal,
        call: String(extra.requestId),
      });
    } catch (error) {
      if (error instanceof GuardError) return failed(error.message);
      throw error;
    }
    return {
      isError: result.outcome !== "done",
      content: [{ type: "text" as const, text: result.text }],
      ...(result.refusal === undefined ? {} : { _meta: { "paddock/refusal": result.refusal } }),
    };
  });
  return {
    // Every transport of the SDK is one; the wider type keeps its types out of this entry.
    async ask(request, signal) {
      if (server.getClientCapabilities()?.elicitation === undefined) return undefined;
      // A person may take long; the call that waits for it decides how long.
      const timeout = 2 ** 31 - 1;
      try {
        return answerOf(request, await server.elicitInput(formOf(request), { signal, timeout }));
      } catch (error) {
        signal.throwIfAborted();
        // A client that cannot be understood has not said yes.
        const message = `the client gave no answer that counts: ${(error as Error).message}`;
        return { decision: "deny", by: "program", message };
      }
    },
    connect: (transport) => server.connect(transport as Parameters<typeof server.connect>[0]),
    close: () => server.close(),
  };
}
