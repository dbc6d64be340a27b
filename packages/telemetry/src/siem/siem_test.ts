import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { EVENTS } from "../catalogue/events.ts";
import type { TrailRecord } from "../record.ts";
import { appendFullSession } from "../testing/full-session.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { generateSigma } from "./generate-sigma.ts";
import { SIGMA_RULES, type SigmaRule, type SigmaSelection } from "./sigma-rules.ts";
import { toEcs } from "./to-ecs.ts";
import { toOcsf } from "./to-ocsf.ts";

const record = (name: string, attributes: TrailRecord["attributes"], ids: object = {}): TrailRecord => ({
  v: 1,
  seq: 3,
  time: "2026-11-20T10:00:00.000Z",
  id: "01a1f884-052d-7732-9429-b24b3e8946d2",
  name,
  severity: "info",
  ids: { session: "s1", ...ids },
  source: { host: "h", user: "ann", policy: "p" },
  attributes,
  prev: "0".repeat(64),
  hash: "1".repeat(64),
});

async function sessionRecords(): Promise<readonly TrailRecord[]> {
  return withFolder(async (directory) => {
    const trail = await openTrail({ directory, session: "s1", env: {} });
    await appendFullSession(trail);
    await trail.close();
    return allRecords(directory);
  });
}

describe("ECS", () => {
  it("has the schema's own fields for what it knows", () => {
    const document = toEcs(
      record(
        "network.decided",
        { decision: "deny", host: "bad.example", port: 443, reason_code: "not_allowed" },
        { turn: "t" },
      ),
    );
    assert.deepEqual(
      [
        "event.action",
        "event.category",
        "event.type",
        "event.outcome",
        "destination.domain",
        "destination.port",
        "rule.id",
        "user.name",
        "event.hash",
        "paddock.ids.turn",
      ].map((key) => document[key]),
      [
        "network.decided",
        ["network"],
        ["denied"],
        "failure",
        "bad.example",
        443,
        "not_allowed",
        "ann",
        "1".repeat(64),
        "t",
      ],
    );
    assert.equal(
      toEcs(record("execution.ended", { exit_code: 1, duration_ms: 2 }))["event.outcome"],
      "failure",
    );
    assert.equal(
      toEcs(record("execution.ended", { exit_code: 1, duration_ms: 2 }))["event.duration"],
      2_000_000,
    );
    assert.equal(toEcs(record("sandbox.denied", { object: "ptrace" }))["paddock.object"], "ptrace");
  });

  it("is flat, and uses only allowed categories and types", async () => {
    for (const document of (await sessionRecords()).map(toEcs)) {
      const [category] = document["event.category"] as string[];
      assert.ok(["process", "network", "file", "configuration", "iam", "session"].includes(category ?? ""));
      assert.ok(
        ["allowed", "denied", "start", "end", "access", "change", "info"].includes(
          (document["event.type"] as string[])[0] ?? "",
        ),
      );
    }
  });
});

describe("OCSF", () => {
  it("has a class, an activity and a matching type for every event of the catalogue", () => {
    for (const name of Object.keys(EVENTS)) {
      const event = toOcsf(record(name, { decision: "deny", object: "/x", host: "h" }));
      assert.equal(event["type_uid"], Number(event["class_uid"]) * 100 + Number(event["activity_id"]), name);
      assert.ok(String(event["class_uid"]).startsWith(String(event["category_uid"])), name);
      for (const key of ["time", "severity_id", "metadata", "status_id"])
        assert.ok(event[key] !== undefined, `${name} ${key}`);
    }
  });

  it("says who decided what, and carries the chain", () => {
    const event = toOcsf(record("network.decided", { decision: "deny", host: "bad.example", port: 443 }));
    assert.deepEqual(
      [event["class_uid"], event["activity_id"], event["action_id"], event["disposition_id"]],
      [4001, 5, 2, 2],
    );
    assert.deepEqual(event["dst_endpoint"], { hostname: "bad.example", port: 443 });
    assert.deepEqual(event["attestation"], {
      fingerprint: { algorithm_id: 3, algorithm: "SHA-256", value: "1".repeat(64) },
      prev_event: "0".repeat(64),
      chain_uid: "s1",
    });
    assert.deepEqual((event["metadata"] as { profiles: unknown }).profiles, [
      "security_control",
      "ai_operation",
      "record_integrity",
    ]);
  });
});

