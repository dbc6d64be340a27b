import type { StreamRequest } from "../event.ts";
import { chatMessages, chatTools } from "./chat-wire.ts";
import { responsesInput, responsesTools } from "./responses-wire.ts";
import type { Endpoint } from "./settings.ts";
import type { Json } from "./wire.ts";

/** Name of the schema on the wire; both formats demand one. */
const SCHEMA_NAME = "answer";

function responsesBody(endpoint: Endpoint, request: StreamRequest, extras: boolean): Json {
  const { reasoningEffort } = endpoint;
  const format = { type: "json_schema", name: SCHEMA_NAME, schema: request.schema, strict: true };
  return {
    model: endpoint.model,
    ...responsesInput(request.messages, endpoint.name),
    tools: responsesTools(request.tools),
    tool_choice: "auto",
    parallel_tool_calls: true,
    store: false,
    include: ["reasoning.encrypted_content"],
    ...(reasoningEffort === undefined ? {} : { reasoning: { effort: reasoningEffort, summary: "auto" } }),
    ...(extras && request.schema !== undefined ? { text: { format } } : {}),
    ...(extras && request.cacheKey !== undefined ? { prompt_cache_key: request.cacheKey } : {}),
    stream: true,
  };
}

function chatBody(endpoint: Endpoint, request: StreamRequest, extras: boolean): Json {
  const { reasoningEffort } = endpoint;
  const format = { name: SCHEMA_NAME, schema: request.schema, strict: true };
  return {
    model: endpoint.model,
    messages: chatMessages(request.messages),
    ...(request.tools.length > 0 ? { tools: chatTools(request.tools) } : {}),
    ...(reasoningEffort === undefined ? {} : { reasoning_effort: reasoningEffort }),
    ...(extras && request.schema !== undefined
      ? { response_format: { type: "json_schema", json_schema: format } }
      : {}),
    stream_options: { include_usage: true },
    stream: true,
  };
}

/** Says whether a request asks for something that a server may not know. */
export function hasExtras(request: StreamRequest): boolean {
  return request.schema !== undefined || request.cacheKey !== undefined;
}

/** The JSON of one request in the wire format of the endpoint. Without extras it has what every server understands. */
export function requestBody(endpoint: Endpoint, request: StreamRequest, extras: boolean): Json {
  return endpoint.wire === "responses"
    ? responsesBody(endpoint, request, extras)
    : chatBody(endpoint, request, extras);
}
