import { COUNT, FLAG, type Keys, map, NAME, type Shape, TEXT, words } from "./shape.ts";

const ANYTHING: Shape = { kind: "anything" };

/** One model provider. */
export const MODEL_PROVIDER: Keys = {
  name: { shape: NAME, summary: "Display name." },
  base_url: { shape: NAME, summary: "Address of the API." },
  env_key: { shape: NAME, summary: "Variable that holds the API key." },
  env_key_instructions: { shape: TEXT, summary: "What to tell a user who has no key." },
  experimental_bearer_token: { shape: TEXT, summary: "Token in the file; use env_key." },
  auth: { shape: ANYTHING, summary: "Program that prints a token." },
  aws: { shape: ANYTHING, summary: "Codex's Bedrock settings; not applied." },
  wire_api: {
    shape: words(["responses", "chat"]),
    summary: "Protocol the provider speaks. Default responses.",
  },
  query_params: { shape: map("names", TEXT), summary: "Query of each request." },
  http_headers: { shape: map("header names", TEXT), summary: "Headers of each request." },
  env_http_headers: {
    shape: map("header names", TEXT),
    summary: "Headers whose values come from variables.",
  },
  request_max_retries: { shape: COUNT, summary: "Tries of a failed request." },
  stream_max_retries: { shape: COUNT, summary: "Tries of a broken stream." },
  stream_idle_timeout_ms: {
    shape: COUNT,
    summary: "Milliseconds without data before a stream counts as broken.",
  },
  websocket_connect_timeout_ms: { shape: COUNT, summary: "Read for compatibility; not applied." },
  supports_websockets: { shape: FLAG, summary: "Read for compatibility; not applied." },
  requires_openai_auth: { shape: FLAG, summary: "The provider takes OpenAI's own login." },
};
