import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../event.ts";
import { startModelServer } from "../testing/model-server.ts";
import { TOOLS } from "../tools/tool-set.ts";
import { createProvider } from "./create-provider.ts";

const CONVERSATION: readonly Message[] = [
  { role: "system", text: "Be brief." },
  { role: "user", text: "list" },
  { role: "kept", provider: "local", item: { type: "reasoning", summary: [], encrypted_content: "x" } },
  { role: "kept", provider: "other", item: { type: "reasoning", encrypted_content: "y" } },
  { role: "assistant", text: "Looking." },
  { role: "call", call: { id: "c1", name: "list_dir", arguments: "{}" } },
  { role: "result", callId: "c1", text: "a.txt" },
];

async function sent(
  wire: "responses" | "chat",
  env: Record<string, string> = {},
  table: Record<string, unknown> = {},
) {
  await using server = await startModelServer(() => ({ kind: "answer", text: "ok" }));
  const provider = createProvider(
    { name: "local", model: "m1", table: { base_url: server.url, wire_api: wire, ...table } },
    env,
  );
  for await (const event of provider.stream({ messages: CONVERSATION, tools: TOOLS.slice(2, 3) }))
    assert.notEqual(event.kind, "retry");
  const [request] = server.requests;
  assert.ok(request);
  return request;
}

test("the Responses request holds the conversation, stores nothing, and keeps reasoning for its own provider", async () => {
  const { body } = await sent("responses");
  assert.equal(body["instructions"], "Be brief.");
  assert.equal(body["store"], false);
  assert.deepEqual(body["input"], [
    { type: "message", role: "user", content: [{ type: "input_text", text: "list" }] },
    { type: "reasoning", summary: [], encrypted_content: "x" },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "Looking." }] },
    { type: "function_call", call_id: "c1", name: "list_dir", arguments: "{}" },
    { type: "function_call_output", call_id: "c1", output: "a.txt" },
  ]);
  const [tool] = body["tools"] as readonly Record<string, unknown>[];
  assert.equal(tool?.["type"], "function");
  assert.equal(tool?.["name"], "list_dir");
});

test("the Chat request uses the system role and joins calls to the assistant's message", async () => {
  const { body } = await sent("chat");
  assert.deepEqual(body["messages"], [
    { role: "system", content: "Be brief." },
    { role: "user", content: "list" },
    {
      role: "assistant",
      content: "Looking.",
      tool_calls: [{ id: "c1", type: "function", function: { name: "list_dir", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "c1", content: "a.txt" },
  ]);
  assert.deepEqual(body["stream_options"], { include_usage: true });
});

test("key, headers and query are those of the settings and nothing else", async () => {
  const table = {
    env_key: "K",
    http_headers: { "x-team": "a" },
    query_params: { "api-version": "2026-01-01" },
  };
  const { headers, path } = await sent("chat", { K: "sk-1" }, table);
  assert.equal(headers["authorization"], "Bearer sk-1");
  assert.equal(headers["x-team"], "a");
  assert.equal(path, "/v1/chat/completions?api-version=2026-01-01");
});

test("a provider without a key gets no key, whatever the environment holds", async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    OPENAI_API_KEY: "sk-env",
    OPENAI_ORG_ID: "org-env",
    OPENAI_CUSTOM_HEADERS: "x-env: 1",
    OPENAI_BASE_URL: "http://127.0.0.1:1",
  });
  try {
    const { headers } = await sent("responses", { OPENAI_CUSTOM_HEADERS: "x-env: 1" });
    assert.equal(headers["authorization"], undefined);
    assert.equal(headers["openai-organization"], undefined);
    assert.equal(headers["x-env"], undefined);
  } finally {
    for (const name of ["OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_CUSTOM_HEADERS", "OPENAI_BASE_URL"]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});
