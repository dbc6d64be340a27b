import { StubbedBash } from "./bash.ts";
import { compareReadings } from "./compare.ts";
import { generateScript } from "./generate.ts";
import { Random } from "./random.ts";

const BATCH = 500;
const SHOWN = 40;

/** `node run.ts [COUNT] [SEED]`: compares the readings with bash on generated scripts and prints what differs. */
const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const bash = StubbedBash.create();
if (bash === undefined) throw new Error("this needs cc and /bin/bash");
const random = new Random(seed);
const found = { strict: 0, wide: 0, verdict: 0 };
let executed = 0;
let late = 0;
let unknown = 0;
const started = performance.now();
for (let done = 0; done < count; done += BATCH) {
  const scripts = Array.from({ length: Math.min(BATCH, count - done) }, () => generateScript(random));
  for (const [at, argvs] of bash.run(scripts).entries()) {
    if (argvs === undefined) {
      late += 1;
      continue;
    }
    executed += argvs.length;
    const comparison = compareReadings(scripts[at]!, argvs);
    unknown += comparison.unknown;
    for (const mismatch of comparison.mismatches) {
      found[mismatch.kind] += 1;
      if (found[mismatch.kind] <= SHOWN) console.log(JSON.stringify(mismatch));
    }
  }
  if ((done + BATCH) % 5000 === 0)
    console.log(
      `${done + BATCH} scripts, ${executed} programs, ${unknown} only as unknown, ${JSON.stringify(found)}, ${late} late`,
    );
}
bash.close();
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${count} scripts, ${executed} programs started, ${unknown} only as unknown, ${JSON.stringify(found)}, ${late} late, seed ${seed}, ${seconds} s`,
);
