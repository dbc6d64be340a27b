import assert from "node:assert/strict";
import { test } from "node:test";
import { DenialQueue } from "./denial-queue.ts";
import { linuxBackend } from "./mod.ts";
import { parseStatusLine } from "./status-lines.ts";
import { env, list, planFor, scratch } from "./testdata/fixture.ts";

test("names that are all control characters make no line too long, and no line tears the run", async () => {
  using at = scratch();
  // Forty folders of a hundred bytes that are each spelled with five: in the program's path and in the object's.
  const script = `
import os, shutil, sys
top = os.getcwd()
part = b"\\x01" * 100
for _ in range(38):
    os.mkdir(part)
    os.chdir(part)
shutil.copy("/bin/touch", b"t")
os.execv(b"./t", [b"t", os.fsencode("${at.outside}/") + b"\\x02" * 200, b"/etc/" + b"\\x03" * 250])
`;
  const run = await linuxBackend().spawn(planFor(at.root, { nameDenials: true }), {
    argv: ["python3", "-c", script],
    cwd: at.root,
    env,
  });
  const denials = await list(run.denials);
  assert.deepEqual(await run.status, { kind: "exit", code: 1 });
  assert.equal(denials.length, 2);
  for (const { object, program } of denials) assert.match(`${object}${program}`, /^[ -~]+$/);
});

test("a line that is none is passed over", () => {
  assert.equal(parseStatusLine('{"denied":{"layer":"mount"'), undefined);
  assert.equal(parseStatusLine("7"), undefined);
});

test("the same denial is told once, and no more than can be read", async () => {
  const queue = new DenialQueue();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 2000; i++) queue.push({ layer: "mount", operation: "write", object: `/${i}` });
  }
  queue.end();
  const told = await list(queue);
  assert.equal(told.length, 1001);
  assert.deepEqual([told[0]!.object, told[999]!.object], ["/0", "/999"]);
  assert.equal(told.at(-1)!.layer, "backend");
});
