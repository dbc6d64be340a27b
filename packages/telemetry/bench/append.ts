// Prints what a record costs: chained without redaction and flush (the target is 8 us of processor time), against a bare
// write of the same line in turn, then redaction apart, and a flushed decision. `append.ts [RECORDS]`, default 100000.
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createRedaction, openTrail } from "../src/mod.ts";
import {
  countOf,
  event,
  fill,
  inScratch,
  microseconds,
  same,
  say,
  stopwatch,
  type Took,
} from "./workload.ts";

const count = countOf(100_000);
await inScratch(async (root) => {
  const line = Buffer.from(`${JSON.stringify(event(3))}\n`);
  const bare = (name: string): Took => {
    const file = openSync(join(root, name), "a");
    const stop = stopwatch();
    for (let index = 0; index < count; index += 1) writeSync(file, line);
    const took = stop();
    closeSync(file);
    return took;
  };
  await fill(join(root, "warm"), 20_000);
  const rounds: { readonly plain: Took; readonly chained: Took }[] = [];
  for (const round of ["a", "b", "c"])
    rounds.push({ plain: bare(`plain-${round}`), chained: await fill(join(root, round), count) });
  // The best of three: what disturbs a round only ever adds.
  const [best] = rounds.sort((a, b) => a.chained.cpu - b.chained.cpu);
  if (best !== undefined)
    say(
      `append, chained, without redaction and flush: ${microseconds(count, best.chained.cpu)} of processor a record (target 8), ${(best.chained.cpu / best.plain.cpu).toFixed(1)}x a bare write`,
    );
  const redact = createRedaction({ key: Buffer.alloc(32), env: process.env });
  const stop = stopwatch();
  for (let index = 0; index < 40_000; index += 1) redact(event(index).name, event(index).attributes ?? {});
  say(`redaction, apart: ${microseconds(40_000, stop().cpu)} of processor a record`);
  const trail = await openTrail({ directory: join(root, "decisions"), session: "d", redact: same });
  const flushed = stopwatch();
  for (let index = 0; index < 300; index += 1)
    await trail.append({ name: "decision.made", attributes: { decision: "allow" } });
  say(`decision, on the disk before it resolves: ${microseconds(300, flushed().wall)} by the clock`);
  await trail.close();
});
