import assert from "node:assert/strict";
import { test } from "node:test";
import { type ModelServer, startModelServer } from "../testing/model-server.ts";
import { createProvider } from "./create-provider.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["ok"],
  properties: { ok: { type: "boolean" } },
};

async function ask(server: ModelServer, wire: string, times: number): Promise<void> {
  const table = { base_url: server.url, wire_api: wire, request_max_retries: 0 };
  const provider = createProvider({ name: "local", model: "m1", table }, {});
  for (let count = 0; count < times; count++) {
    const messages = [{ role: "user", text: "?" }] as const;
    for await (const event of provider.stream({ messages, tools: [], schema, cacheKey: "k" }))
      assert.notEqual(event.kind, "retry");
  }
}

test("the Responses API is asked for an answer that fits the schema", async () => {
  await using server = await startModelServer(() => ({ kind: "answer", text: "{}" }));
  await ask(server, "responses", 1);
  const [request] = server.requests;
  assert.deepEqual(request?.body["text"], {
    format: { type: "json_schema", name: "answer", schema, strict: true },
  });
  assert.equal(request?.body["prompt_cache_key"], "k");
});

test("Chat Completions is asked for an answer that fits the schema", async () => {
  await using server = await startModelServer(() => ({ kind: "answer", text: "{}" }));
  await ask(server, "chat", 1);
  assert.deepEqual(server.requests[0]?.body["response_format"], {
    type: "json_schema",
    json_schema: { name: "answer", schema, strict: true },
  });
});

for (const status of [400, 422]) {
  test(`a server that answers ${status} to a schema is asked without one, and from then on too`, async () => {
    await using server = await startModelServer(({ body }) =>
      body["response_format"] === undefined
        ? { kind: "answer", text: "{}" }
        : { kind: "error", status, message: "response_format is not supported" },
    );
    await ask(server, "chat", 2);
    const asked = server.requests.map(({ body }) => body["response_format"] !== undefined);
    assert.deepEqual(asked, [true, false, false]);
  });
}

test("a refusal that has nothing to do with the schema is told as it is", async () => {
  await using server = await startModelServer(() => ({
    kind: "error",
    status: 400,
    message: "no such model",
  }));
  await assert.rejects(ask(server, "chat", 1), /no such model/);
  assert.equal(server.requests.length, 2);
});
