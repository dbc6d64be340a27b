import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configuredSecrets } from "./configured-secrets.ts";

describe("secrets that the configuration names", () => {
  const values: Readonly<Record<string, unknown>> = {
    model_providers: {
      mine: {
        env_key: "MY_LLM",
        experimental_bearer_token: "written-token",
        http_headers: { "x-team": "payments", Authorization: "Bearer header-token" },
        env_http_headers: { "x-extra": "EXTRA" },
      },
    },
    mcp_servers: {
      tickets: { bearer_token_env_var: "TICKETS", env: { TICKET_TOKEN: "server-token", LANG: "C" } },
      broken: "no table",
    },
  };
  const get = (key: string | readonly string[]): unknown => values[String(key)];

  it("are found in files and in variables of any name", () => {
    const env = { MY_LLM: "llm-value", EXTRA: "extra-value", TICKETS: "tickets-value", OTHER: "other" };
    assert.deepEqual([...configuredSecrets({ get }, env)].sort(), [
      "Bearer header-token",
      "extra-value",
      "header-token",
      "llm-value",
      "server-token",
      "server-token",
      "tickets-value",
      "written-token",
    ]);
  });

  it("are none where nothing is configured", () => {
    assert.deepEqual(configuredSecrets({ get: () => undefined }, { A: "b" }), []);
  });
});
