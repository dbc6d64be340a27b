import type { AttributeValue } from "../record.ts";
import type { ExportLog } from "./export-log.ts";
import type { EncodeLogs } from "./log-request.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

// Field numbers: opentelemetry-proto, common/v1, resource/v1, logs/v1, collector/logs/v1.

function writeValue(writer: ProtobufWriter, value: AttributeValue): void {
  if (typeof value === "string") writer.text(1, value);
  else if (typeof value === "boolean") writer.int(2, value ? 1 : 0);
  else if (typeof value === "number") {
    if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) writer.int(3, value);
    else writer.double(4, value);
  } else if (Array.isArray(value)) {
    const array = writer.begin(5);
    for (const item of value as readonly AttributeValue[]) {
      const inner = writer.begin(1);
      writeValue(writer, item);
      writer.end(inner);
    }
    writer.end(array);
  } else if (value !== null) {
    const list = writer.begin(6);
    writeAttributes(writer, 1, value as Readonly<Record<string, AttributeValue>>);
    writer.end(list);
  }
}

function writeAttributes(
  writer: ProtobufWriter,
  field: number,
  attributes: Readonly<Record<string, AttributeValue>>,
): void {
  for (const key in attributes) {
    const pair = writer.begin(field);
    writer.text(1, key);
    const value = writer.begin(2);
    writeValue(writer, attributes[key] as AttributeValue);
    writer.end(value);
    writer.end(pair);
  }
}

/** Milliseconds as nanoseconds in 64 bits; their product is beyond what a number holds exactly, its parts are not. */
function writeTime(writer: ProtobufWriter, field: number, milliseconds: number): void {
  const upper = Math.floor(milliseconds / 0x1_0000) * 1_000_000;
  const lower = (upper % 0x1_0000) * 0x1_0000 + (milliseconds % 0x1_0000) * 1_000_000;
  writer.fixed64(
    field,
    lower % 0x1_0000_0000,
    Math.floor(upper / 0x1_0000) + Math.floor(lower / 0x1_0000_0000),
  );
}

function writeLog(writer: ProtobufWriter, log: ExportLog): void {
  const record = writer.begin(2);
  writeTime(writer, 1, log.time);
  writer.int(2, log.severityNumber);
  writer.text(3, log.severityText);
  const body = writer.begin(5);
  writer.text(1, log.body);
  writer.end(body);
  writeAttributes(writer, 6, log.attributes);
  writer.int(7, 0);
  if (log.traceId !== undefined && log.spanId !== undefined) {
    writer.fixed32(8, 1);
    writer.hex(9, log.traceId);
    writer.hex(10, log.spanId);
  }
  writeTime(writer, 11, log.time);
  writer.text(12, log.eventName);
  writer.end(record);
}

/**
 * Makes the encoder of logs in OTLP's binary encoding. It gives the same bytes as OpenTelemetry's own serializer, to which
 * the tests compare it, at a third of the cost: no intermediate shape, one pass, one buffer for all requests.
 */
export function logsProtobuf(): EncodeLogs {
  const writer = new ProtobufWriter();
  return ({ resource, scopes }) => {
    const all = writer.begin(1);
    const origin = writer.begin(1);
    writeAttributes(writer, 1, resource);
    writer.int(2, 0);
    writer.end(origin);
    for (const [name, logs] of scopes) {
      const group = writer.begin(2);
      const scope = writer.begin(1);
      writer.text(1, name);
      writer.end(scope);
      for (const log of logs) writeLog(writer, log);
      writer.end(group);
    }
    writer.end(all);
    return writer.finish();
  };
}
