import assert from "node:assert/strict";
import { test } from "node:test";
import { ATTACKS } from "../../test/attacks.ts";
import { FOUND } from "../../test/found.ts";
import { StubbedBash } from "../../test/fuzz/bash.ts";
import { compareReadings } from "../../test/fuzz/compare.ts";
import { generateScript } from "../../test/fuzz/generate.ts";
import { Random } from "../../test/fuzz/random.ts";
import { ROUNDABOUT } from "../../test/roundabout.ts";

test("no reading misses what bash runs, on the seeded generator and on every earlier finding", (context) => {
  const bash = StubbedBash.create();
  if (bash === undefined) {
    context.skip("there is no C compiler or no bash");
    return;
  }
  try {
    const count = Number(process.env["PADDOCK_FUZZ"] ?? 250);
    const random = new Random(Number(process.env["PADDOCK_FUZZ_SEED"] ?? 42));
    const scripts = [
      ...FOUND,
      ...ROUNDABOUT,
      ...ATTACKS,
      ...Array.from({ length: count }, () => generateScript(random)),
    ];
    const found = bash
      .run(scripts)
      .flatMap((executed, at) =>
        executed === undefined ? [] : compareReadings(scripts[at]!, executed).mismatches,
      );
    assert.deepEqual(found, []);
  } finally {
    bash.close();
  }
});
