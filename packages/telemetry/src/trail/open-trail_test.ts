import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { allRecords as all, withFolder as withTrail } from "../testing/scratch.ts";
import { TrailError } from "../trail-error.ts";
import { openTrail } from "./open-trail.ts";
import { verifyTrail } from "./verify-trail.ts";

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("a trail", () => {
  it("gives back what was appended, in order and with the same hashes", () =>
    withTrail(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      const written = [
        await trail.append({
          name: "session.started",
          attributes: { cwd: "/srv/app", policy_digest: "abc" },
        }),
        await trail.append({
          name: "tool.called",
          ids: { turn: "t1", call: "c1" },
          attributes: { tool: "shell" },
        }),
      ];
      await trail.close();
      const read = await all(directory);
      assert.deepEqual(read.slice(0, 2), written);
      assert.equal(read[1]?.prev, read[0]?.hash);
      assert.equal(read[1]?.source?.policy, "abc");
      assert.equal(read.at(-1)?.name, "trail.checkpoint");
      const check = await verifyTrail(directory);
      assert.deepEqual([check.ok, check.records, check.unanchored, check.notes], [true, 3, 0, []]);
    }));

  it("is readable by its user alone", { skip: process.platform === "win32" && "no modes" }, () =>
    withTrail(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      await trail.append({ name: "session.started" });
      const day = readdirSync(directory).find((name) => name.startsWith("2")) ?? "";
      const segment = join(directory, day, "s1.0.jsonl");
      assert.deepEqual(
        [mode(directory), mode(join(directory, day)), mode(segment), mode(join(directory, "key"))],
        ["700", "700", "600", "600"],
      );
      await trail.close();
      assert.equal(mode(segment), "400");
    }),
  );

  it("refuses ids that would leave the folder", () =>
    withTrail(async (directory) => {
      for (const session of ["../x", "", ".hidden", "a/b", "a\0b", "x".repeat(129)])
        await assert.rejects(
          openTrail({ directory, session }),
          (error: unknown) => error instanceof TrailError && error.code === "bad-session",
        );
    }));

  it("refuses a record after it was closed", () =>
    withTrail(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      await trail.close();
      await trail.close();
      await assert.rejects(
        trail.append({ name: "decision.made" }),
        (error: unknown) => error instanceof TrailError && error.code === "closed",
      );
    }));

  it("goes on where an earlier one of the same session ended", () =>
    withTrail(async (directory) => {
      const first = await openTrail({ directory, session: "s1", env: {} });
      await first.append({ name: "turn.started" });
      await first.close();
      const second = await openTrail({ directory, session: "s1", env: {} });
      await second.append({ name: "turn.completed" });
      await second.close();
      assert.deepEqual(
        (await all(directory, { session: "s1" })).map((record) => record.seq),
        [0, 1, 2, 3],
      );
      assert.equal((await verifyTrail(directory)).ok, true);
    }));

  it("rotates by size and by day without a gap", () =>
    withTrail(async (directory) => {
      let now = Date.UTC(2026, 0, 1, 23, 59, 59);
      const trail = await openTrail({
        directory,
        session: "s1",
        env: {},
        retention: false,
        segmentBytes: 4_000,
        clock: () => now,
        monotonic: () => now,
      });
      for (let index = 0; index < 40; index += 1) {
        if (index === 20) now += 2_000;
        await trail.append({ name: "tool.called", ids: { call: `c${index}` } });
      }
      await trail.close();
      const records = await all(directory);
      assert.deepEqual(
        records.map((record) => record.seq),
        records.map((_, index) => index),
      );
      assert.deepEqual(
        readdirSync(directory).filter((name) => name.startsWith("2")),
        ["2026-01-01", "2026-01-02"],
      );
      const check = await verifyTrail(directory);
      assert.equal(check.ok, true);
      assert.ok(check.segments > 4, `${check.segments} segments`);
    }));

  it("hashes what a person can hash with two shell commands", () =>
    withTrail(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      const record = await trail.append({ name: "session.started", attributes: { cwd: "/srv/ünï" } });
      await trail.close();
      const day = readdirSync(directory).find((name) => name.startsWith("2")) ?? "";
      const line = readFileSync(join(directory, day, "s1.0.jsonl"), "utf8").split("\n")[1] ?? "";
      const { createHash } = await import("node:crypto");
      const cut = Buffer.from(`${line}\n`).subarray(0, -76);
      assert.equal(createHash("sha256").update(cut).digest("hex"), record.hash);
    }));
});
