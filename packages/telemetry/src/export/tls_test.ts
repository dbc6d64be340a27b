import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Collector, startCollector } from "../testing/collector.ts";
import { logsOf, quick, until, writeSession } from "../testing/exporting.ts";
import { withFolder } from "../testing/scratch.ts";
import { readExportSettings } from "./read-export-settings.ts";
import { startExport } from "./start-export.ts";

describe("export over TLS", () => {
  const file = (name: string): string => join(import.meta.dirname, "testdata", "tls", name);
  const pem = (name: string): Buffer => readFileSync(file(name));
  const server = {
    key: pem("server.key"),
    cert: pem("server.crt"),
    ca: pem("ca.crt"),
    requestCert: true,
    rejectUnauthorized: true,
  };
  const to = (collector: Collector, tls: object) =>
    readExportSettings({
      exporter: { "otlp-http": { endpoint: `${collector.url}/logs`, protocol: "binary", tls } },
    });
  const client = { "client-certificate": file("client.crt"), "client-private-key": file("client.key") };

  it("proves both sides", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector(server);
      await writeSession(directory);
      await using _export = await startExport({
        directory,
        settings: to(collector, { "ca-certificate": file("ca.crt"), ...client }),
        ...quick,
      });
      await until(() => logsOf(collector).length > 10, "records");
    }));

  for (const [name, tls] of [
    ["an unknown authority", client],
    ["no client certificate", { "ca-certificate": file("ca.crt") }],
  ] as const) {
    it(`fails with ${name}, says so, and keeps the records`, () =>
      withFolder(async (directory) => {
        await using collector = await startCollector(server);
        await writeSession(directory);
        const running = await startExport({ directory, settings: to(collector, tls), ...quick });
        await until(() => (running.state.logs?.failures ?? 0) > 0, "a failure");
        assert.match(
          running.state.logs?.error ?? "",
          /certificate|handshake|alert|ECONNRESET|socket|issuer|self.signed/i,
        );
        await running.close(100);
        assert.equal(collector.deliveries.length, 0);
      }));
  }
});
