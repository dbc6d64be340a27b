import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { ExportSettings } from "../export/export-settings.ts";
import { readExportSettings } from "../export/read-export-settings.ts";
import { startExport } from "../export/start-export.ts";
import { openTrail } from "../trail/open-trail.ts";
import type { Collector } from "./collector.ts";
import { appendFullSession } from "./full-session.ts";
import { type DecodedLog, decodeJsonLogs, decodeLogs } from "./otlp-decoder.ts";

/** Shorter than the library's first pause, so that a failure is one attempt. */
export const quick = { timeoutMs: 900, loop: { everyMs: 20, backoffMs: [20, 40] as const, batch: 16 } };

/** Settings that send logs to a collector of a test. */
export const settingsFor = (
  collector: Pick<Collector, "url">,
  protocol: "binary" | "json",
  rest: object = {},
): ExportSettings =>
  readExportSettings({
    environment: "test",
    exporter: { "otlp-http": { endpoint: `${collector.url}/logs`, protocol, headers: { "x-tenant": "a" } } },
    log_user_prompt: true,
    log_guardian_assessments: true,
    log_agent_responses: true,
    resource: { "team.name": "payments" },
    ...rest,
  });

/** Writes one full session. */
export async function writeSession(directory: string, session = "s1"): Promise<void> {
  const trail = await openTrail({
    directory,
    session,
    env: {},
    content: { prompts: true, responses: true, rationales: true },
  });
  await appendFullSession(trail);
  await trail.close();
}

/** Waits until something holds, far longer than it should take. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 10) {
    if (holds()) return;
    await wait(10);
  }
  assert.fail(`never came: ${what}`);
}

/** The logs that a collector got, in either encoding. */
export const logsOf = (collector: Collector): readonly DecodedLog[] =>
  collector.deliveries
    .filter(({ path }) => path === "/logs")
    .flatMap(({ body, headers }) =>
      headers["content-type"]?.includes("json") ? decodeJsonLogs(body) : decodeLogs(body),
    );

/** Exports a trail to its last record. */
export async function exported(
  directory: string,
  collector: Collector,
  protocol: "binary" | "json",
  rest: object = {},
): Promise<readonly DecodedLog[]> {
  await using _export = await startExport({
    directory,
    settings: settingsFor(collector, protocol, rest),
    ...quick,
  });
  await until(
    () =>
      logsOf(collector).some(
        (log) => log.eventName.endsWith("trail_checkpoint") || log.eventName.endsWith("trail.checkpoint"),
      ),
    "the checkpoint",
  );
  return logsOf(collector);
}
