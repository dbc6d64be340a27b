import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writePolicyFile } from "./policy-file.ts";
import { scratch } from "./testdata/fixture.ts";

test("a policy is closed to others, and each has a file of its own", () => {
  using at = scratch();
  const folder = join(at.outside, "policies");
  const policy = new TextEncoder().encode("paddock-sandbox 1\0end\0");
  const [one, two] = [writePolicyFile(folder, policy), writePolicyFile(folder, policy)];
  assert.notEqual(one, two);
  assert.equal(statSync(one).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.deepEqual(new Uint8Array(readFileSync(two)), policy);
});

test("a policy that no helper came for is removed an hour later, and nothing else", () => {
  using at = scratch();
  const long = (Date.now() - 2 * 3_600_000) / 1000;
  for (const name of ["1-1.policy", "notes.txt"]) {
    writeFileSync(join(at.outside, name), "");
    utimesSync(join(at.outside, name), long, long);
  }
  writeFileSync(join(at.outside, "2-2.policy"), "");
  writePolicyFile(at.outside, new Uint8Array());
  const left = readdirSync(at.outside).filter((name) => /^(?:1-1|2-2|notes)/.test(name));
  assert.deepEqual(left.sort(), ["2-2.policy", "notes.txt"]);
});
