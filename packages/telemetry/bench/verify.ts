// Prints how fast a trail is checked; the target is 200,000 records/s. `verify.ts [RECORDS]`, default 200000.
import { verifyTrail } from "../src/mod.ts";
import { countOf, fill, inScratch, rates, say, stopwatch } from "./workload.ts";

await inScratch(async (root) => {
  await fill(root, countOf(200_000));
  await verifyTrail(root);
  const stop = stopwatch();
  const check = await verifyTrail(root);
  const took = stop();
  if (!check.ok) throw new Error(JSON.stringify(check.problems[0]));
  say(`verify: ${rates(check.records, took)} (target 200,000)`);
});
