import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TrailRecord } from "../record.ts";
import { startCollector } from "../testing/collector.ts";
import { decodeLogs } from "../testing/otlp-decoder.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { bridgeTo } from "./bridge.ts";
import { previewOutput } from "./map-own.ts";
import { openExportedTrail } from "./open-exported-trail.ts";
import { readExportSettings } from "./read-export-settings.ts";
import { startExport } from "./start-export.ts";

describe("starting an export", () => {
  it("says which TLS file cannot be read", async () => {
    const tls = { "ca-certificate": "/no/such/ca.pem" };
    const settings = readExportSettings({
      exporter: { "otlp-http": { endpoint: "https://127.0.0.1:1/", protocol: "json", tls } },
    });
    await withFolder((directory) =>
      assert.rejects(
        startExport({ directory, settings }),
        /ca-certificate: \/no\/such\/ca\.pem cannot be read/,
      ),
    );
  });

  /** Runs a module in a process that may not load what matches. */
  const without = (forbidden: string, script: string, directory: string) =>
    spawnSync(
      process.execPath,
      [
        "--conditions=paddock-source",
        "--no-warnings",
        "--input-type=module",
        "-e",
        `import { registerHooks } from "node:module";
        registerHooks({ resolve(name, context, next) { if (name.includes(${JSON.stringify(forbidden)})) throw new Error("loaded " + name); return next(name, context); } });
        const { openTrail, startExport, readExportSettings } = await import(${JSON.stringify(fileURLToPath(new URL("../mod.ts", import.meta.url)))});
        const directory = process.argv[1];
        ${script}`,
        directory,
      ],
      { encoding: "utf8" },
    );
  const skip = process.versions["deno"] !== undefined && "looks at node's module loader";

  it("costs nothing where it is not configured: opening a trail loads no OpenTelemetry", { skip }, () =>
    withFolder(async (directory) => {
      const { stderr, status } = without(
        "opentelemetry",
        `await (await openTrail({ directory, session: "s" })).close();
        await (await startExport({ directory, settings: readExportSettings({}) })).close();`,
        directory,
      );
      assert.deepEqual([stderr, status], ["", 0]);
    }),
  );

  it("says how to get gRPC when it is not there", { skip }, () =>
    withFolder(async (directory) => {
      const { stderr, stdout } = without(
        "otlp-grpc-exporter-base",
        `const settings = readExportSettings({ exporter: { "otlp-grpc": { endpoint: "http://127.0.0.1:4317" } } });
        await startExport({ directory, settings }).catch((error) => console.log(error.code, error.message));`,
        directory,
      );
      assert.match(stdout, /^missing-module .*npm install @opentelemetry\/otlp-grpc-exporter-base/, stderr);
    }),
  );
});

describe("a trail with export", () => {
  const quick = { timeoutMs: 900, loop: { everyMs: 20, backoffMs: [20, 40] as const } };

  it("is delivered to its last record when it is closed", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      const otel = {
        exporter: { "otlp-http": { endpoint: collector.url, protocol: "binary" } },
        log_user_prompt: true,
      };
      const trail = await openExportedTrail({ directory, session: "s1", env: {}, otel, tuning: quick });
      await trail.append({ name: "prompt.received", attributes: { prompt: "hello" } });
      await trail.append({ name: "session.ended" });
      await trail.close();
      const logs = collector.deliveries.flatMap(({ body }) => decodeLogs(body));
      assert.deepEqual(
        logs.map(({ eventName }) => eventName),
        ["paddock.prompt.received", "paddock.session.ended", "paddock.trail.checkpoint"],
      );
      assert.equal(logs[0]?.attributes["paddock.prompt"]?.value, "hello");
    }));

  it("closes in time with a dead collector, and keeps its records and the outage", () =>
    withFolder(async (directory) => {
      const otel = { exporter: { "otlp-http": { endpoint: "http://127.0.0.1:9/", protocol: "binary" } } };
      const trail = await openExportedTrail({
        directory,
        session: "s1",
        env: {},
        otel,
        closeWithinMs: 300,
        tuning: quick,
      });
      let written = 0;
      const told = async (): Promise<boolean> =>
        (await allRecords(directory, { names: ["export.failed"] })).length > 0;
      while (!(await told()) && written < 1_000) {
        await trail.append({ name: "decision.made", attributes: { decision: "deny" } });
        written += 1;
        await wait(5);
      }
      await trail.close();
      const records = await allRecords(directory);
      assert.equal(records.filter(({ name }) => name === "decision.made").length, written);
      assert.equal(records.filter(({ name }) => name === "export.failed").length, 1);
    }));

  it("records an export that cannot start, and goes on", () =>
    withFolder(async (directory) => {
      const tls = { "ca-certificate": "/no/such/ca.pem" };
      const otel = { exporter: { "otlp-http": { endpoint: "https://127.0.0.1:1", protocol: "json", tls } } };
      const trail = await openExportedTrail({ directory, session: "s1", env: {}, otel });
      await trail.append({ name: "decision.made", attributes: { decision: "deny" } });
      await trail.close();
      const failed = (await allRecords(directory)).find(({ name }) => name === "export.failed");
      assert.match(String(failed?.attributes["error"]), /ca\.pem cannot be read/);
    }));

  it("refuses settings that make no sense", () =>
    withFolder((directory) =>
      assert.rejects(
        openExportedTrail({ directory, session: "s1", otel: { exporter: "otlp-http" } }),
        /otel\.exporter cannot be/,
      ),
    ));
});

describe("the bridge", () => {
  it("sends every record through the provider that it was given", () =>
    withFolder(async (directory) => {
      const emitted: { eventName: string; attributes: Record<string, unknown> }[] = [];
      const provider = {
        getLogger: (name: string) => ({
          emit: (record: (typeof emitted)[number]) => emitted.push(record),
          name,
        }),
      };
      const records: TrailRecord[] = [];
      const send = bridgeTo(provider);
      const trail = await openTrail({
        directory,
        session: "s1",
        env: {},
        onRecord: (record) => {
          records.push(record);
          send(record);
        },
      });
      await trail.append({
        name: "decision.made",
        ids: { turn: "t", call: "c" },
        attributes: { decision: "deny" },
      });
      await trail.close();
      assert.deepEqual(
        emitted.map(({ eventName }) => eventName),
        ["paddock.decision.made", "paddock.trail.checkpoint"],
      );
      assert.equal(emitted[0]?.attributes["event.id"], records[0]?.id);
      assert.equal(emitted[0]?.attributes["paddock.decision"], "deny");
    }));

  it("works with the real provider of OpenTelemetry", async () => {
    const { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } = await import(
      "@opentelemetry/sdk-logs"
    );
    const exporter = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    await withFolder(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {}, onRecord: bridgeTo(provider) });
      await trail.append({
        name: "decision.made",
        attributes: { decision: "allow", reasons: [{ code: "x", text: "y" }] },
      });
      await trail.close();
    });
    await provider.forceFlush();
    assert.equal(exporter.getFinishedLogRecords()[0]?.eventName, "paddock.decision.made");
  });
});

describe("the preview of an output", () => {
  it("is cut at the border of a character, and says so", () => {
    assert.deepEqual(previewOutput("abc", 3), { text: "abc", truncated: false });
    assert.deepEqual(previewOutput("aäöü", 4), {
      text: "aä\n[... telemetry preview truncated ...]",
      truncated: true,
    });
    assert.equal(previewOutput("𝒳𝒳", 5).text.startsWith("𝒳\n"), true);
    assert.equal(previewOutput("x", 0).text, "\n[... telemetry preview truncated ...]");
  });
});
