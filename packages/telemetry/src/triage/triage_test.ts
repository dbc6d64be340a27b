import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrailEvent, TrailRecord } from "../record.ts";
import { appendFullSession } from "../testing/full-session.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { TrailError } from "../trail-error.ts";
import { readAlert } from "./alert.ts";
import { checkSummary } from "./check-summary.ts";
import { triageAlert } from "./triage.ts";

const start = Date.UTC(2026, 10, 20, 10);
const time = "2026-11-20T10:00:30Z";

async function recordsOf(events: "full" | readonly TrailEvent[]): Promise<readonly TrailRecord[]> {
  return withFolder(async (directory) => {
    let now = start;
    const trail = await openTrail({
      directory,
      session: "s1",
      env: {},
      user: "ann",
      content: { prompts: true },
      clock: () => (now += 100),
      monotonic: () => now,
    });
    if (events === "full") await appendFullSession(trail);
    else for (const event of events) await trail.append(event);
    await trail.close();
    return allRecords(directory);
  });
}

const ids = (call: string) => ({ turn: "t1", call, decision: `${call}-d`, execution: `${call}-x` });
const prompt: TrailEvent = {
  name: "prompt.received",
  ids: { turn: "t1" },
  attributes: { origin: "user", prompt: "do it" },
};
const called = (call: string, subject: string): TrailEvent => ({
  name: "tool.called",
  ids: { turn: "t1", call },
  attributes: { kind: "command", subject },
});
const allowed = (call: string, by = "rule", placement = "inside"): TrailEvent => ({
  name: "decision.made",
  ids: ids(call),
  attributes: { decision: "allow", by, placement },
});
const ran = (call: string, subject: string, more: TrailEvent["attributes"] = {}): TrailEvent => ({
  name: "execution.started",
  ids: ids(call),
  attributes: { argv: subject.split(" "), placement: "inside", enforcement: "full", ...more },
});
const net = (call: string, host: string, decision: string): TrailEvent => ({
  name: "network.decided",
  ids: { ...ids(call), connection: `${call}-${host}` },
  attributes: { host, decision, port: 443 },
});
const denied = (call: string, object: string, operation = "write"): TrailEvent => ({
  name: "sandbox.denied",
  ids: ids(call),
  attributes: { operation, object },
});
const ended = (call: string, outcome: string): TrailEvent => ({
  name: "tool.completed",
  ids: { turn: "t1", call },
  attributes: { outcome, tool: "exec_command" },
});

describe("triage", () => {
  const cases: readonly (readonly [
    name: string,
    events: readonly TrailEvent[],
    alert: object,
    expected: "expected" | "benign" | "escalate",
    code: string,
  ])[] = [
    [
      "a call that a rule allowed",
      [
        prompt,
        called("c1", "npm test"),
        allowed("c1"),
        ran("c1", "npm test", { pid: 77 }),
        ended("c1", "done"),
      ],
      { pid: 77 },
      "expected",
      "allowed",
    ],
    [
      "a block that ended the matter",
      [
        prompt,
        called("c1", "curl x"),
        allowed("c1"),
        net("c1", "bad.example", "deny"),
        ended("c1", "blocked"),
      ],
      { host: "bad.example" },
      "expected",
      "refused",
    ],
    [
      "a block after which the agent went on inside the policy",
      [
        prompt,
        called("c1", "touch /etc/x"),
        allowed("c1"),
        denied("c1", "/etc/x"),
        ended("c1", "blocked"),
        called("c2", "touch x"),
        allowed("c2"),
        ended("c2", "done"),
      ],
      { path: "/etc/x" },
      "benign",
      "went-on",
    ],
    [
      "a blocked host reached by another route",
      [
        prompt,
        called("c1", "curl bad.example"),
        net("c1", "bad.example", "deny"),
        called("c2", "sh go.sh"),
        allowed("c2"),
        net("c2", "bad.example", "allow"),
      ],
      { host: "bad.example" },
      "escalate",
      "another-route",
    ],
    [
      "a key in reach, then the network",
      [
        prompt,
        called("c1", "cat /home/ann/.ssh/id_rsa"),
        allowed("c1"),
        ran("c1", "cat /home/ann/.ssh/id_rsa"),
        called("c2", "curl y"),
        net("c2", "drop.example", "allow"),
      ],
      { host: "drop.example" },
      "escalate",
      "credentials-then-network",
    ],
    [
      "a rule file written to",
      [prompt, called("c1", "echo"), denied("c1", "/srv/app/.paddock/rules/x.rules")],
      { path: "/srv/app/.paddock/rules/x.rules" },
      "escalate",
      "policy-touched",
    ],
    [
      "tools swapped by an MCP server",
      [
        prompt,
        { name: "mcp.connected", attributes: { server: "tickets", phase: "changed" } },
        called("c1", "npm test"),
        allowed("c1"),
        ran("c1", "npm test", { pid: 5 }),
      ],
      { pid: 5 },
      "escalate",
      "tools-swapped",
    ],
    [
      "a run without enforcement",
      [
        prompt,
        called("c1", "npm test"),
        allowed("c1"),
        ran("c1", "npm test", { pid: 5, enforcement: "none" }),
      ],
      { pid: 5 },
      "escalate",
      "weak-enforcement",
    ],
    [
      "a run outside that nobody was asked about",
      [
        prompt,
        called("c1", "npm test"),
        allowed("c1", "policy", "outside"),
        ran("c1", "npm test", { pid: 5, placement: "outside" }),
      ],
      { pid: 5 },
      "escalate",
      "outside-unasked",
    ],
    [
      "a run outside that a person allowed",
      [
        prompt,
        called("c1", "npm test"),
        allowed("c1", "user", "outside"),
        ran("c1", "npm test", { pid: 5, placement: "outside" }),
      ],
      { pid: 5 },
      "expected",
      "allowed",
    ],
    [
      "a turn that no person asked for",
      [
        { name: "turn.started", ids: { turn: "t1" } },
        called("c1", "npm test"),
        allowed("c1"),
        ran("c1", "npm test", { pid: 5 }),
      ],
      { pid: 5 },
      "escalate",
      "no-request",
    ],
    [
      "three tries after a block",
      [prompt, ...["c1", "c2", "c3"].flatMap((call) => [called(call, "x"), denied(call, "/etc/passwd")])],
      { path: "/etc/passwd" },
      "escalate",
      "persistence",
    ],
    ["something that no record speaks of", [prompt], { pid: 999 }, "escalate", "no-conversation"],
  ];
  for (const [name, events, alert, expected, code] of cases) {
    it(`calls ${name} ${expected}`, async () => {
      const records = await recordsOf(events);
      const result = triageAlert(readAlert({ time, ...alert }), records);
      assert.equal(result.class, expected, JSON.stringify(result.claims));
      assert.ok(
        result.claims.some((claim) => claim.code === code),
        JSON.stringify(result.claims),
      );
      const known = new Set(records.map(({ id }) => id));
      for (const claim of result.claims) {
        assert.ok(claim.records.every((id) => known.has(id)));
        assert.ok(claim.records.length > 0 || claim.code === "no-conversation", claim.code);
      }
    });
  }

  it("gives the same answer twice, and looks only near the time of the alert", async () => {
    const records = await recordsOf("full");
    const alert = readAlert({
      "@timestamp": time,
      destination: { domain: "unknown.example" },
      user: { name: "ann" },
    });
    assert.deepEqual(triageAlert(alert, records), triageAlert(alert, records));
    assert.equal(triageAlert(alert, records).session, "s1");
    assert.equal(triageAlert({ ...alert, time: "2026-11-21T10:00:00.000Z" }, records).matches.length, 0);
  });
});

