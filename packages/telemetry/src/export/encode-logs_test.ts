import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import type { AttributeValue } from "../record.ts";
import { decodeJsonLogs, decodeLogs } from "../testing/otlp-decoder.ts";
import { logsJson } from "./encode-logs-json.ts";
import { logsProtobuf } from "./encode-logs-protobuf.ts";
import type { ExportLog } from "./export-log.ts";
import { type LogRequest, logRequest } from "./log-request.ts";
import { hrTime } from "./otel-shapes.ts";

type SdkLogs = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];

/** The same logs in the shape of OpenTelemetry's SDK, whose serializers are the reference. */
function sdkLogs({ resource, scopes }: LogRequest): SdkLogs {
  const origin = { attributes: resource };
  return [...scopes].flatMap(([name, logs]) => {
    const instrumentationScope = { name };
    return logs.map((log) => ({
      hrTime: hrTime(log.time),
      hrTimeObserved: hrTime(log.time),
      severityNumber: log.severityNumber,
      severityText: log.severityText,
      body: log.body,
      eventName: log.eventName,
      attributes: log.attributes,
      resource: origin,
      instrumentationScope,
      droppedAttributesCount: 0,
      ...(log.traceId === undefined
        ? {}
        : { spanContext: { traceId: log.traceId, spanId: log.spanId, traceFlags: 1 } }),
    }));
  }) as unknown as SdkLogs;
}

const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  // About the lengths at which a length takes another byte, and at which copying changes.
  fc.constantFrom(47, 48, 49, 126, 127, 128, 129, 16_381, 16_384, 70_000).map((length) => "a".repeat(length)),
  fc.constantFrom("", "é", "\u0000", "😀", "\ud800", "__proto__", 'a"\\\n'),
);
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    0,
    127,
    128,
    -1,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    -(2 ** 53),
    2 ** 63,
    -(2 ** 63),
    1e300,
    0.5,
  ),
);
const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }) as fc.Arbitrary<AttributeValue>,
    fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<AttributeValue>,
  ),
})).value;
const hex = (digits: number) =>
  fc.string({
    unit: fc.constantFrom(..."0123456789abcdef"),
    minLength: digits,
    maxLength: digits,
  });
const log: fc.Arbitrary<ExportLog> = fc
  .record({
    eventName: fc.constantFrom("paddock.decision.made", "codex.network_proxy.policy_decision", "ä.b"),
    time: fc.integer({ min: 1, max: 4_102_444_800_000 }),
    severity: fc.constantFrom(
      { severityNumber: 9, severityText: "INFO" } as const,
      { severityNumber: 17, severityText: "ERROR" } as const,
    ),
    body: text,
    attributes: fc.dictionary(text, value, { maxKeys: 8, noNullPrototype: true }),
    context: fc.option(fc.record({ traceId: hex(32), spanId: hex(16) }), { nil: undefined }),
  })
  .map(({ severity, context, ...rest }) => ({ ...rest, ...severity, ...context }));
const request = fc
  .record({
    eventPrefix: fc.constantFrom("paddock", "codex"),
    logs: fc.array(log, { minLength: 1, maxLength: 5 }),
  })
  .map(({ eventPrefix, logs }) =>
    logRequest({ "service.name": "paddock", team: "a", size: 2, on: true }, eventPrefix === "codex", logs),
  );

describe("encoding logs", () => {
  it("gives the very bytes of OpenTelemetry's serializer in the binary encoding", () => {
    const encode = logsProtobuf();
    fc.assert(
      fc.property(request, (given) => {
        const theirs = ProtobufLogsSerializer.serializeRequest(sdkLogs(given));
        assert.ok(theirs !== undefined && Buffer.from(encode(given)).equals(theirs));
      }),
      { numRuns: 400 },
    );
  });

  it("says the same as OpenTelemetry's serializer in JSON", () => {
    fc.assert(
      fc.property(request, (given) => {
        const theirs = JsonLogsSerializer.serializeRequest(sdkLogs(given));
        assert.deepEqual(
          JSON.parse(new TextDecoder().decode(logsJson(given))),
          JSON.parse(new TextDecoder().decode(theirs)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("is read alike in both encodings by a decoder that knows neither library", () => {
    const encode = logsProtobuf();
    const flat = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(log, flat, (one, attributes) => {
        const given = logRequest({ env: "test" }, true, [{ ...one, attributes, body: "said" }]);
        assert.deepEqual(
          decodeLogs(Buffer.from(encode(given))),
          decodeJsonLogs(Buffer.from(logsJson(given))),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("leaves earlier requests alone when it makes the next", () => {
    const encode = logsProtobuf();
    const one = (body: string): LogRequest =>
      logRequest({ env: "test" }, false, [
        { eventName: "a", time: 1, severityNumber: 9, severityText: "INFO", body, attributes: {} },
      ]);
    const first = encode(one("first"));
    encode(one("other"));
    assert.equal(decodeLogs(Buffer.from(first))[0]?.body, "first");
  });
});
