import assert from "node:assert/strict";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { appendFullSession } from "../testing/full-session.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { TrailError } from "../trail-error.ts";
import { conditionOf, type QueryFilter } from "./condition.ts";
import { openQueryIndex } from "./query-index.ts";
import { programOf } from "./row.ts";

async function write(directory: string, session: string): Promise<void> {
  const trail = await openTrail({ directory, session, env: {} });
  await appendFullSession(trail);
  await trail.close();
}

describe("the query index", () => {
  it("answers SQL, and takes in what was written since", () =>
    withFolder(async (directory) => {
      await write(directory, "s1");
      const ask = async (sql: string) => {
        using index = await openQueryIndex(directory);
        return index.select(sql).map((row) => ({ ...row }));
      };
      assert.deepEqual(
        await ask(
          "SELECT decision, count(*) AS n FROM events WHERE name = 'decision.made' GROUP BY 1 ORDER BY 1",
        ),
        [
          { decision: "allow", n: 5 },
          { decision: "deny", n: 3 },
        ],
      );
      await write(directory, "s2");
      assert.deepEqual(await ask("SELECT count(DISTINCT session) AS n FROM events"), [{ n: 2 }]);
      assert.deepEqual(
        await ask(
          "SELECT json_extract(attributes, '$.errno') AS errno FROM events WHERE name = 'sandbox.denied' LIMIT 1",
        ),
        [{ errno: "EACCES" }],
      );
      assert.equal(
        (statSync(join(directory, "query.sqlite")).mode & 0o777).toString(8),
        process.platform === "win32" ? "666" : "600",
      );
    }));

  it("holds every record as it was written", () =>
    withFolder(async (directory) => {
      await write(directory, "s1");
      using index = await openQueryIndex(directory);
      const records = await allRecords(directory);
      assert.deepEqual(index.records("1"), records);
      assert.equal(index.count, records.length);
    }));

  it("carries a call's subject to decisions that do not repeat it", () =>
    withFolder(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      await trail.append({
        name: "tool.called",
        ids: { decision: "d1" },
        attributes: { kind: "command", subject: "FOO=1 /usr/bin/git push" },
      });
      await trail.append({
        name: "decision.made",
        ids: { decision: "d1" },
        attributes: { decision: "deny" },
      });
      await trail.close();
      using index = await openQueryIndex(directory);
      assert.deepEqual(
        index
          .select("SELECT kind, subject, program FROM events WHERE decision = 'deny'")
          .map((row) => ({ ...row })),
        [{ kind: "command", subject: "FOO=1 /usr/bin/git push", program: "git" }],
      );
    }));

  it("cannot be used to change anything, and says what is wrong with a query", () =>
    withFolder(async (directory) => {
      await write(directory, "s1");
      using index = await openQueryIndex(directory);
      for (const sql of [
        "DELETE FROM records",
        "SELEC",
        "ATTACH '/tmp/x' AS y; SELECT 1",
        "PRAGMA query_only = 0",
      ]) {
        try {
          index.select(sql);
        } catch (error) {
          assert.ok(error instanceof TrailError && error.code === "bad-input", sql);
        }
      }
      assert.throws(() => index.select("DELETE FROM records"), /query cannot be run/);
      assert.ok(index.count > 40);
    }));

  it("is made anew when segments went or the file is damaged", () =>
    withFolder(async (directory) => {
      await write(directory, "s1");
      await write(directory, "s2");
      (await openQueryIndex(directory)).close();
      const day = readdirSync(directory).find((name) => name.startsWith("2")) ?? "";
      rmSync(join(directory, day, "s1.0.jsonl"));
      const sessions = async (): Promise<readonly unknown[]> => {
        using index = await openQueryIndex(directory);
        return index.select("SELECT DISTINCT session FROM events").map((row) => row["session"]);
      };
      assert.deepEqual(await sessions(), ["s2"]);
      writeFileSync(join(directory, "query.sqlite"), "this is no database at all; ".repeat(400));
      assert.deepEqual(await sessions(), ["s2"]);
    }));
});

describe("a filter", () => {
  const cases: readonly (readonly [filter: QueryFilter, count: number])[] = [
    [{ names: ["decision.made"], decision: "deny" }, 3],
    [{ host: "unknown.example" }, 1],
    [{ host: "*.example" }, 1],
    [{ program: "npm", names: ["decision.made"] }, 2],
    [{ server: "tickets", names: ["tool.called"] }, 1],
    [{ ids: { execution: "call-5-run" } }, 3],
    [{ severity: "warn", names: ["decision.*"] }, 3],
    [{ text: "never FORCE" }, 1],
    [{ object: "/etc/*" }, 1],
    [{ since: "2000-01-01", until: "2000-01-02" }, 0],
    [{ session: "' OR 1=1 --" }, 0],
  ];
  it("finds the same as asking for it in words", () =>
    withFolder(async (directory) => {
      await write(directory, "s1");
      using index = await openQueryIndex(directory);
      for (const [filter, count] of cases) {
        const { where, values } = conditionOf(filter);
        assert.equal(index.records(where, values).length, count, JSON.stringify(filter));
      }
    }));
  it("says what is no time", () => {
    assert.throws(() => conditionOf({ since: "yesterday-ish" }), /is no time/);
  });
});

describe("the program of a command line", () => {
  for (const [line, program] of [
    ["git push", "git"],
    ["FOO=1 BAR=2 /usr/bin/env x", "env"],
    ["'my prog' x", "my"],
    ["", null],
    ["  ls -la", "ls"],
  ] as const)
    it(`${JSON.stringify(line)} is ${program}`, () => assert.equal(programOf(line), program));
});
