import assert from "node:assert/strict";
import { test } from "node:test";
import { startModelServer } from "../testing/model-server.ts";
import { discoverProviders } from "./discover-providers.ts";

const nobody = (): Promise<Response> => Promise.reject(new Error("refused"));

test("nothing is offered where nothing is", async () => {
  assert.deepEqual(await discoverProviders({}, nobody), []);
});

test("a key in the environment is offered and not shown", async () => {
  const found = await discoverProviders({ OPENAI_API_KEY: "sk-secret" }, nobody);
  assert.deepEqual(
    found.map((provider) => provider.name),
    ["openai"],
  );
  assert.ok(!JSON.stringify(found).includes("sk-secret"));
});

test("an Ollama server on loopback is offered with its models", async () => {
  await using server = await startModelServer(() => ({ kind: "answer", text: "hi" }));
  const host = new URL(server.url).host;
  const [found] = await discoverProviders({ OLLAMA_HOST: host });
  assert.deepEqual(found?.models, ["test:latest"]);
  assert.equal(found?.settings.table?.["base_url"], server.url);
  assert.equal(found?.settings.model, "test:latest");
  assert.equal(server.requests.length, 0, "no model was asked");
});

test("only loopback is ever asked", async () => {
  const asked: string[] = [];
  const fetcher = (input: string | URL | Request): Promise<Response> => {
    asked.push(String(input));
    return nobody();
  };
  for (const host of ["example.com:11434", "http://10.0.0.1", "0.0.0.0", ""])
    await discoverProviders({ OLLAMA_HOST: host }, fetcher);
  assert.deepEqual(asked, ["http://127.0.0.1:11434/api/tags", "http://127.0.0.1:11434/api/tags"]);
});
