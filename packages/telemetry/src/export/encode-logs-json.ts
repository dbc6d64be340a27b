import type { AttributeValue } from "../record.ts";
import type { ExportLog } from "./export-log.ts";
import type { EncodeLogs } from "./log-request.ts";

// Names: the OTLP specification, "JSON Protobuf Encoding"; 64-bit times are strings, ids are hexadecimal.

type Attributes = Readonly<Record<string, AttributeValue>>;

function anyValue(value: AttributeValue): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return value === null ? {} : { kvlistValue: { values: keyValues(value as Attributes) } };
}

function keyValues(attributes: Attributes): readonly object[] {
  const pairs: object[] = [];
  for (const key in attributes) pairs.push({ key, value: anyValue(attributes[key] as AttributeValue) });
  return pairs;
}

function logRecord(log: ExportLog): object {
  const time = `${log.time}000000`;
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: log.severityNumber,
    severityText: log.severityText,
    body: { stringValue: log.body },
    eventName: log.eventName,
    attributes: keyValues(log.attributes),
    droppedAttributesCount: 0,
    flags: log.traceId === undefined ? undefined : 1,
    traceId: log.traceId,
    spanId: log.spanId,
  };
}

/** Encodes logs in OTLP/JSON; the text has no newline, so that requests can stand in a file one a line. */
export const logsJson: EncodeLogs = ({ resource, scopes }) => {
  const scopeLogs = [...scopes].map(([name, logs]) => ({ scope: { name }, logRecords: logs.map(logRecord) }));
  const origin = { attributes: keyValues(resource), droppedAttributesCount: 0 };
  return Buffer.from(JSON.stringify({ resourceLogs: [{ resource: origin, scopeLogs }] }));
};
