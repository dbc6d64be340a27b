import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { quick, until, writeSession } from "../testing/exporting.ts";
import { type GrpcCollector, startGrpcCollector } from "../testing/grpc-collector.ts";
import { decodeLogs, decodePoints, decodeSpans } from "../testing/otlp-decoder.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { readExportSettings } from "./read-export-settings.ts";
import { startExport } from "./start-export.ts";

const file = (name: string): string => join(import.meta.dirname, "testdata", "tls", name);
const bodies = (collector: GrpcCollector, service: string): readonly Buffer[] =>
  collector.deliveries.filter(({ path }) => path.includes(service)).map(({ body }) => body);
const delivered = (collector: GrpcCollector): readonly unknown[] =>
  bodies(collector, "LogsService")
    .flatMap(decodeLogs)
    .map((log) => log.attributes["event.id"]?.value);

describe("export over gRPC", {
  skip: process.versions["deno"] !== undefined && "the gRPC server of the test runs on node only",
}, () => {
  it("delivers logs, spans and metrics, with the headers as metadata", () =>
    withFolder(async (directory) => {
      await using collector = await startGrpcCollector();
      await writeSession(directory);
      const target = {
        "otlp-grpc": { endpoint: `http://127.0.0.1:${collector.port}`, headers: { "x-tenant": "a" } },
      };
      const settings = readExportSettings({
        exporter: target,
        trace_exporter: target,
        metrics_exporter: target,
      });
      await using _export = await startExport({ directory, settings, ...quick });
      const ids = (await allRecords(directory)).map(({ id }) => id);
      await until(() => new Set(delivered(collector)).size >= ids.length, "all records");
      // On a busy machine a delivery may time out and be made again: at least once.
      assert.deepEqual([...new Set(delivered(collector))], ids);
      assert.deepEqual(collector.deliveries[0]?.metadata.get("x-tenant"), ["a"]);
      const spans = (): readonly string[] =>
        bodies(collector, "TraceService")
          .flatMap(decodeSpans)
          .map(({ name }) => name);
      await until(() => spans().includes("session_task.turn"), "spans");
      const metrics = (): readonly string[] =>
        bodies(collector, "MetricsService")
          .flatMap(decodePoints)
          .map(({ metric }) => metric);
      await until(() => metrics().includes("paddock.turn.e2e_duration_ms"), "metrics");
    }));

  it("tries again while the collector fails, and leaves out what it calls invalid", () =>
    withFolder(async (directory) => {
      await using collector = await startGrpcCollector();
      await writeSession(directory);
      const settings = readExportSettings({
        exporter: { "otlp-grpc": { endpoint: `http://127.0.0.1:${collector.port}` } },
      });
      const unavailable = 14;
      collector.status = unavailable;
      await using running = await startExport({ directory, settings, ...quick });
      await until(() => (running.state.logs?.failures ?? 0) > 1, "failures");
      assert.match(running.state.logs?.error ?? "", /UNAVAILABLE.*told to fail/);
      const invalid = 3;
      collector.status = invalid;
      await until(() => (running.state.logs?.refused ?? 0) > 0, "a refusal");
      collector.status = 0;
      const records = (await allRecords(directory)).length;
      await until(
        () => delivered(collector).length + (running.state.logs?.refused ?? 0) === records,
        "the rest",
      );
    }));

  it("proves both sides over TLS, and says what is wrong without", () =>
    withFolder(async (directory) => {
      const grpc = await import("@grpc/grpc-js");
      const pem = (name: string): Buffer => readFileSync(file(name));
      await using collector = await startGrpcCollector(
        grpc.ServerCredentials.createSsl(
          pem("ca.crt"),
          [{ private_key: pem("server.key"), cert_chain: pem("server.crt") }],
          true,
        ),
      );
      await writeSession(directory);
      const to = (tls: object) =>
        readExportSettings({
          exporter: { "otlp-grpc": { endpoint: `https://127.0.0.1:${collector.port}`, tls } },
        });
      const ca = { "ca-certificate": file("ca.crt") };
      const bare = await startExport({ directory, settings: to(ca), ...quick });
      await until(() => (bare.state.logs?.failures ?? 0) > 0, "a failure");
      assert.notEqual(bare.state.logs?.error, "");
      await bare.close(100);
      assert.equal(collector.deliveries.length, 0);
      const client = { "client-certificate": file("client.crt"), "client-private-key": file("client.key") };
      await using _export = await startExport({ directory, settings: to({ ...ca, ...client }), ...quick });
      await until(() => delivered(collector).length > 10, "records");
    }));
});
