// The whole way once, with nothing replaced but the model's words: provider, loop, guard, kernel, trail.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createGuard, type Guard, GuardError } from "@paddock/guard";
import {
  checkEvent,
  openTrail,
  readTrail,
  type Trail,
  type TrailRecord,
  verifyTrail,
} from "@paddock/telemetry";
import { createAgent } from "./agent.ts";
import type { AgentEvent } from "./event.ts";
import { offlineGuide } from "./guide/offline-guide.ts";
import type { Pace } from "./provider/attempts.ts";
import { createProvider } from "./provider/create-provider.ts";
import type { ModelReply } from "./testing/model-reply.ts";
import { startModelServer } from "./testing/model-server.ts";
import { twoStepTask } from "./testing/two-step-task.ts";
import { playTour } from "./tour/play-tour.ts";

let base = "";
let unavailable: string | undefined;

function open(workspace: string, trail?: Trail): Promise<Guard> {
  const env = {
    HOME: homedir(),
    PADDOCK_HOME: join(base, "paddock"),
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  };
  const shared = trail === undefined ? {} : { trail, session: trail.session };
  return createGuard({ workspace, trust: "trusted", env, ...shared });
}

before(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "paddock-agent-")));
  await mkdir(join(base, "paddock"), { mode: 0o700 });
  await mkdir(join(base, "probe"));
  try {
    const guard = await open(join(base, "probe"));
    await guard.close();
  } catch (error) {
    if (!(error instanceof GuardError) || error.code !== "sandbox-unavailable") throw error;
    unavailable = error.message;
  }
});

after(async () => {
  try {
    // What a real session writes is of the catalogue: names, ids, attributes and their types.
    for await (const { name, ids, attributes } of readTrail(join(base, "paddock", "trail"))) {
      const { session: _, ...other } = ids;
      assert.deepEqual(checkEvent({ name, ids: other, attributes }), []);
    }
  } finally {
    await rm(base, { recursive: true, force: true });
  }
});

async function collect(events: AsyncIterable<AgentEvent>): Promise<readonly AgentEvent[]> {
  const all: AgentEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function said(events: readonly AgentEvent[]): string {
  return events.flatMap((event) => (event.kind === "text-done" ? [event.text] : [])).join("\n");
}

for (const wire of ["responses", "chat"] as const) {
  test(`over ${wire} a model lists the files and edits one, through every fault`, async (t) => {
    if (unavailable !== undefined) return t.skip(unavailable);
    const workspace = join(base, `task-${wire}`);
    await mkdir(workspace);
    await writeFile(join(workspace, "note.txt"), "first\nhello\nlast\n");
    const faults: Record<number, ModelReply> = {
      0: { kind: "answer", text: "I am about to", cutAfter: 3 },
      1: { kind: "error", status: 429, headers: { "retry-after": "1" } },
      3: { kind: "error", status: 500, message: "boom" },
      4: { kind: "answer", calls: [{ name: "edit_file", arguments: '{"path": "no' }], cutAfter: 3 },
    };
    await using server = await startModelServer(
      twoStepTask({ path: "note.txt", old: "hello", new: "hello world" }, faults),
    );
    const pace: Pace = { now: () => 0, random: () => 0, wait: () => Promise.resolve() };
    const provider = createProvider(
      { name: "local", model: "test", table: { base_url: server.url, wire_api: wire, env_key: "TEST_KEY" } },
      { TEST_KEY: "the-value-of-the-key" },
      { pace },
    );
    const directory = join(base, "paddock", "trail");
    const trail = await openTrail({ directory, session: `task-${wire}`, env: {} });
    await using guard = await open(workspace, trail);
    const events = await collect(createAgent({ guard, provider, trail }).send("greet the world"));
    const end = events.at(-1);
    assert.ok(end?.kind === "turn");
    assert.equal(end.error, undefined);
    assert.equal(await readFile(join(workspace, "note.txt"), "utf8"), "first\nhello world\nlast\n");
    assert.equal(events.filter((event) => event.kind === "retry").length, 4);
    const listed = events.find((event) => event.kind === "result");
    assert.equal(listed?.kind === "result" && listed.result.text, "note.txt");
    await guard.close();
    const records: TrailRecord[] = [];
    for await (const record of readTrail(directory, { session: trail.session })) records.push(record);
    assert.ok(!JSON.stringify(records).includes("the-value-of-the-key"));
    const named = (name: string) => records.filter((record) => record.name === name);
    assert.deepEqual(
      named("credential.used").map(({ attributes }) => [attributes["name"], attributes["host"]]),
      [["TEST_KEY", new URL(server.url).host]],
    );
    assert.equal(
      Math.max(...named("model.response").map(({ attributes }) => Number(attributes["attempt"]))),
      2,
    );
    assert.ok(named("model.response").every(({ attributes }) => Number(attributes["ttft_ms"]) >= 0));
    const [completed] = named("turn.completed");
    assert.equal(completed?.attributes["response"], "[REDACTED]");
    assert.ok(records.every(({ name, ids }) => !name.startsWith("model.") || ids.prompt !== undefined));
  });
}

test("the guide names what was stopped outside the workspace", async (t) => {
  if (unavailable !== undefined) return t.skip(unavailable);
  const workspace = join(base, "guide");
  await mkdir(workspace);
  const target = join(homedir(), `paddock-agent-test-${process.pid}`);
  await using guard = await open(workspace);
  const agent = createAgent({ guard, provider: offlineGuide() });
  const stopped = await collect(agent.send(`run touch ${target}`));
  assert.ok(!existsSync(target));
  assert.match(said(stopped), /^I am the offline guide, not a language model/);
  assert.ok(said(stopped).includes(`The sandbox refused creating ${target}`), said(stopped));
  assert.match(said(await collect(agent.send("run echo hi > note.txt"))), /ended with exit status 0/);
  assert.equal(await readFile(join(workspace, "note.txt"), "utf8"), "hi\n");
  assert.match(said(await collect(agent.send("read nothing.txt"))), /That did not work: .*nothing\.txt/);
  const tail = await collect(agent.send("read note.txt\nlist\nsearch h"));
  const texts = tail.flatMap((event) => (event.kind === "result" ? [event.result.text.trim()] : []));
  assert.equal(texts[0], "hi");
  assert.match(texts[1] ?? "", /note\.txt/);
  assert.match(texts[2] ?? "", /note\.txt:1:hi/);
});

test("the tour shows each part of the boundary and a trail that verifies", async (t) => {
  if (unavailable !== undefined) return t.skip(unavailable);
  const asked: string[] = [];
  const events = await collect(
    playTour({
      openGuard: ({ dir }) => open(dir),
      verify: () => verifyTrail(join(base, "paddock", "trail")),
      onAsk: (request) => {
        asked.push(request.subject);
        return { decision: "deny", by: "policy" };
      },
    }),
  );
  const end = events.at(-1);
  assert.ok(end?.kind === "turn" && end.phase === "completed", end?.kind === "turn" ? end.error : "no end");
  const text = said(events);
  assert.match(text, /ended with exit status 0/);
  assert.match(text, /note\.txt was written inside the boundary/);
  assert.ok(text.includes(`refused creating ${join(homedir(), "paddock-tour.txt")}`), text);
  assert.match(text, /example\.com was not (?:reached: the boundary has no way out|tried)/);
  assert.match(text, /A rule denies this; it was not started\. .*tour\.rules, line 2/);
  assert.deepEqual(asked, ["rm note.txt"]);
  assert.match(text, /It asked, and the answer was no/);
  assert.match(text, /the chain of their hashes is whole/);
});
