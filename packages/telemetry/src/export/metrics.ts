import type { AttributeValue, TrailRecord } from "../record.ts";

/** One measurement that a record makes. */
export interface Measurement {
  readonly metric: string;
  readonly kind: "count" | "milliseconds";
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

const text = (value: AttributeValue | undefined): string => (typeof value === "string" ? value : "");
const number = (value: AttributeValue | undefined): number => (typeof value === "number" ? value : 0);

type Point = readonly [
  metric: string,
  kind: Measurement["kind"],
  value: number,
  tags: Record<string, string>,
];

/** Names before the prefix; those that Codex has are spelled as Codex does. */
const points: Readonly<Record<string, (attributes: TrailRecord["attributes"]) => readonly Point[]>> = {
  "session.started": (a) => [
    ["thread.started", "count", 1, { enforcement: text(a["enforcement"]), sandbox: text(a["mode"]) }],
  ],
  "turn.completed": (a) => [
    ["conversation.turn.count", "count", 1, { outcome: text(a["outcome"]) }],
    ["turn.e2e_duration_ms", "milliseconds", number(a["duration_ms"]), {}],
    ["turn.token_usage", "count", number(a["input_tokens"]), { token_type: "input" }],
    ["turn.token_usage", "count", number(a["output_tokens"]), { token_type: "output" }],
  ],
  "model.response": (a) => [
    [
      "api_request",
      "count",
      1,
      { status: String(number(a["status"]) || 200), success: String(a["error"] === undefined) },
    ],
  ],
  "tool.completed": (a) => [
    ["tool.call", "count", 1, { tool: text(a["tool"]), success: String(a["outcome"] === "done") }],
    ["tool.call.duration_ms", "milliseconds", number(a["duration_ms"]), { tool: text(a["tool"]) }],
    ...(text(a["server"]) === ""
      ? []
      : [
          [
            "mcp.call",
            "count",
            1,
            { server: text(a["server"]), tool: text(a["tool"]), status: text(a["outcome"]) },
          ] as const,
        ]),
  ],
  "decision.made": (a) => [
    [
      "policy.decision",
      "count",
      1,
      { decision: text(a["decision"]), by: text(a["by"]), kind: text(a["kind"]) },
    ],
  ],
  "approval.requested": (a) => [["approval.requested", "count", 1, { tool: text(a["kind"]) }]],
  "approval.answered": (a) => [
    ["approval.answered", "count", 1, { decision: text(a["decision"]), by: text(a["by"]) }],
    ["approval.wait_ms", "milliseconds", number(a["wait_ms"]), { by: text(a["by"]) }],
  ],
  "sandbox.denied": (a) => [["sandbox.denied", "count", 1, { operation: text(a["operation"]) }]],
  "network.decided": (a) => [
    ["network.decision", "count", 1, { decision: text(a["decision"]), source: text(a["source"]) }],
  ],
  "reviewer.assessed": (a) => [["guardian.review", "count", 1, { outcome: text(a["outcome"]) }]],
  "export.failed": () => [["audit.export.outage", "count", 1, {}]],
};

/** What a record counts for. Every record counts as one of `audit.records`. */
export function measure(record: TrailRecord, prefix: string): readonly Measurement[] {
  const time = Date.parse(record.time);
  const own = Object.hasOwn(points, record.name) ? (points[record.name]?.(record.attributes) ?? []) : [];
  return [...own, ["audit.records", "count", 1, { name: record.name }] as const].map(
    ([metric, kind, value, tags]) => ({ metric: `${prefix}.${metric}`, kind, value, tags, time }),
  );
}

/** Upper bounds of the duration histograms, in milliseconds. */
export const bounds: readonly number[] = [
  5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000,
];

/** Measurements of one metric and one set of tags, put together. */
export interface Series {
  readonly metric: string;
  readonly kind: Measurement["kind"];
  readonly tags: Readonly<Record<string, string>>;
  sum: number;
  count: number;
  min: number;
  max: number;
  readonly buckets: number[];
  start: number;
  end: number;
}

/** Puts measurements together into series: deltas, which a collector adds up. */
export function aggregate(measurements: readonly Measurement[]): readonly Series[] {
  const all = new Map<string, Series>();
  for (const { metric, kind, value, tags, time } of measurements) {
    const key = `${metric} ${JSON.stringify(tags)}`;
    let series = all.get(key);
    if (series === undefined) {
      const buckets = new Array<number>(bounds.length + 1).fill(0);
      series = {
        metric,
        kind,
        tags,
        sum: 0,
        count: 0,
        min: value,
        max: value,
        buckets,
        start: time,
        end: time,
      };
      all.set(key, series);
    }
    series.sum += value;
    series.count += 1;
    series.min = Math.min(series.min, value);
    series.max = Math.max(series.max, value);
    series.start = Math.min(series.start, time);
    series.end = Math.max(series.end, time);
    const bucket = bounds.findIndex((bound) => value <= bound);
    const at = bucket < 0 ? bounds.length : bucket;
    series.buckets[at] = (series.buckets[at] ?? 0) + 1;
  }
  return [...all.values()];
}
