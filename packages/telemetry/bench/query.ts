// Prints what questions and the insight report cost over a large trail, warm; the target is 2 s for 1,000,000 records.
// `query.ts [RECORDS]`, default 1000000.
import { statSync } from "node:fs";
import { join } from "node:path";
import { gatherInsights, insightsHtml, openQueryIndex } from "../src/mod.ts";
import { countOf, fill, inScratch, rates, say, stopwatch, type Took } from "./workload.ts";

const questions = {
  "count by name and outcome": "SELECT name, outcome, count(*) FROM events GROUP BY 1, 2",
  "slowest calls":
    "SELECT subject, duration_ms FROM events WHERE name = 'tool.completed' ORDER BY duration_ms DESC LIMIT 20",
  "by program":
    "SELECT program, count(*), avg(duration_ms) FROM events WHERE name = 'execution.ended' GROUP BY 1",
  "one call": "SELECT * FROM events WHERE call = 'call-777'",
  "denied objects":
    "SELECT object, count(*) AS n FROM events WHERE name = 'sandbox.denied' GROUP BY 1 ORDER BY n DESC LIMIT 10",
};

/** Runs twice and times the second. */
function warm<Result>(run: () => Result): { readonly took: Took; readonly result: Result } {
  run();
  const stop = stopwatch();
  const result = run();
  return { took: stop(), result };
}
const times = ({ cpu, wall }: Took): string =>
  `${cpu.toFixed(0)} ms of processor, ${wall.toFixed(0)} by the clock`;

await inScratch(async (root) => {
  await fill(root, countOf(1_000_000));
  const building = stopwatch();
  (await openQueryIndex(root)).close();
  const built = building();
  using index = await openQueryIndex(root);
  const count = index.count.toLocaleString("en-US");
  const bytes = statSync(join(root, "query.sqlite")).size / index.count;
  say(`index: ${rates(index.count, built)}, ${bytes.toFixed(0)} bytes a record`);
  for (const [name, sql] of Object.entries(questions)) {
    const { took } = warm(() => index.select(sql));
    say(`query over ${count}, warm: ${times(took)}  ${name} (target 2000)`);
  }
  const { took, result } = warm(() => insightsHtml(gatherInsights(index)));
  say(`insights over ${count}, warm: ${times(took)}, ${(result.length / 1024).toFixed(0)} KiB of HTML`);
});