/** Evaluates the part of Sigma that the rules use. */
function selects(selection: SigmaSelection, document: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(selection).every(([key, wanted]) => {
    const [field = "", modifier] = key.split("|");
    const value = String(document[field] ?? "").toLowerCase();
    const values = (Array.isArray(wanted) ? wanted : [wanted]).map((item) => String(item).toLowerCase());
    if (document[field] === undefined) return false;
    return values.some((item) =>
      modifier === "contains"
        ? value.includes(item)
        : modifier === "startswith"
          ? value.startsWith(item)
          : modifier === "endswith"
            ? value.endsWith(item)
            : value === item,
    );
  });
}
const fires = (rule: SigmaRule, document: Readonly<Record<string, unknown>>): boolean =>
  selects(rule.selection, document) && !(rule.filter !== undefined && selects(rule.filter, document));

describe("detection rules", () => {
  const fixtures: Readonly<Record<string, readonly [hit: TrailRecord, ...misses: TrailRecord[]]>> = {
    "outside-without-question": [
      record("decision.made", { kind: "command", decision: "allow", placement: "outside", by: "policy" }),
      record("decision.made", { kind: "command", decision: "allow", placement: "outside", by: "user" }),
      record("decision.made", { kind: "mcp", decision: "allow", placement: "outside", by: "policy" }),
    ],
    "no-sandbox": [
      record("session.started", { mode: "danger-full-access" }),
      record("session.started", { mode: "workspace-write" }),
    ],
    "weak-enforcement": [
      record("execution.ended", { enforcement: "partial" }),
      record("execution.ended", { enforcement: "full" }),
      record("execution.ended", { enforcement: "none", placement: "outside" }),
    ],
    "policy-file-write": [
      record("sandbox.denied", { object: "/srv/app/.paddock/rules/x.rules", operation: "write" }),
      record("sandbox.denied", { object: "/srv/app/x", operation: "write" }),
    ],
    "credential-file-denied": [
      record("sandbox.denied", { object: "/home/ann/.ssh/id_rsa" }),
      record("sandbox.denied", { object: "/home/ann/ssh" }),
    ],
    "metadata-address": [
      record("network.decided", { host: "169.254.169.254", decision: "deny" }),
      record("network.decided", { host: "example.com", decision: "deny" }),
    ],
    "mcp-tools-changed": [
      record("mcp.connected", { server: "x", phase: "changed" }),
      record("mcp.connected", { server: "x", phase: "connected" }),
    ],
    "reviewer-critical": [
      record("reviewer.assessed", { risk: "critical" }),
      record("reviewer.assessed", { risk: "high" }),
    ],
    "trail-torn": [
      record("trail.recovered", { reason: "torn" }),
      record("trail.checkpoint", { segment: "x", lines: 1, head: "x" }),
    ],
    "user-wide-rule": [record("rule.added", { scope: "user" }), record("rule.added", { scope: "project" })],
  };
  for (const rule of SIGMA_RULES) {
    it(`${rule.name} fires on what it is for, and on nothing else`, () => {
      const [hit, ...misses] = fixtures[rule.name] ?? [];
      assert.ok(hit !== undefined && misses.length > 0, "has fixtures");
      assert.equal(fires(rule, toEcs(hit)), true);
      for (const miss of misses) assert.equal(fires(rule, toEcs(miss)), false);
      for (const [other, [otherHit]] of Object.entries(fixtures))
        if (other !== rule.name) assert.equal(fires(rule, toEcs(otherHit)), false, other);
    });
  }

  it("stay quiet over an ordinary session", async () => {
    const fired = (await sessionRecords()).flatMap((one) =>
      SIGMA_RULES.filter((rule) => fires(rule, toEcs(one))).map(({ name }) => name),
    );
    assert.deepEqual(fired, []);
  });

  it("are what the files hold (run `node --conditions=paddock-source scripts/generate.ts`), each with an id of its own", () => {
    const folder = new URL("../../sigma/", import.meta.url);
    assert.ok(existsSync(folder));
    assert.deepEqual(readdirSync(folder).sort(), SIGMA_RULES.map(({ name }) => `${name}.yml`).sort());
    for (const rule of SIGMA_RULES)
      assert.equal(readFileSync(new URL(`${rule.name}.yml`, folder), "utf8"), generateSigma(rule));
    assert.equal(new Set(SIGMA_RULES.map(({ id }) => id)).size, SIGMA_RULES.length);
  });
});
