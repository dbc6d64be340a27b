import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrailRecord } from "@paddock/telemetry";
import { NetworkReport } from "./network-report.ts";
import { bytesText } from "./report-text.ts";

type Given = Pick<TrailRecord, "name" | "attributes" | "ids">;
const started = (execution: string, ...argv: readonly string[]): Given => ({
  name: "execution.started",
  ids: { execution } as Given["ids"],
  attributes: { argv },
});
const decided = (execution: string, host: string, decision: string, more: object = {}): Given => ({
  name: "network.decided",
  ids: { execution } as Given["ids"],
  attributes: { host, port: 443, decision, source: "baseline_policy", ...more },
});
const closed = (host: string, sent: number, received: number, more: object = {}): Given => ({
  name: "network.closed",
  ids: {} as Given["ids"],
  attributes: { host, port: 443, sent, received, outcome: "done", address: "203.0.113.7", ...more },
});

test("who asked for what, what was asked about, and what went over the wire", () => {
  const report = new NetworkReport();
  const records = [
    started("1", "npm", "ci"),
    started("2", "curl", "b.test"),
    decided("1", "a.test", "allow"),
    decided("1", "a.test", "allow"),
    closed("a.test", 10, 100),
    closed("a.test", 5, 50),
    decided("2", "b.test", "allow", { source: "decider", override: true }),
    decided("2", "a.test", "deny", { text: "a.test is denied" }),
    decided("2", "a.test", "deny", { text: "a.test is denied" }),
    { ...decided("2", "c.test", "deny", { protocol: "dns", text: "no" }) },
  ];
  for (const record of records) report.take(record);
  const [a, b] = report.destinations;
  assert.deepEqual(a, {
    host: "a.test",
    port: 443,
    allowed: 2,
    denied: 2,
    asked: 0,
    sent: 15,
    received: 150,
    addresses: ["203.0.113.7"],
    reasons: ["a.test is denied"],
    commands: [
      { command: "npm ci", allowed: 2, denied: 0, asked: 0 },
      { command: "curl b.test", allowed: 0, denied: 2, asked: 0 },
    ],
  });
  assert.equal(b?.asked, 1);
});

test("a denial for good was asked about, although a rule stands as its reason from then on", () => {
  const report = new NetworkReport();
  report.take(decided("1", "a.test", "deny", { asked: true, text: "a.test is denied by a rule" }));
  report.take(decided("1", "a.test", "deny", { text: "a.test is denied by a rule" }));
  const [{ denied, asked } = { denied: 0, asked: 0 }] = report.destinations;
  assert.deepEqual([denied, asked], [2, 1]);
});

test("a name that was only looked up has no port", () => {
  const report = new NetworkReport();
  const { port: _, ...attributes } = decided("1", "c.test", "deny").attributes;
  report.take({ ...decided("1", "c.test", "deny"), attributes });
  assert.equal(Object.hasOwn(report.destinations[0]!, "port"), false);
});

test("a tunnel that was closed for what came through it says why", () => {
  const report = new NetworkReport();
  report.take(closed("a.test", 1, 1, { outcome: "blocked", error: "the TLS server name x is not a.test" }));
  assert.deepEqual(report.destinations[0]?.reasons, ["the TLS server name x is not a.test"]);
});

const sizes: readonly [number, string][] = [
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [15_340, "15 kB"],
  [1_500_000, "1.5 MB"],
  [2_345_000_000, "2.3 GB"],
];
for (const [bytes, text] of sizes)
  test(`${bytes} bytes are ${text}`, () => assert.equal(bytesText(bytes), text));

test("a refusal by a rule says where the rule is written", () => {
  const report = new NetworkReport();
  const origin = { origin_file: "/h/rules/approved.rules", origin_line: 3, origin_layer: "user" };
  report.take(decided("1", "never.test", "deny", { text: "never.test is denied", ...origin }));
  assert.deepEqual(report.destinations[0]?.reasons, ["never.test is denied (/h/rules/approved.rules:3)"]);
});
