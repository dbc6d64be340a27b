import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../testing/random.ts";
import { runSource } from "../testing/run-source.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { TrailError } from "../trail-error.ts";
import { nodeDisk } from "./disk.ts";
import { openTrail } from "./open-trail.ts";
import { segmentsInOrder } from "./read-trail.ts";
import { verifyTrail } from "./verify-trail.ts";

const writer = fileURLToPath(new URL("../testing/trail-writer.ts", import.meta.url));
/** 200 on demand: PADDOCK_LONG_TESTS=1. */
const kills = process.env["PADDOCK_LONG_TESTS"] === undefined ? 6 : 200;

/** Starts a writer, kills it a while after its first acknowledgements, returns the ids it acknowledged. */
async function killedWriter(
  directory: string,
  session: string,
  afterMs: number,
  acknowledgements = 1,
  segmentBytes = "20000",
): Promise<readonly string[]> {
  const child = runSource(writer, [directory, session, "Infinity", segmentBytes]);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const closed = once(child, "close");
  while (output.split("\n").length < 2 + acknowledgements) {
    if (child.exitCode !== null) assert.fail(`the writer did not start: ${errors}`);
    await wait(5);
  }
  await wait(afterMs);
  child.kill("SIGKILL");
  await closed;
  return output.split("\n").slice(1, -1);
}

const failsWith = (code: string) => (error: unknown) => error instanceof TrailError && error.code === code;

describe("a crash", () => {
  it(`loses nothing acknowledged in ${kills} kills, and never looks like tampering`, () =>
    withFolder(async (directory) => {
      const random = seededRandom(7);
      const acknowledged: string[] = [];
      for (let round = 0; round < kills; round += 1) {
        // Every other round goes on with the session that was killed before.
        acknowledged.push(
          ...(await killedWriter(
            directory,
            `s${Math.floor(round / 2)}`,
            random() * 60,
            round % 3 === 0 ? 0 : 1,
          )),
        );
        const check = await verifyTrail(directory);
        assert.deepEqual(check.problems, [], `round ${round}`);
      }
      const present = new Set((await allRecords(directory)).map((record) => record.id));
      assert.deepEqual(
        acknowledged.filter((id) => !present.has(id)),
        [],
      );
      assert.ok(acknowledged.length >= kills / 2);
    }));

  it("leaves a torn line that the next session cuts, keeps and reports", () =>
    withFolder(async (directory) => {
      // One large segment: a kill within a rotation would leave a closed one last.
      await killedWriter(directory, "s1", 20, 1, "10000000");
      const segment = segmentsInOrder(directory).at(-1) ?? "";
      chmodSync(join(directory, segment), 0o600);
      appendFileSync(join(directory, segment), '{"v":1,"seq":99,"ti');
      const before = await verifyTrail(directory);
      assert.deepEqual([before.ok, before.notes?.some((note) => note.code === "torn")], [true, true]);
      const next = await openTrail({ directory, session: "s2", env: {} });
      await next.close();
      const report = (await allRecords(directory, { session: "s2" })).find(
        (record) => record.name === "trail.recovered",
      );
      assert.equal(report?.attributes["reason"], "torn");
      assert.equal(report?.attributes["bytes"], 19);
      assert.ok(readdirSync(join(directory, segment.slice(0, 10))).some((name) => name.endsWith(".torn")));
      const after = await verifyTrail(directory);
      assert.deepEqual([after.problems, after.notes?.map((note) => note.code)], [[], ["crashed"]]);
    }));

  it("in the index leaves a torn line that the next writer cuts", () =>
    withFolder(async (directory) => {
      await (await openTrail({ directory, session: "s1", env: {} })).close();
      appendFileSync(join(directory, "index.jsonl"), '{"v":1,"kind":"ope');
      assert.deepEqual((await verifyTrail(directory)).problems, []);
      await (await openTrail({ directory, session: "s2", env: {} })).close();
      assert.deepEqual((await verifyTrail(directory)).problems, []);
    }));
});

