// A model server for agents of somebody else that speak neither of our own two APIs: Anthropic's Messages and Google's
// generateContent, streamed as the real ones do. The model calls one command after the other and is then done.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Json = Readonly<Record<string, unknown>>;

/** A model server that plays a script of commands. */
export interface WireServer extends AsyncDisposable {
  /** Without a path. */
  readonly origin: string;
  /** Bodies of the questions to the model, in order. */
  readonly bodies: readonly Json[];
  /** What else was asked for: method and path. */
  readonly other: readonly string[];
}

interface Call {
  readonly name: string;
  readonly input: Json;
}

const DONE = "All is done.";

function messagesEvents(call: Call | undefined, index: number): string {
  const block = call
    ? { type: "tool_use", id: `toolu_${index}`, name: call.name, input: {} }
    : { type: "text", text: "" };
  const delta = call
    ? { type: "input_json_delta", partial_json: JSON.stringify(call.input) }
    : { type: "text_delta", text: DONE };
  const message = {
    id: `msg_${index}`,
    type: "message",
    role: "assistant",
    model: "claude-test",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 1 },
  };
  const events = [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: block },
    { type: "content_block_delta", index: 0, delta },
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: call ? "tool_use" : "end_turn", stop_sequence: null },
      usage: { output_tokens: 20 },
    },
    { type: "message_stop" },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

function wholeMessage(index: number): Json {
  return {
    id: `msg_${index}`,
    type: "message",
    role: "assistant",
    model: "claude-test",
    content: [{ type: "text", text: DONE }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 20 },
  };
}

function generated(call: Call | undefined): Json {
  const part = call ? { functionCall: { name: call.name, args: call.input } } : { text: DONE };
  return {
    candidates: [{ index: 0, finishReason: "STOP", content: { role: "model", parts: [part] } }],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
  };
}

/** Names of the tools that a question offers, in any of the wires. */
function toolNames({ tools }: Json): readonly string[] {
  if (!Array.isArray(tools)) return [];
  return (tools as readonly Json[]).flatMap(({ name, functionDeclarations: declared }) =>
    Array.isArray(declared)
      ? (declared as readonly Json[]).map((one) => String(one["name"]))
      : [String(name)],
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** Starts the server on loopback; the tool that runs a command is the first of `tools` that a question offers. */
export async function startWireServer(
  tools: readonly string[],
  commands: readonly string[],
): Promise<WireServer> {
  const left = [...commands];
  const bodies: Json[] = [];
  const other: string[] = [];
  const next = (body: Json): Call | undefined => {
    const name = toolNames(body).find((tool) => tools.includes(tool));
    const command = name === undefined ? undefined : left.shift();
    return command === undefined
      ? undefined
      : { name: name as string, input: { command, description: "try" } };
  };
  const json = (response: ServerResponse, value: Json, status = 200): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };
  const stream = (response: ServerResponse, text: string): void => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(text);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://model");
    const text = await textOf(request);
    const asks = pathname === "/v1/messages" || /:(?:streamG|g)enerateContent$/.test(pathname);
    if (!asks) {
      other.push(`${request.method} ${pathname}`);
      if (pathname.endsWith(":countTokens")) return json(response, { totalTokens: 100 });
      if (pathname === "/v1/messages/count_tokens") return json(response, { input_tokens: 100 });
      return json(response, { type: "error", error: { type: "not_found_error", message: "not here" } }, 404);
    }
    const body = JSON.parse(text) as Json;
    const index = bodies.push(body);
    const call = next(body);
    if (pathname.endsWith(":generateContent")) return json(response, generated(call));
    if (pathname.endsWith(":streamGenerateContent"))
      return stream(response, `data: ${JSON.stringify(generated(call))}\r\n\r\n`);
    if (body["stream"] !== true) return json(response, wholeMessage(index));
    stream(response, messagesEvents(call, index));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    other,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
