import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { escapeCase } from "./escape/escape-case.ts";
import { inParallel } from "./pool.ts";
import { readCases } from "./read-cases.ts";
import { scratchFolder } from "./scratch.ts";

test("readCases() names the line that is no case", () => {
  using scratch = scratchFolder("cases");
  const file = join(scratch.path, "x.jsonl");
  writeFileSync(file, '{"id":"a"}\n\n{"id":"b"}\n');
  assert.deepEqual(
    readCases(file).map((item) => item["id"]),
    ["a", "b"],
  );
  writeFileSync(file, '{"id":"a"}\n{broken\n');
  assert.throws(() => readCases(file), /x\.jsonl:2: /);
  writeFileSync(file, '{"id":"a"}\n{"name":"b"}\n');
  assert.throws(() => readCases(file), /x\.jsonl:2: a case is an object with an id/);
});

test("escapeCase() reads the optional fields in each of their forms", () => {
  const plain = escapeCase({ id: "a", command: "x", expect: "allowed", check_cmd: "c" });
  assert.deepEqual([plain.runs, plain.args, plain.env, plain.control], [[], [], {}, false]);
  assert.equal(plain.mode, "workspace-write");
  const again = escapeCase({ id: "a", command: "x", runs: 3 });
  assert.deepEqual(
    again.runs.map((run) => run.command),
    ["x", "x"],
  );
  const other = escapeCase({
    id: "a",
    command: "x",
    args: ["-c", "k=v"],
    env: { A: 1 },
    stdin: "in",
    runs: ["y", { command: "z", args: [], env: { B: 2 }, stdin: "more" }],
  });
  assert.deepEqual(other.runs, [
    { command: "y", args: ["-c", "k=v"], env: { A: "1" }, stdin: "in" },
    { command: "z", args: [], env: { A: "1", B: "2" }, stdin: "more" },
  ]);
});

test("inParallel() keeps the order, and runs no more at a time than it may", async () => {
  let running = 0;
  let most = 0;
  const results: number[] = [];
  const work = async (item: number): Promise<number> => {
    running++;
    most = Math.max(most, running);
    for (let turn = 0; turn < 10 - item; turn++) await Promise.resolve();
    running--;
    return item * 2;
  };
  for await (const result of inParallel([1, 2, 3, 4, 5], 2, work)) results.push(result);
  assert.deepEqual(results, [2, 4, 6, 8, 10]);
  assert.equal(most, 2);
});

test("inParallel() passes a failure on", async () => {
  const failing = inParallel([1], 1, async () => {
    throw new Error("no");
  });
  await assert.rejects(async () => {
    for await (const _ of failing);
  }, /no/);
});
