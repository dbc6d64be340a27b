import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { chatEvents } from "./chat-events.ts";
import type { ModelReply } from "./model-reply.ts";
import { responsesEvents } from "./responses-events.ts";

/** One request that the test server got. */
export interface ModelRequest {
  /** Which API was asked. */
  readonly wire: "responses" | "chat";
  /** Counts from 0. */
  readonly index: number;
  /** Path with its query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The request's JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server on loopback that speaks the Responses API and Chat Completions as the real ones do. */
export interface ModelServer extends AsyncDisposable {
  /** Ends with `/v1`; use it as `base_url`. */
  readonly url: string;
  /** Every request so far. */
  readonly requests: readonly ModelRequest[];
  /** Closes the server and every connection. */
  close(): Promise<void>;
}

async function bodyOf(message: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString("utf8")) as Readonly<Record<string, unknown>>;
}

async function stream(
  reply: Extract<ModelReply, { kind: "answer" }>,
  events: readonly string[],
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  for (const [sent, event] of events.entries()) {
    if (sent === reply.cutAfter) {
      // Let what was written leave first; then break the connection in the middle of the body.
      await new Promise((resolve) => setImmediate(resolve));
      response.socket?.destroy();
      return;
    }
    if (sent === reply.stallAfter) return;
    if (!response.writable) return;
    response.write(event);
    if (reply.pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, reply.pauseMs));
  }
  response.end();
}

function refuse(reply: Extract<ModelReply, { kind: "error" }>, response: ServerResponse): void {
  const error = {
    message: reply.message ?? `status ${reply.status}`,
    type: "error",
    code: reply.code ?? null,
    param: null,
  };
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(JSON.stringify({ error }));
}

/**
 * Starts a model server on loopback whose answers come from `script`. It can cut or stall a stream, refuse with any
 * status and headers, and send malformed arguments. For tests only.
 */
export async function startModelServer(script: (request: ModelRequest) => ModelReply): Promise<ModelServer> {
  const requests: ModelRequest[] = [];

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = message.url ?? "/";
    const route = path.split("?")[0];
    if (route === "/api/tags") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ models: [{ name: "test:latest", model: "test:latest" }] }));
      return;
    }
    if (message.method !== "POST" || (route !== "/v1/responses" && route !== "/v1/chat/completions")) {
      refuse({ kind: "error", status: 404, message: `there is no ${route}` }, response);
      return;
    }
    const wire = route === "/v1/responses" ? "responses" : "chat";
    const request: ModelRequest = {
      wire,
      index: requests.length,
      path,
      headers: message.headers,
      body: await bodyOf(message),
    };
    requests.push(request);
    const reply = script(request);
    const id = `resp_${request.index}`;
    if (reply.kind === "error") refuse(reply, response);
    else if (reply.kind === "raw") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(reply.body);
    } else
      await stream(
        reply,
        wire === "responses" ? responsesEvents(reply, id) : chatEvents(reply, id),
        response,
      );
  }

  const server = createServer((message, response) => {
    answer(message, response).catch((error: unknown) => {
      if (!response.headersSent) refuse({ kind: "error", status: 500, message: String(error) }, response);
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/v1`, requests, close, [Symbol.asyncDispose]: close };
}
