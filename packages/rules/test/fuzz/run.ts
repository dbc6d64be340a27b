import { StubbedBash } from "./bash.ts";
import { compareReadings } from "./compare.ts";
import { generateScript } from "./generate.ts";
import { Random } from "./random.ts";

/** `node run.ts [COUNT] [SEED]`: compares the readings with bash on generated scripts and prints what differs. */
const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const bash = StubbedBash.create();
if (bash === undefined) throw new Error("this needs cc and /bin/bash");
const random = new Random(seed);
const shown = { strict: 0, wide: 0, verdict: 0 };
let executed = 0;
let late = 0;
const started = performance.now();
for (let at = 0; at < count; at += 1) {
  const script = generateScript(random);
  const argvs = bash.run(script);
  if (argvs === undefined) {
    late += 1;
    continue;
  }
  executed += argvs.length;
  for (const mismatch of compareReadings(script, argvs)) {
    shown[mismatch.kind] += 1;
    if (shown[mismatch.kind] <= 40) console.log(JSON.stringify(mismatch));
  }
  if ((at + 1) % 5000 === 0)
    console.log(`${at + 1} scripts, ${executed} programs, ${JSON.stringify(shown)}, ${late} late`);
}
bash.close();
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${count} scripts, ${executed} programs started, ${JSON.stringify(shown)}, ${late} late, seed ${seed}, ${seconds} s`,
);
