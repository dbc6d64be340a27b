import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readTrail, type TrailRecord } from "@paddock/telemetry";
import { inYard } from "../test/yard.ts";

async function recordsOf(home: string): Promise<readonly TrailRecord[]> {
  const records: TrailRecord[] = [];
  for await (const record of readTrail(join(home, "trail"))) records.push(record);
  return records;
}

test("the record of a session says what was in force, who drove it, and what it came to", () =>
  inYard(async ({ guard: open, home, run }) => {
    const guard = await open({
      client: { name: "an-editor", version: "1.2.3", terminal: "xterm" },
      model: "some-model",
      set: ['shell_environment_policy.set={ HUSH = "not for the record" }', "approval_policy='never'"],
    });
    await run(guard, { kind: "command", argv: ["true"], ids: { turn: "t1", call: "c1" } });
    await run(guard, { kind: "read", path: "/etc/shadow", ids: { turn: "t2", call: "c2" } });
    await guard.close();
    const records = await recordsOf(home);
    const { attributes } = records.find(({ name }) => name === "session.started") as TrailRecord;
    assert.deepEqual(
      ["client", "version", "terminal", "model", "approval_policy", "reviewer"].map((key) => attributes[key]),
      ["an-editor", "1.2.3", "xterm", "some-model", "never", "user"],
    );
    const policy = attributes["policy"] as {
      profile: { mode: string };
      approval: { kind: string };
      environment: { set: string[] };
    };
    assert.equal(policy.profile.mode, "workspace-write");
    assert.equal(policy.approval.kind, "never");
    assert.deepEqual(policy.environment.set, ["HUSH"]);
    assert.ok(!JSON.stringify(records).includes("not for the record"));
    const ended = records.find(({ name }) => name === "session.ended");
    assert.deepEqual(ended?.attributes, { turns: 2, calls: 2, asks: 0, denials: 1, pending: 0 });
  }));

test("a decision says in one line what it was about, and where its reason is written", () =>
  inYard(async ({ guard: open, home, run }) => {
    const guard = await open();
    const patch = "*** Begin Patch\n*** Add File: a.txt\n+one\n*** Add File: b.txt\n+two\n*** End Patch\n";
    await run(guard, { kind: "patch", patch, ids: { turn: "t", call: "c" } });
    await run(guard, { kind: "command", script: "true\ntrue", ids: { turn: "t", call: "d" } });
    await guard.close();
    const made = (await recordsOf(home)).filter(({ name }) => name === "decision.made");
    assert.deepEqual(
      made.map(({ attributes }) => [attributes["subject"], typeof attributes["reason"]]),
      [
        ["patch a.txt, b.txt", "string"],
        ["true …", "string"],
      ],
    );
  }));

test("a credential that may be used is recorded by name, for which host, and never else", () =>
  inYard(async ({ guard: open, home, run }) => {
    const guard = await open({ onAsk: async () => ({ decision: "allow", by: "user" }) });
    const action = { kind: "credential", name: "deploy", host: "api.example.com" } as const;
    const result = await run(guard, { ...action, ids: { turn: "t", call: "c" } });
    await guard.close();
    const used = (await recordsOf(home)).filter(({ name }) => name === "credential.used");
    assert.deepEqual(
      used.map(({ attributes }) => attributes),
      result.outcome === "done"
        ? [{ name: "deploy", host: "api.example.com", operation: "read", outcome: "allow" }]
        : [],
    );
    assert.equal(result.outcome, "done", result.text);
  }));

test("an answered question leaves how long it waited, and its id on what it decided", () =>
  inYard(async ({ guard: open, home, run }) => {
    const guard = await open({ onAsk: async () => ({ decision: "deny", by: "user", message: "not now" }) });
    await run(guard, { kind: "credential", name: "deploy", ids: { turn: "t", call: "c" } });
    await guard.close();
    const records = await recordsOf(home);
    const named = (name: string) => records.find((record) => record.name === name) as TrailRecord;
    const [requested, answered] = [named("approval.requested"), named("approval.answered")];
    assert.equal(requested.attributes["kind"], "credential");
    assert.ok((requested.attributes["options"] as readonly string[]).includes("once"));
    assert.ok(Number(answered.attributes["wait_ms"]) >= 0);
    assert.equal(named("decision.made").ids.approval, requested.ids.approval);
    assert.equal(named("decision.made").attributes["code"], "answer-no");
  }));
