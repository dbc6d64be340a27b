import assert from "node:assert/strict";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { seededRandom } from "../testing/random.ts";
import { withFolder } from "../testing/scratch.ts";
import { sealLine } from "./line.ts";
import { openTrail } from "./open-trail.ts";
import { type Anchor, verifyTrail } from "./verify-trail.ts";

/** Three sessions: one closed, one rotated over several segments, one that crashed after its last anchor. */
async function build(directory: string): Promise<void> {
  for (const [session, count, segmentBytes] of [
    ["closed", 30, 1 << 20],
    ["rotated", 40, 6_000],
    ["crashed", 25, 1 << 20],
  ] as const) {
    const trail = await openTrail({ directory, session, env: {}, segmentBytes, anchorEvery: 10 });
    for (let index = 0; index < count; index += 1)
      await trail.append({
        name: "tool.called",
        ids: { call: `c${index}` },
        attributes: { command: `echo ${index}` },
      });
    if (session !== "crashed") await trail.close();
  }
}

interface Place {
  readonly path: string;
  readonly file: string;
}

function segments(directory: string): readonly Place[] {
  return readdirSync(directory)
    .filter((name) => /^\d{4}-/.test(name))
    .flatMap((day) =>
      readdirSync(join(directory, day)).map((name) => ({
        path: join(directory, day, name),
        file: `${day}/${name}`,
      })),
    );
}

function edit(path: string, change: (bytes: Buffer) => Buffer): void {
  const bytes = readFileSync(path);
  chmodSync(path, 0o600);
  writeFileSync(path, change(Buffer.from(bytes)));
}

const lineStarts = (bytes: Buffer): number[] => {
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(10, at + 1))
    starts.push(at + 1);
  return starts;
};

/** Lines of a segment as they stand, newline included. */
function linesOf(bytes: Buffer): Buffer[] {
  const starts = lineStarts(bytes);
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1] ?? bytes.length));
}

/** Each returns the 1-based line at or before which the check must point, or 0 for the file. */
const tamperings: Readonly<
  Record<string, (lines: Buffer[], random: () => number) => { lines: Buffer[]; line: number }>
