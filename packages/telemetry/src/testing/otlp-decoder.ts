import { all, double, fixed64, hex, one, text, type WireField, wireFields } from "./wire-reader.ts";

/** A value with its type on the wire, so that a test can tell `"5"` from `5`. */
export interface TypedValue {
  readonly type: "string" | "bool" | "int" | "double" | "array" | "kvlist" | "bytes" | "none";
  readonly value: unknown;
}

type Attributes = Readonly<Record<string, TypedValue>>;

/** A log record, decoded. */
export interface DecodedLog {
  readonly resource: Attributes;
  readonly scope: string;
  readonly eventName: string;
  readonly timeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: unknown;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** A span, decoded. */
export interface DecodedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly status: number;
  readonly attributes: Attributes;
}

/** A data point of a metric, decoded. */
export interface DecodedPoint {
  readonly metric: string;
  readonly unit: string;
  readonly kind: "sum" | "histogram";
  /** 1 is delta. */
  readonly temporality: number;
  readonly value: number;
  readonly count: number;
  readonly attributes: Attributes;
}

// Field numbers: opentelemetry-proto, {common,resource,logs,trace,metrics}/v1.
function anyValue(bytes: Uint8Array): TypedValue {
  const field = wireFields(bytes).at(-1);
  switch (field?.number) {
    case 1:
      return { type: "string", value: text(field) };
    case 2:
      return { type: "bool", value: field.varint === 1n };
    case 3:
      return { type: "int", value: Number(BigInt.asIntN(64, field.varint)) };
    case 4:
      return { type: "double", value: double(field.bytes) };
    case 5:
      return {
        type: "array",
        value: all(wireFields(field.bytes), 1).map((item) => anyValue(item.bytes).value),
      };
    case 6:
      return { type: "kvlist", value: plain(keyValues(wireFields(field.bytes), 1)) };
    case 7:
      return { type: "bytes", value: hex(field) };
    default:
      return { type: "none", value: null };
  }
}

const plain = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value]));

function keyValues(fields: readonly WireField[], number: number): Attributes {
  return Object.fromEntries(
    all(fields, number).map((field) => {
      const pair = wireFields(field.bytes);
      return [text(one(pair, 1)), anyValue(one(pair, 2)?.bytes ?? new Uint8Array())];
    }),
  );
}

function* scoped(
  body: Uint8Array,
): Generator<{ resource: Attributes; scope: string; items: readonly WireField[] }> {
  for (const group of all(wireFields(body), 1)) {
    const fields = wireFields(group.bytes);
    const resource = keyValues(wireFields(one(fields, 1)?.bytes ?? new Uint8Array()), 1);
    for (const part of all(fields, 2)) {
      const inner = wireFields(part.bytes);
      yield {
        resource,
        scope: text(one(wireFields(one(inner, 1)?.bytes ?? new Uint8Array()), 1)),
        items: all(inner, 2),
      };
    }
  }
}

/** Decodes an ExportLogsServiceRequest in protobuf. */
export function decodeLogs(body: Uint8Array): readonly DecodedLog[] {
  return [...scoped(body)].flatMap(({ resource, scope, items }) =>
    items.map((item) => {
      const fields = wireFields(item.bytes);
      return {
        resource,
        scope,
        eventName: text(one(fields, 12)),
        timeUnixNano: fixed64(one(fields, 1)),
        severityNumber: Number(one(fields, 2)?.varint ?? 0n),
        severityText: text(one(fields, 3)),
        body: anyValue(one(fields, 5)?.bytes ?? new Uint8Array()).value,
        traceId: hex(one(fields, 9)),
        spanId: hex(one(fields, 10)),
        attributes: keyValues(fields, 6),
      };
    }),
  );
}

