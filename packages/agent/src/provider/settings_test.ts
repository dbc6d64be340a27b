import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveEndpoint } from "./settings.ts";

const TABLE = { base_url: "http://localhost:8000/v1", wire_api: "chat" };

test("settings that cannot work are named by their key", async (t) => {
  const cases: readonly [name: string, table: Record<string, unknown> | undefined, says: RegExp][] = [
    ["nowhere", undefined, /no \[model_providers\.nowhere\].*base_url/],
    ["local", { wire_api: "chat" }, /model_providers\.local\.base_url: is missing/],
    ["local", { ...TABLE, base_url: "ftp://x" }, /"ftp:\/\/x" is no http or https address/],
    ["local", { ...TABLE, wire_api: "soap" }, /wire_api: must be "responses" or "chat", not "soap"/],
    [
      "local",
      { ...TABLE, request_max_retries: -1 },
      /request_max_retries: must be a whole number of at least 0/,
    ],
    ["local", { ...TABLE, http_headers: { "x-a": 1 } }, /http_headers\.x-a: must be a string/],
    ["local", { ...TABLE, auth: { command: "x" } }, /model_providers\.local\.auth: is not supported/],
  ];
  for (const [name, table, says] of cases) {
    await t.test(says.source, () => {
      assert.throws(() => resolveEndpoint({ name, model: "m", ...(table ? { table } : {}) }, {}), {
        code: "bad-settings",
        message: says,
      });
    });
  }
});

test("a missing key names its variable and what to do", () => {
  const table = { ...TABLE, env_key: "MY_KEY", env_key_instructions: "Ask the platform team." };
  assert.throws(() => resolveEndpoint({ name: "local", model: "m", table }, {}), {
    code: "missing-key",
    message: /MY_KEY, which is not set\. Ask the platform team\./,
  });
  assert.equal(resolveEndpoint({ name: "local", model: "m", table }, { MY_KEY: "k" }).key, "k");
  assert.equal(resolveEndpoint({ name: "local", model: "m", table }, {}, "stored").key, "stored");
});

test("a stored key goes to no provider that takes none", () => {
  assert.equal(
    resolveEndpoint({ name: "local", model: "m", table: TABLE }, { OPENAI_API_KEY: "k" }, "stored").key,
    undefined,
  );
});

test("a missing model is named", () => {
  assert.throws(() => resolveEndpoint({ name: "ollama" }, {}), {
    code: "bad-settings",
    message: /^model: the provider ollama needs/,
  });
});

test("headers come from the table and from variables that are set", () => {
  const table = {
    ...TABLE,
    http_headers: { "x-team": "a" },
    env_http_headers: { "x-one": "ONE", "x-two": "TWO" },
  };
  assert.deepEqual(resolveEndpoint({ name: "local", model: "m", table }, { ONE: "1" }).headers, {
    "x-team": "a",
    "x-one": "1",
  });
});
