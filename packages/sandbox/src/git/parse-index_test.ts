import assert from "node:assert/strict";
import { test } from "node:test";
import { gitlinksOf } from "./parse-index.ts";

/** Builds an index as gitformat-index(5) describes it. */
function index(
  version: 2 | 3 | 4,
  entries: readonly (readonly [mode: number, name: string])[],
  hash = 20,
): Uint8Array {
  const header = new DataView(new ArrayBuffer(12));
  header.setUint32(0, 0x44495243);
  header.setUint32(4, version);
  header.setUint32(8, entries.length);
  const parts: number[] = [...new Uint8Array(header.buffer)];
  let previous = "";
  for (const [mode, name] of entries) {
    const start = parts.length;
    const fixed = new DataView(new ArrayBuffer(40));
    fixed.setUint32(24, mode);
    parts.push(...new Uint8Array(fixed.buffer), ...new Array<number>(hash).fill(7));
    const extended = version === 3;
    parts.push(extended ? 0x40 : 0, Math.min(name.length, 0xff));
    if (extended) parts.push(0, 0);
    if (version === 4) {
      let common = 0;
      while (common < previous.length && previous[common] === name[common]) common++;
      parts.push(previous.length - common, ...Buffer.from(name.slice(common)), 0);
      previous = name;
    } else {
      parts.push(...Buffer.from(name), 0);
      while ((parts.length - start) % 8 !== 0) parts.push(0);
    }
  }
  return Uint8Array.from(parts);
}

const entries = [
  [0o100644, "a.txt"],
  [0o160000, "lib/sub"],
  [0o100755, "lib/subway"],
  [0o160000, "vendor/näme"],
] as const;

for (const version of [2, 3, 4] as const) {
  test(`gitlinksOf() finds submodules in an index of version ${version}`, () => {
    assert.deepEqual(gitlinksOf(index(version, entries)), ["lib/sub", "vendor/näme"]);
  });
}

test("gitlinksOf() reads an index with SHA-256 names", () => {
  assert.deepEqual(gitlinksOf(index(2, entries, 32), 32), ["lib/sub", "vendor/näme"]);
});

test("gitlinksOf() says that it does not understand other bytes", () => {
  assert.equal(gitlinksOf(new TextEncoder().encode("not an index at all")), undefined);
  assert.equal(gitlinksOf(index(2, entries).subarray(0, 60)), undefined);
  assert.equal(gitlinksOf(new Uint8Array()), undefined);
});