/** Decodes an ExportTraceServiceRequest in protobuf. */
export function decodeSpans(body: Uint8Array): readonly DecodedSpan[] {
  return [...scoped(body)].flatMap(({ items }) =>
    items.map((item) => {
      const fields = wireFields(item.bytes);
      return {
        name: text(one(fields, 5)),
        traceId: hex(one(fields, 1)),
        spanId: hex(one(fields, 2)),
        traceState: text(one(fields, 3)),
        parentSpanId: hex(one(fields, 4)),
        start: fixed64(one(fields, 7)),
        end: fixed64(one(fields, 8)),
        status: Number(one(wireFields(one(fields, 15)?.bytes ?? new Uint8Array()), 3)?.varint ?? 0n),
        attributes: keyValues(fields, 9),
      };
    }),
  );
}

/** Decodes an ExportMetricsServiceRequest in protobuf. */
export function decodePoints(body: Uint8Array): readonly DecodedPoint[] {
  return [...scoped(body)].flatMap(({ items }) =>
    items.flatMap((item) => {
      const fields = wireFields(item.bytes);
      const histogram = one(fields, 9);
      const data = wireFields((histogram ?? one(fields, 7))?.bytes ?? new Uint8Array());
      return all(data, 1).map((point): DecodedPoint => {
        const inner = wireFields(point.bytes);
        const integer = one(inner, 6);
        const number =
          histogram === undefined && integer !== undefined
            ? Number(fixed64(integer))
            : double((one(inner, histogram === undefined ? 4 : 5) ?? { bytes: new Uint8Array(8) }).bytes);
        return {
          metric: text(one(fields, 1)),
          unit: text(one(fields, 3)),
          kind: histogram === undefined ? "sum" : "histogram",
          temporality: Number(one(data, 2)?.varint ?? 0n),
          value: number,
          count: histogram === undefined ? 1 : Number(fixed64(one(inner, 4))),
          attributes: keyValues(inner, histogram === undefined ? 7 : 9),
        };
      });
    }),
  );
}

interface JsonValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly JsonValue[] };
  readonly kvlistValue?: { readonly values?: readonly JsonPair[] };
}
interface JsonPair {
  readonly key: string;
  readonly value?: JsonValue;
}

function jsonValue(value: JsonValue = {}): TypedValue {
  if (value.stringValue !== undefined) return { type: "string", value: value.stringValue };
  if (value.boolValue !== undefined) return { type: "bool", value: value.boolValue };
  if (value.intValue !== undefined) return { type: "int", value: Number(value.intValue) };
  if (value.doubleValue !== undefined) return { type: "double", value: value.doubleValue };
  if (value.arrayValue !== undefined)
    return { type: "array", value: (value.arrayValue.values ?? []).map((item) => jsonValue(item).value) };
  if (value.kvlistValue !== undefined)
    return { type: "kvlist", value: plain(jsonPairs(value.kvlistValue.values)) };
  return { type: "none", value: null };
}

function jsonPairs(pairs: readonly JsonPair[] = []): Attributes {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, jsonValue(value)]));
}

/** Decodes an ExportLogsServiceRequest in OTLP/JSON. */
export function decodeJsonLogs(body: Uint8Array): readonly DecodedLog[] {
  const request = JSON.parse(new TextDecoder().decode(body)) as {
    resourceLogs: {
      resource?: { attributes?: JsonPair[] };
      scopeLogs: { scope?: { name?: string }; logRecords: Record<string, unknown>[] }[];
    }[];
  };
  return request.resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((log) => ({
        resource: jsonPairs(resource?.attributes),
        scope: scope?.name ?? "",
        eventName: String(log["eventName"] ?? ""),
        timeUnixNano: BigInt(String(log["timeUnixNano"] ?? 0)),
        severityNumber: Number(log["severityNumber"] ?? 0),
        severityText: String(log["severityText"] ?? ""),
        body: jsonValue(log["body"] as JsonValue).value,
        traceId: String(log["traceId"] ?? ""),
        spanId: String(log["spanId"] ?? ""),
        attributes: jsonPairs(log["attributes"] as JsonPair[]),
      })),
    ),
  );
}
