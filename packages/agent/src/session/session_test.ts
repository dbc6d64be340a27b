import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createAgent } from "../agent.ts";
import type { Message } from "../event.ts";
import { scriptedGuard } from "../testing/scripted-guard.ts";
import { scriptedProvider } from "../testing/scripted-provider.ts";
import { listSessions, readSession } from "./read-session.ts";
import { createSessionFile, reopenSessionFile } from "./session-file.ts";

const META = { cwd: "/project", provider: "scripted", model: "m" };

async function inHome(run: (home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "paddock-sessions-"));
  try {
    await run(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function clock(start = "2026-03-04T05:06:07.000Z"): () => Date {
  return () => new Date(start);
}

test("a conversation is kept, readable by its owner only, and can be gone on from", async () => {
  await inHome(async (home) => {
    const guard = scriptedGuard(() => ({ result: { text: "a.txt" } }));
    const session = await createSessionFile({ home, id: "s1", meta: META, now: clock() });
    assert.equal(session.path, join(home, "sessions/2026/03/04/rollout-2026-03-04T05-06-07-s1.jsonl"));
    const provider = scriptedProvider([
      [{ kind: "call", call: { id: "c1", name: "list_dir", arguments: "{}" } }, { kind: "done" }],
      [{ kind: "text", delta: "There is a.txt." }, { kind: "done" }],
      [{ kind: "text", delta: "Again." }, { kind: "done" }],
    ]);
    for await (const _ of createAgent({ guard, provider, sink: session }).send("list"));
    await session.close();
    assert.equal((await stat(session.path)).mode & 0o777, 0o600);
    assert.equal((await stat(join(home, "sessions"))).mode & 0o777, 0o700);

    const stored = await readSession(session.path);
    const expected: Message[] = [
      { role: "user", text: "list" },
      { role: "call", call: { id: "c1", name: "list_dir", arguments: "{}" } },
      { role: "result", callId: "c1", text: "a.txt" },
      { role: "assistant", text: "There is a.txt." },
    ];
    assert.deepEqual([stored.messages, stored.meta, stored.problems], [expected, META, []]);

    const again = await reopenSessionFile(stored);
    for await (const _ of createAgent({ guard, provider, history: stored.messages, sink: again }).send(
      "more",
    ));
    await again.close();
    assert.equal((await readSession(session.path)).messages.length, 6);
    const ordinals = (await readFile(session.path, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).ordinal);
    assert.deepEqual(ordinals, [0, 1, 2, 3, 4, 5, 6]);
  });
});

test("after a crash the torn line is named, and a call without a result gets one", async () => {
  await inHome(async (home) => {
    const session = await createSessionFile({ home, id: "s1", meta: META });
    await session.add({ role: "user", text: "go" });
    await session.add({ role: "call", call: { id: "c1", name: "list_dir", arguments: "{}" } });
    await session.close();
    await appendFile(session.path, '{"v":1,"type":"mess');
    const stored = await readSession(session.path);
    assert.match(stored.problems[0] ?? "", /:4: the last line was cut/);
    assert.deepEqual(
      stored.messages.map((message) => message.role),
      ["user", "call", "result"],
    );
    const again = await reopenSessionFile(stored);
    await again.add({ role: "assistant", text: "back" });
    await again.close();
    assert.deepEqual(
      (await readSession(session.path)).messages.map((message) => message.role),
      ["user", "call", "result", "assistant"],
    );
  });
});

test("what a summary replaced is not read again", async () => {
  await inHome(async (home) => {
    const session = await createSessionFile({ home, id: "s1", meta: META });
    await session.add({ role: "user", text: "old" });
    await session.replace([{ role: "user", text: "summary" }]);
    await session.add({ role: "assistant", text: "new" });
    await session.close();
    assert.deepEqual((await readSession(session.path)).messages, [
      { role: "user", text: "summary" },
      { role: "assistant", text: "new" },
    ]);
  });
});

test("files that are no sessions are refused with a reason", async (t) => {
  await inHome(async (home) => {
    await writeFile(
      join(home, "other.jsonl"),
      '{"v":1,"ordinal":0,"type":"message","payload":{"role":"user","text":"x"}}\n',
    );
    await symlink(join(home, "other.jsonl"), join(home, "link.jsonl"));
    const cases: readonly [name: string, says: RegExp][] = [
      ["missing.jsonl", /there is no session file/],
      ["other.jsonl", /first line must be a session_meta/],
      ["link.jsonl", /is a symbolic link/],
    ];
    for (const [name, says] of cases) {
      await t.test(name, () =>
        assert.rejects(readSession(join(home, name)), { code: "bad-session", message: says }),
      );
    }
    await t.test("bad id", () =>
      assert.rejects(createSessionFile({ home, id: "../x", meta: META }), { code: "bad-session" }),
    );
  });
});

test("sessions are listed newest first, and by folder", async () => {
  await inHome(async (home) => {
    const times: readonly [id: string, time: string, cwd: string][] = [
      ["a", "2026-01-01T00:00:00Z", "/one"],
      ["b", "2026-01-02T00:00:00Z", "/two"],
      ["c", "2025-12-31T00:00:00Z", "/one"],
    ];
    for (const [id, time, cwd] of times) {
      const session = await createSessionFile({ home, id, meta: { ...META, cwd }, now: clock(time) });
      await session.add({ role: "user", text: `request of ${id}` });
      await session.close();
    }
    const ids = async (options: Parameters<typeof listSessions>[1] = {}) =>
      (await listSessions(home, options)).map((session) => session.id);
    assert.deepEqual(await ids(), ["b", "a", "c"]);
    assert.deepEqual(await ids({ cwd: "/one" }), ["a", "c"]);
    assert.deepEqual(await ids({ limit: 1 }), ["b"]);
    assert.equal((await listSessions(home))[0]?.preview, "request of b");
    assert.deepEqual(await listSessions(join(home, "nowhere")), []);
  });
});
