import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TrailError } from "../trail-error.ts";
import { readExportSettings } from "./read-export-settings.ts";

const http = (rest: object = {}): object => ({
  "otlp-http": { endpoint: "https://c.example/v1/logs", protocol: "binary", ...rest },
});

describe("the [otel] table", () => {
  it("has Codex's defaults, and exports nothing when empty", () => {
    const settings = readExportSettings(undefined);
    assert.deepEqual(
      [
        settings.environment,
        settings.logs.kind,
        settings.traces.kind,
        settings.metrics.kind,
        settings.toolResultMaxBytes,
      ],
      ["dev", "none", "none", "none", 2048],
    );
    assert.equal(readExportSettings({ metrics_exporter: "statsig" }).metrics.kind, "none");
  });

  it("is read with headers, TLS and switches", () => {
    const settings = readExportSettings({
      exporter: http({ headers: { authorization: "Bearer ${TOKEN}" }, tls: { "ca-certificate": "/ca" } }),
      event_prefix: "codex",
      tool_result: { max_bytes: 0 },
      tracestate: { vendor: { a: "1", b: "2" } },
      resource: { "team.name": "x", cost: 3 },
    });
    assert.deepEqual(settings.logs, {
      kind: "otlp-http",
      endpoint: "https://c.example/v1/logs",
      protocol: "binary",
      headers: { authorization: "Bearer ${TOKEN}" },
      tls: { caCertificate: "/ca" },
    });
    assert.deepEqual(
      [settings.traceState, settings.toolResultMaxBytes, settings.resource["cost"]],
      ["vendor=a:1;b:2", 0, 3],
    );
  });

  const wrong: readonly (readonly [table: unknown, message: RegExp])[] = [
    [5, /is to be a table/],
    [{ exporter: "otlp-http" }, /otel\.exporter cannot be "otlp-http": write "none", or a table/],
    [{ exporter: {} }, /exactly one of otlp-http and otlp-grpc, not nothing/],
    [{ exporter: { ...http(), "otlp-grpc": {} } }, /exactly one/],
    [
      { exporter: http({ protocol: "xml" }) },
      /otel\.exporter\.otlp-http\.protocol is to be "binary" or "json"/,
    ],
    [{ exporter: http({ protocol: undefined }) }, /protocol/],
    [{ exporter: http({ endpoint: "c.example:4318" }) }, /endpoint is to be an http or https URL/],
    [{ exporter: http({ headers: { a: 1 } }) }, /headers\.a is to be a string/],
    [{ exporter: http({ headers: { "a b": "x" } }) }, /cannot be sent as an HTTP header/],
    [{ exporter: http({ headers: { a: "x\r\ny: z" } }) }, /cannot be sent as an HTTP header/],
    [{ exporter: http({ tls: { "client-certificate": "/c" } }) }, /together/],
    [{ log_user_prompt: "yes" }, /otel\.log_user_prompt is to be true or false/],
    [{ tool_result: { max_bytes: -1 } }, /number of bytes/],
    [{ event_prefix: "A b" }, /short lower-case word/],
    [{ tracestate: { "Bad Member": { a: "1" } } }, /tracestate/],
    [{ resource: { a: [] } }, /resource\.a/],
  ];
  for (const [table, message] of wrong) {
    it(`says what is wrong with ${JSON.stringify(table)}`, () => {
      assert.throws(
        () => readExportSettings(table),
        (error: unknown) =>
          error instanceof TrailError && error.code === "bad-settings" && message.test(error.message),
      );
    });
  }

  it("never shows a header's value in an error", () => {
    assert.throws(
      () => readExportSettings({ exporter: http({ headers: { authorization: "secret-value\n" } }) }),
      (error: unknown) => error instanceof Error && !error.message.includes("secret-value"),
    );
  });
});
