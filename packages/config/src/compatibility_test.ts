import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { ConfigCase } from "./testing/config-case.ts";
import { judgeConfigCase } from "./testing/judge-case.ts";

const root = join(import.meta.dirname, "..");
const cases = readFileSync(join(root, "..", "..", "conformance", "cases", "config.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as ConfigCase & { readonly departs?: string });

describe("the probed cases", () => {
  it("give what they expect", async () => {
    const failures: string[] = [];
    for (const one of cases)
      for (const complaint of await judgeConfigCase(one)) failures.push(`${one.id}: ${complaint}`);
    assert.deepEqual(failures, []);
  });

  it("that depart from Codex are the ones that COMPATIBILITY.md lists", () => {
    const listed = [
      ...readFileSync(join(root, "COMPATIBILITY.md"), "utf8").matchAll(/^\| ([A-Z]\d+[a-z]?) \|/gm),
    ].map((match) => match[1]);
    const departing = cases.filter((one) => one.departs !== undefined).map((one) => one.id);
    assert.deepEqual(listed.toSorted(), departing.toSorted());
  });
});
