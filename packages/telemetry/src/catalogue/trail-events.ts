import type { EventTable } from "./event-spec.ts";

/** What the trail says about itself. */
export const trailEvents: EventTable = {
  "trail.checkpoint": {
    when: "Every thousand records and on closing; once exported, it is an anchor that this machine cannot rewrite.",
    source: "telemetry",
    sync: "soon",
    ids: [],
    attributes: {
      segment: {
        type: "string",
        redaction: "plain",
        doc: "segment, relative to the trail",
        example: "2026-11-20/s1.0.jsonl",
        required: true,
      },
      lines: { type: "int", redaction: "plain", doc: "lines before this one", example: 1000, required: true },
      head: {
        type: "string",
        redaction: "plain",
        doc: "hash of the last of them",
        example: "9f86d081884c7d65",
        required: true,
      },
      index_head: {
        type: "string",
        redaction: "plain",
        doc: "hash of the index's last line",
        example: "60303ae22b998861",
      },
    },
  },
  "trail.recovered": {
    when: "A torn last line was cut after a crash, or writing works again after the disk was full.",
    source: "telemetry",
    sync: "before",
    ids: [],
    attributes: {
      reason: {
        type: "string",
        redaction: "plain",
        doc: "what had happened",
        example: "torn",
        values: ["torn", "crash", "disk-full"],
        required: true,
      },
      segment: {
        type: "string",
        redaction: "plain",
        doc: "segment, relative to the trail",
        example: "2026-11-20/s1.0.jsonl",
      },
      bytes: { type: "int", redaction: "plain", doc: "bytes cut", example: 212 },
      sha256: {
        type: "string",
        redaction: "plain",
        doc: "sha-256 hex of the bytes cut",
        example: "9f86d081884c7d65",
      },
      kept_as: {
        type: "string",
        redaction: "plain",
        doc: "file that keeps them",
        example: "2026-11-20/s1.0.jsonl.torn",
      },
      dropped: { type: "int", redaction: "plain", doc: "records that could not be written", example: 0 },
    },
  },
  "trail.clock_changed": {
    when: "The wall clock jumped by more than a second against the steady clock; order is by `seq`, not by time.",
    source: "telemetry",
    sync: "soon",
    ids: [],
    attributes: {
      by_ms: {
        type: "int",
        redaction: "plain",
        doc: "milliseconds, negative for a jump back",
        example: -3600000,
        required: true,
      },
    },
  },
  "export.failed": {
    when: "The collector cannot be reached or refuses, written once for each outage; or records of an earlier session were still waiting when an export began. Nothing is lost.",
    source: "telemetry",
    sync: "soon",
    ids: [],
    attributes: {
      endpoint: {
        type: "string",
        redaction: "text",
        doc: "origin and path, without userinfo and query",
        example: "https://otel.example.com/v1/logs",
      },
      signal: {
        type: "string",
        redaction: "plain",
        doc: "what was to be delivered",
        example: "logs",
        values: ["logs", "traces", "metrics"],
      },
      error: { type: "string", redaction: "text", doc: "what went wrong", example: "connect ECONNREFUSED" },
    },
  },
  "export.resumed": {
    when: "The collector took records again after an outage.",
    source: "telemetry",
    sync: "soon",
    ids: [],
    attributes: {
      endpoint: {
        type: "string",
        redaction: "text",
        doc: "origin and path, without userinfo and query",
        example: "https://otel.example.com/v1/logs",
      },
      outage_ms: {
        type: "int",
        redaction: "plain",
        doc: "milliseconds since the first failure",
        example: 3600000,
      },
    },
  },
};
