import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appendFullSession } from "../testing/full-session.ts";
import { withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { readTrail } from "../trail/read-trail.ts";
import { type Replayed, replayDecisions } from "./replay.ts";

describe("a replay", () => {
  it("judges every recorded decision again and tells what would change", () =>
    withFolder(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      await appendFullSession(trail);
      await trail.close();
      const all: Replayed[] = [];
      for await (const replayed of replayDecisions(readTrail(directory), ({ kind, subject, host }) => {
        if (kind === "mcp") return undefined;
        if (kind === "network") return host === "unknown.example" ? "allow" : "deny";
        return subject.startsWith("npm") ? "deny" : "allow";
      }))
        all.push(replayed);
      assert.deepEqual(
        all.map(({ action, was, now, changed }) => [action.subject, was, now, changed]),
        [
          ["cat NOTES.md", "allow", "allow", false],
          ["npm publish", "ask", "deny", true],
          ["npm publish", "allow", "deny", true],
          ["git push --force", "deny", "allow", true],
          ["touch /etc/hosts", "allow", "allow", false],
          ["curl http://unknown.example/", "allow", "allow", false],
          ["unknown.example", "deny", "allow", true],
          ["tickets.create", "deny", undefined, false],
          ["sleep 60", "ask", "allow", true],
        ],
      );
    }));

  it("joins a decision that does not repeat its action to the call", async () => {
    const base = { v: 1, time: "2026-11-20T10:00:00.000Z", severity: "info" } as const;
    const records = [
      {
        ...base,
        seq: 0,
        id: "a",
        name: "tool.called",
        ids: { session: "s", decision: "d" },
        attributes: { kind: "command", subject: "ls -l", cwd: "/srv" },
      },
      {
        ...base,
        seq: 1,
        id: "b",
        name: "decision.made",
        ids: { session: "s", decision: "d" },
        attributes: { decision: "allow" },
      },
    ];
    for await (const { action } of replayDecisions(records, () => "allow"))
      assert.deepEqual(action, { kind: "command", subject: "ls -l", cwd: "/srv" });
  });
});
