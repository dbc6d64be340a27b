import type { TrailRecord } from "../record.ts";
import { toEcs } from "../siem/to-ecs.ts";
import { toOcsf } from "../siem/to-ocsf.ts";
import { logsJson } from "./encode-logs-json.ts";
import type { ExportLog } from "./export-log.ts";
import type { ExportSettings } from "./export-settings.ts";
import { logRequest } from "./log-request.ts";
import { resourceAttributes } from "./resource.ts";
import { logMapper } from "./start-export.ts";

/** Formats that records can be printed in. */
export type ExportFormat = "otlp" | "ecs" | "ocsf" | "jsonl";

/** Records in one OTLP/JSON line. */
const linesPerRequest = 512;

/**
 * Prints records as lines: `jsonl` as stored, `ecs` and `ocsf` one document a line, `otlp` one ExportLogsServiceRequest
 * in OTLP/JSON a line, as a collector's file receiver reads it. `settings` give prefix, environment and resource of OTLP.
 */
export async function* exportLines(
  records: AsyncIterable<TrailRecord> | Iterable<TrailRecord>,
  format: ExportFormat,
  settings: ExportSettings,
): AsyncGenerator<string, void, void> {
  if (format === "otlp") {
    yield* otlpLines(records, settings);
    return;
  }
  const shape = { ecs: toEcs, ocsf: toOcsf, jsonl: (record: TrailRecord) => record }[format];
  for await (const record of records) yield `${JSON.stringify(shape(record))}\n`;
}

async function* otlpLines(
  records: AsyncIterable<TrailRecord> | Iterable<TrailRecord>,
  settings: ExportSettings,
): AsyncGenerator<string, void, void> {
  const mapper = logMapper(settings);
  const decoder = new TextDecoder();
  let logs: ExportLog[] = [];
  let host = "";
  const flush = (): string => {
    const line = decoder.decode(
      logsJson(logRequest(resourceAttributes(settings, host), settings.eventPrefix === "codex", logs)),
    );
    logs = [];
    return `${line}\n`;
  };
  for await (const record of records) {
    // A line has one resource, and so one host.
    const from = record.source?.host ?? "";
    if (logs.length >= linesPerRequest || (logs.length > 0 && from !== host)) yield flush();
    host = from;
    logs.push(...mapper.map(record));
  }
  if (logs.length > 0) yield flush();
}