describe("several writers", () => {
  it("in several processes write one trail, also for one session", () =>
    withFolder(async (directory) => {
      const children = ["a", "b", "same", "same"].map((session) =>
        runSource(writer, [directory, session, "40"]),
      );
      const statuses = await Promise.all(
        children.map(async (child) => {
          child.stdout?.resume();
          return (await once(child, "close"))[0];
        }),
      );
      assert.deepEqual(statuses, [0, 0, 0, 0]);
      const check = await verifyTrail(directory);
      assert.deepEqual([check.problems, check.notes, check.unanchored], [[], [], 0]);
      assert.equal((await allRecords(directory, { names: ["decision.made"] })).length, 160);
    }));

  it("take over a lock whose holder died", () =>
    withFolder(async (directory) => {
      await (await openTrail({ directory, session: "s1", env: {} })).close();
      const dead = spawnSync(process.execPath, ["--version"]).pid;
      writeFileSync(
        join(directory, "index.jsonl.lock"),
        JSON.stringify({ pid: dead, place: "", started: "1" }),
      );
      writeFileSync(join(directory, "index.jsonl.lock"), JSON.stringify(await lockOf(dead)));
      await (await openTrail({ directory, session: "s2", env: {} })).close();
      assert.equal((await verifyTrail(directory)).ok, true);
    }));
});

async function lockOf(pid: number): Promise<object> {
  const { thisWriter } = await import("./segment-header.ts");
  return { ...thisWriter(), pid };
}

describe("the clock", () => {
  it("may jump: order stays, ids still grow, and the jump is a record", () =>
    withFolder(async (directory) => {
      let wall = Date.UTC(2026, 5, 1, 12);
      let steady = 0;
      const trail = await openTrail({
        directory,
        session: "s1",
        env: {},
        clock: () => wall,
        monotonic: () => steady,
      });
      for (const jump of [0, -3_600_000, 7_200_000, 0]) {
        wall += 10 + jump;
        steady += 10;
        await trail.append({ name: "tool.called" });
      }
      await trail.close();
      const records = await allRecords(directory);
      assert.deepEqual(
        records
          .filter((record) => record.name === "trail.clock_changed")
          .map((record) => record.attributes["by_ms"]),
        [-3_600_000, 7_200_000],
      );
      const ids = records.map((record) => record.id);
      assert.deepEqual(ids, ids.toSorted());
      assert.equal((await verifyTrail(directory)).ok, true);
    }));
});

