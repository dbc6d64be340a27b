import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrailRecord } from "@paddock/telemetry";
import { fakeEngine } from "../testing/fake-engine.ts";
import { rowText } from "../view/row.ts";
import { outputLog } from "./output-log.ts";
import { recordLog } from "./record-log.ts";
import { runSlashCommand } from "./run-slash-command.ts";

function record(
  id: string,
  name: string,
  attributes: TrailRecord["attributes"],
  decision = "d1",
): TrailRecord {
  const time = "2026-01-01T10:11:12.000Z";
  return { v: 1, seq: 1, time, id, name, severity: "info", ids: { session: "s1", decision }, attributes };
}

async function table() {
  const fake = fakeEngine(async function* () {});
  const session = await fake.engine.openSession({ cwd: "/", env: {}, set: [] });
  const log = recordLog();
  const outputs = outputLog();
  let left = false;
  const quit = (): void => {
    left = true;
  };
  const type = async (line: string): Promise<string> =>
    (await runSlashCommand(line, { session, log, outputs, columns: 80, quit })).map(rowText).join("\n");
  return { fake, log, outputs, type, left: () => left };
}

test("an unknown command names the nearest", async () => {
  const { type } = await table();
  assert.match(await type("/stauts"), /did you mean \/status/);
  assert.match(await type("/xyzzy"), /\/help lists them/);
});

test("/status shows each value with its source and what is enforced", async () => {
  const text = await (await table()).type("/status");
  assert.match(text, /enforced +full/);
  assert.match(text, /sandbox_mode "workspace-write" {2}default/);
});

test("/why tells the story of the last decision, or of one by its id", async () => {
  const { type, log } = await table();
  assert.match(await type("/why"), /Nothing has been decided/);
  log.add(record("r1", "decision.made", { decision: "allow", by: "policy" }, "aaaa"));
  log.add(record("r2", "decision.made", { decision: "deny", by: "rule", note: "x\u001b[2J" }, "bbbb"));
  log.add(record("r3", "execution.ended", { exit_code: 0 }, "aaaa"));
  assert.match(await type("/why"), /deny/);
  assert.doesNotMatch(await type("/why"), /\u001b/);
  assert.match(await type("/why #aaaa"), /decision +allow by policy\n.*execution +ended.*exit 0/);
  assert.match(await type("/why #zzz"), /Nothing in this session is called #zzz/);
  assert.match(await type("/why zzz"), /Nothing in this session is called zzz/);
  log.add(
    record(
      "r4",
      "network.decided",
      { decision: "deny", host: "bad.example", reason_code: "not_allowed" },
      "cccc",
    ),
  );
  assert.match(await type("/why bad.exam"), /would change it: an entry for bad.example/);
});

test("/approve overrides the reviewer for exactly what it denied", async () => {
  const { type, log, fake } = await table();
  assert.match(await type("/approve"), /denied nothing/);
  log.add(record("r1", "decision.made", { decision: "deny", by: "user", digest: "user" }));
  log.add(record("r2", "decision.made", { decision: "deny", by: "reviewer", digest: "abc" }));
  await type("/approve");
  assert.deepEqual(fake.overridden, ["abc"]);
});

test("/output gives back all that a call printed, safe to show and bounded", async () => {
  const { type, outputs } = await table();
  assert.match(await type("/output"), /No call has printed/);
  const print = (call: string, text: string): void =>
    outputs.on({ kind: "run", call, event: { kind: "output", stream: "stdout", text } });
  outputs.on({ kind: "call", call: "a", tool: "run", title: "seq 30" });
  for (let line = 1; line <= 30; line += 1) print("a", `${line}\n`);
  outputs.on({ kind: "call", call: "b", tool: "run", title: "true" });
  assert.equal((await type("/output")).split("\n").length, 31);
  print("b", "x".repeat(500_000));
  assert.match(await type("/output"), /the first 100000 characters are gone/);
  assert.match(await type("/output 2"), /output of seq 30/);
});

test("/config tells where a value comes from, what was wanted and who holds it", async () => {
  const { type } = await table();
  const text = await type("/config explain sandbox_mode");
  assert.match(text, /in force +"read-only" {2}user: \/h\/config\.toml:3/);
  assert.match(text, /wanted +"danger-full-access" {2}session/);
  assert.match(text, /held by +requirements: \/etc\/paddock\/requirements\.toml:1/);
  assert.match(text, /overridden +"workspace-write" {2}default/);
  assert.match(await type("/config nope"), /Nothing sets nope/);
});

test("/quit leaves", async () => {
  const { type, left } = await table();
  await type("/quit");
  assert.equal(left(), true);
});