describe("an alert", () => {
  it("is read in the usual spellings", () => {
    assert.deepEqual(
      readAlert({ "@timestamp": time, process: { pid: 7, command_line: "x" }, "file.path": "/y" }),
      {
        time: "2026-11-20T10:00:30.000Z",
        pid: 7,
        command: "x",
        path: "/y",
      },
    );
    assert.equal(readAlert({ time: start, pid: "7" }).pid, 7);
    assert.equal(readAlert({ time: start / 1_000, host: "h" }).time, "2026-11-20T10:00:00.000Z");
  });
  for (const [json, message] of [
    [[], /JSON object/],
    [{ pid: 1 }, /has no time/],
    [{ time: "soon", pid: 1 }, /has no time/],
    [{ time }, /nothing to look for/],
  ] as const)
    it(`${JSON.stringify(json)} is refused`, () =>
      assert.throws(
        () => readAlert(json),
        (error: unknown) => error instanceof TrailError && message.test(error.message),
      ));
});

describe("a summary by a model", () => {
  it("is believed sentence by sentence, and only with records that bear it out", async () => {
    const records = await recordsOf("full");
    const connection = records.find((record) => record.name === "network.decided") as TrailRecord;
    const denial = records.find((record) => record.name === "sandbox.denied") as TrailRecord;
    const checked = checkSummary(
      `The agent asked for unknown.example and was refused [${connection.id}]. It wrote /etc/hosts. It wrote /etc/shadow [${denial.id.slice(0, 23)}]. The sandbox denied "/etc/hosts" [${denial.id}]. Nothing else [ffffffff-0000].`,
      records,
    );
    assert.deepEqual(
      checked.map(({ holds, problems }) => [holds, problems]),
      [
        [true, []],
        [false, ["it cites no record"]],
        [false, ['no cited record holds "/etc/shadow"']],
        [true, []],
        [false, ["there is no record ffffffff-0000"]],
      ],
    );
  });
});

describe("an alert that knows processes", () => {
  const started: TrailEvent = { name: "session.started", attributes: { pid: 900, mode: "workspace-write" } };
  const server = [started, prompt, called("c1", "npm run dev"), allowed("c1"), ran("c1", "npm run dev")];
  const over: TrailEvent = {
    name: "execution.ended",
    ids: ids("c1"),
    attributes: { exit_code: 0, pid: 950 },
  };

  it("finds a run that began long before and is still under way, and no other", async () => {
    const late = new Date(start + 3 * 3_600_000).toISOString();
    const alert = readAlert({ time: late, process: { pid: 77, parent: { pid: 900 } } });
    assert.deepEqual(alert.parents, [900]);
    const found = triageAlert(alert, await recordsOf(server));
    assert.deepEqual(found.matches[0]?.why, ["below the session's process 900"]);
    assert.equal(found.class, "expected");
    assert.equal(triageAlert(alert, await recordsOf([...server, over])).matches.length, 0);
  });

  it("prefers the run whose launcher is among the ancestors", async () => {
    const records = await recordsOf([...server, over, called("c2", "ls"), allowed("c2"), ran("c2", "ls")]);
    const found = triageAlert(readAlert({ time, pid: 77, ancestors: [951, 950, 900, 1] }), records);
    assert.deepEqual(found.matches[0]?.why, ["below pid 950"]);
    assert.deepEqual(found.alert.parents, [951, 950, 900], "the first process says nothing");
  });
});
