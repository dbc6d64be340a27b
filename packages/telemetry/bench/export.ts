// Prints how fast records go to a collector in another process, in both encodings; the target is 50,000 records/s.
// `export.ts [RECORDS]`, default 100000.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readExportSettings, startExport } from "../src/mod.ts";
import { countOf, fill, inScratch, rates, say, stopwatch, type Took } from "./workload.ts";

/** Starts a collector that keeps nothing; gives its port. */
async function sink(): Promise<{ readonly port: string; stop(): void }> {
  const path = fileURLToPath(new URL("./sink.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=paddock-source", "--no-warnings", path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return { port: String(port).trim(), stop: () => void child.kill() };
}

await inScratch(async (root) => {
  const count = countOf(100_000);
  await fill(root, count);
  const collector = await sink();
  for (const protocol of ["binary", "json"] as const) {
    const settings = readExportSettings({
      exporter: { "otlp-http": { endpoint: `http://127.0.0.1:${collector.port}/`, protocol } },
    });
    let best: Took | undefined;
    for (let round = 0; round < 4; round += 1) {
      rmSync(join(root, "export-logs.json"), { force: true });
      const stop = stopwatch();
      const running = await startExport({ directory: root, settings, loop: { batch: 2_048, parallel: 4 } });
      while ((running.state.logs?.sent ?? 0) < count) await new Promise((resolve) => setTimeout(resolve, 5));
      const took = stop();
      await running.close();
      if (best === undefined || took.cpu < best.cpu) best = took;
    }
    if (best !== undefined) say(`export, ${protocol}: ${rates(count, best)} (target 50,000)`);
  }
  collector.stop();
});