> = {
  "flip a byte": (lines, random) => {
    const at = Math.floor(random() * lines.length);
    const line = Buffer.from(lines[at] as Buffer);
    const byte = Math.floor(random() * line.length);
    line[byte] = ((line[byte] ?? 0) ^ (1 + Math.floor(random() * 255))) & 0xff;
    return { lines: lines.with(at, line), line: at + 1 };
  },
  "insert bytes": (lines, random) => {
    const at = Math.floor(random() * lines.length);
    const line = lines[at] as Buffer;
    const byte = Math.floor(random() * line.length);
    return {
      lines: lines.with(at, Buffer.concat([line.subarray(0, byte), Buffer.from("x"), line.subarray(byte)])),
      line: at + 1,
    };
  },
  "delete bytes": (lines, random) => {
    const at = Math.floor(random() * lines.length);
    const line = lines[at] as Buffer;
    const byte = Math.floor(random() * (line.length - 1));
    return {
      lines: lines.with(at, Buffer.concat([line.subarray(0, byte), line.subarray(byte + 1)])),
      line: at + 1,
    };
  },
  "drop a line": (lines, random) => {
    const at = Math.floor(random() * (lines.length - 1));
    return { lines: lines.toSpliced(at, 1), line: at + 1 };
  },
  "repeat a line": (lines, random) => {
    const at = Math.floor(random() * lines.length);
    return { lines: lines.toSpliced(at, 0, lines[at] as Buffer), line: at + 2 };
  },
  "swap two lines": (lines, random) => {
    const at = Math.floor(random() * (lines.length - 1));
    return { lines: lines.toSpliced(at, 2, lines[at + 1] as Buffer, lines[at] as Buffer), line: at + 1 };
  },
  "rewrite a line with a good hash": (lines, random) => {
    const at = 1 + Math.floor(random() * (lines.length - 2));
    const text = (lines[at] as Buffer).toString("utf8").replace("echo", "rm -r");
    const prev = /"prev":"([0-9a-f]{64})"/.exec(text)?.[1] ?? "";
    const open = text.slice(0, text.lastIndexOf(',"prev"')).replace(/"time":"2/, '"time":"1');
    return { lines: lines.with(at, Buffer.from(sealLine(open, prev).text)), line: at + 2 };
  },
};

describe("checking a trail", () => {
  let pristine = "";
  before(async () => {
    pristine = mkdtempSync(join(tmpdir(), "paddock-pristine-"));
    await build(pristine);
  });
  after(() => rmSync(pristine, { recursive: true, force: true }));

  it("finds nothing wrong with what nobody touched", async () => {
    const check = await verifyTrail(pristine);
    assert.deepEqual(check.problems, []);
    assert.ok(check.unanchored > 0, "the crashed session has records after its last anchor");
    assert.deepEqual(
      check.notes?.map((note) => note.code),
      ["open"],
    );
  });

  it("finds 1,000 random edits and says where; only a cut after the last anchor is not one", async () => {
    const random = seededRandom(20_261_120);
    const kinds = Object.keys(tamperings);
    const unfound: string[] = [];
    await withFolder(async (directory) => {
      cpSync(pristine, directory, { recursive: true });
      const places = segments(directory);
      for (let round = 0; round < 1_000; round += 1) {
        const place = places[Math.floor(random() * places.length)] as Place;
        const kind = kinds[round % kinds.length] as string;
        const original = readFileSync(place.path);
        const { lines, line } = (tamperings[kind] as NonNullable<(typeof tamperings)[string]>)(
          linesOf(original),
          random,
        );
        const changed = Buffer.concat(lines);
        if (changed.equals(original)) continue;
        edit(place.path, () => changed);
        const check = await verifyTrail(directory);
        const problem = check.problems.find((found) => found.file === place.file);
        const atEnd = place.file.includes("crashed") && line >= linesOf(original).length;
        const asCut = atEnd && check.notes?.some((note) => note.file === place.file && note.code === "torn");
        if (problem === undefined ? !asCut : problem.line > line + 1 || problem.line < line - 1)
          unfound.push(
            `round ${round}: ${kind} in ${place.file} at line ${line}: ${JSON.stringify(check.problems)}`,
          );
        edit(place.path, () => original);
      }
    });
    assert.deepEqual(unfound, []);
  });

  it("tells a cut before the last anchor from one after it", () =>
    withFolder(async (directory) => {
      cpSync(pristine, directory, { recursive: true });
      const { path } = segments(directory).find(({ file }) => file.includes("crashed")) as Place;
      const starts = lineStarts(readFileSync(path));
      truncateSync(path, starts.at(-1));
      const late = await verifyTrail(directory);
      assert.deepEqual([late.ok, late.unanchored > 0], [true, true]);
      truncateSync(path, starts[5]);
      const early = await verifyTrail(directory);
      assert.deepEqual(
        early.problems.map(({ code, line }) => [code, line]),
        [["truncated", 6]],
      );
    }));

  it("misses no cut when the collector's anchors are given", () =>
    withFolder(async (directory) => {
      cpSync(pristine, directory, { recursive: true });
      const { path } = segments(directory).find(({ file }) => file.includes("crashed")) as Place;
      const bytes = readFileSync(path);
      const lines = linesOf(bytes);
      const last = JSON.parse((lines.at(-1) as Buffer).toString("utf8")) as { seq: number; hash: string };
      const anchors: Anchor[] = [{ kind: "record", session: "crashed", seq: last.seq, hash: last.hash }];
      assert.equal((await verifyTrail(directory, { anchors })).ok, true);
      truncateSync(path, lineStarts(bytes).at(-1));
      const check = await verifyTrail(directory, { anchors });
      assert.deepEqual(
        check.problems.map(({ code }) => code),
        ["anchor-missing"],
      );
    }));

  it("finds a whole session removed, added, or moved, and an index that was cut", async () => {
    const cases: Readonly<Record<string, [change: (directory: string) => void, code: string]>> = {
      removed: [(directory) => rmSync((segments(directory)[0] as Place).path), "segment-missing"],
      added: [
        (directory) => {
          const { path } = segments(directory)[0] as Place;
          cpSync(path, path.replace(/closed\.\d/, "other.0").replace(/crashed\.\d/, "other.0"));
        },
        "unlisted",
      ],
      moved: [
        (directory) => {
          const [one, two] = segments(directory) as [Place, Place];
          const first = readFileSync(one.path);
          edit(one.path, () => readFileSync(two.path));
          edit(two.path, () => first);
        },
        "anchor-mismatch",
      ],
      "index removed": [(directory) => rmSync(join(directory, "index.jsonl")), "no-index"],
      "index line removed": [
        (directory) =>
          edit(join(directory, "index.jsonl"), (bytes) => Buffer.concat(linesOf(bytes).toSpliced(1, 1))),
        "index-broken",
      ],
      "index edited": [
        (directory) =>
          edit(join(directory, "index.jsonl"), (bytes) =>
            Buffer.from(bytes.toString("utf8").replace("anchor", "opened")),
          ),
        "index-edited",
      ],
    };
    for (const [name, [change, code]] of Object.entries(cases)) {
      await withFolder(async (directory) => {
        cpSync(pristine, directory, { recursive: true });
        change(directory);
        const check = await verifyTrail(directory);
        assert.ok(
          check.problems.some((problem) => problem.code === code),
          `${name}: ${JSON.stringify(check.problems)}`,
        );
      });
    }
  });

  it("accepts what retention removed, for it was written down", () =>
    withFolder(async (directory) => {
      mkdirSync(directory, { recursive: true });
      let now = Date.UTC(2026, 0, 1);
      const old = await openTrail({
        directory,
        session: "old",
        env: {},
        clock: () => now,
        monotonic: () => now,
      });
      await old.append({ name: "turn.started" });
      await old.close();
      now = Date.UTC(2026, 6, 1);
      const trail = await openTrail({
        directory,
        session: "new",
        env: {},
        clock: () => now,
        monotonic: () => now,
        retention: { days: 30 },
      });
      await trail.close();
      assert.deepEqual(
        segments(directory).map(({ file }) => file),
        ["2026-07-01/new.0.jsonl"],
      );
      assert.deepEqual((await verifyTrail(directory)).problems, []);
    }));
});