describe("a disk that refuses", () => {
  /** A disk with so much room for records; `room` may be changed while it is in use. */
  function smallDisk(state: { room: number }): typeof nodeDisk {
    return {
      ...nodeDisk,
      write: (descriptor, data) => {
        const error = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        if (state.room <= 0) throw error;
        const bytes = Buffer.from(data as string);
        const part = bytes.subarray(0, Math.min(bytes.length, state.room));
        state.room -= part.length;
        return nodeDisk.write(descriptor, part);
      },
    };
  }

  it("stops new actions, still records endings, and goes on when there is room again", () =>
    withFolder(async (directory) => {
      const state = { room: 4_000 };
      let steady = 0;
      const trail = await openTrail({
        directory,
        session: "s1",
        env: {},
        disk: smallDisk(state),
        clock: () => 1_800_000_000_000 + steady,
        monotonic: () => steady,
      });
      let refused: unknown;
      let written = 0;
      while (refused === undefined) {
        await trail.append({ name: "decision.made", attributes: { decision: "allow" } }).then(
          () => {
            written += 1;
          },
          (error: unknown) => {
            refused = error;
          },
        );
      }
      assert.ok(failsWith("disk-full")(refused) && /free some space/i.test((refused as Error).message));
      assert.ok(!readdirSync(directory).includes("reserve"), "the reserve was given free");
      state.room = 1_500;
      await trail.append({ name: "execution.ended", attributes: { outcome: "done" } });
      await trail.append({ name: "decision.made", attributes: { decision: "deny" } });
      await assert.rejects(
        trail.append({ name: "decision.made", attributes: { decision: "allow" } }),
        failsWith("disk-full"),
      );
      state.room = 1e9;
      steady += 1_500;
      await trail.append({ name: "decision.made", attributes: { decision: "allow" } });
      await trail.close();
      const names = (await allRecords(directory)).map((record) => record.name);
      assert.deepEqual(names.slice(written), [
        "execution.ended",
        "decision.made",
        "trail.recovered",
        "decision.made",
        "trail.checkpoint",
      ]);
      assert.deepEqual((await verifyTrail(directory)).problems, []);
    }));

  it("counts what is lost when told to go on", () =>
    withFolder(async (directory) => {
      const state = { room: 3_000 };
      let steady = 0;
      const trail = await openTrail({
        directory,
        session: "s1",
        env: {},
        onFull: "continue",
        disk: smallDisk(state),
        clock: () => 1_800_000_000_000 + steady,
        monotonic: () => steady,
      });
      for (let index = 0; index < 20; index += 1)
        await trail.append({ name: "decision.made", attributes: { decision: "allow" } });
      state.room = 1e9;
      steady += 1_500;
      await trail.append({ name: "turn.completed" });
      await trail.close();
      const records = await allRecords(directory);
      const written = records.filter((record) => record.name === "decision.made").length;
      const recovered = records.find((record) => record.name === "trail.recovered");
      assert.equal(Number(recovered?.attributes["dropped"]) + written, 20);
      assert.deepEqual((await verifyTrail(directory)).problems, []);
    }));

  it("refuses for good when a flush fails, for then nobody knows what is on the disk", () =>
    withFolder(async (directory) => {
      let fail = false;
      const trail = await openTrail({
        directory,
        session: "s1",
        env: {},
        disk: {
          ...nodeDisk,
          sync: (descriptor) => (fail ? Promise.reject(new Error("EIO")) : nodeDisk.sync(descriptor)),
        },
      });
      await trail.append({ name: "decision.made", attributes: { decision: "allow" } });
      fail = true;
      const attempt = (): Promise<unknown> =>
        trail.append({ name: "decision.made", attributes: { decision: "allow" } });
      await assert.rejects(attempt(), failsWith("write-failed"));
      fail = false;
      await assert.rejects(attempt(), failsWith("write-failed"));
    }));

  it("is a clear error when the folder cannot be used", () =>
    withFolder(async (directory) => {
      writeFileSync(join(directory, "file"), "");
      await assert.rejects(
        openTrail({ directory: join(directory, "file"), session: "s1" }),
        (error: unknown) => error instanceof TrailError && error.message.includes(join(directory, "file")),
      );
      await assert.rejects(
        openTrail({ directory: join(directory, "file", "below"), session: "s1" }),
        failsWith("not-writable"),
      );
    }));

  const root = process.getuid?.() === 0 && process.platform === "linux";
  const mounts = root && spawnSync("unshare", ["-m", "true"]).status === 0;
  const skip = mounts ? false : "needs root and mount namespaces";
  const inMount = (script: string, ...args: string[]): { status: number | null; text: string } => {
    const deno = process.versions["deno"] !== undefined;
    const runtime = deno
      ? [process.execPath, "run", "-A", "--no-check", "--quiet"]
      : [process.execPath, "--conditions=paddock-source", "--no-warnings"];
    const result = spawnSync("unshare", ["-m", "sh", "-euc", script, "sh", ...args, ...runtime, writer], {
      encoding: "utf8",
    });
    return { status: result.status, text: `${result.stdout}${result.stderr}` };
  };

  it("is really full: a tmpfs of 1 MiB", { skip }, () =>
    withFolder(async (directory) => {
      const result = inMount(
        'mount -t tmpfs -o size=1m none "$1"; d=$1; shift; if "$@" "$d" s1; then exit 9; fi; cp -r "$d" "$d.copy"',
        directory,
      );
      try {
        assert.match(result.text, /disk-full/);
        assert.match(result.text, /is full: \S+ could not be recorded, so the action is refused/);
        const copy = `${directory}.copy`;
        const check = await verifyTrail(copy);
        assert.deepEqual(check.problems, []);
        const present = new Set((await allRecords(copy)).map((record) => record.id));
        const acknowledged = result.text.split("\n").filter((line) => /^[0-9a-f-]{36}$/.test(line));
        assert.ok(acknowledged.length > 100, result.text.slice(0, 500));
        assert.deepEqual(
          acknowledged.filter((id) => !present.has(id)),
          [],
        );
      } finally {
        (await import("node:fs")).rmSync(`${directory}.copy`, { recursive: true, force: true });
      }
    }),
  );

  it("is really read-only", { skip }, () =>
    withFolder(async (directory) => {
      const result = inMount(
        'mount -t tmpfs -o size=1m none "$1"; mount -o remount,ro "$1"; d=$1; shift; "$@" "$d/trail" s1',
        directory,
      );
      assert.match(result.text, /not-writable/);
      assert.match(result.text, /without a trail nothing runs/);
    }),
  );
});
