// Prints how much slower an agent's step is with an export than without: with a live collector and with a dead one, in
// turn within one run. `latency.ts`.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openTrail, readExportSettings, startExport } from "../src/mod.ts";
import { event, inScratch, same, say } from "./workload.ts";

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(200).end());
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const alive = (server.address() as AddressInfo).port;

await inScratch(async (root) => {
  /** The median of steps, each of four records and a look at the event loop. */
  const step = async (name: string, port: number | undefined): Promise<number> => {
    const directory = join(root, name);
    const endpoint = `http://127.0.0.1:${port}/`;
    const settings = readExportSettings(
      port === undefined ? {} : { exporter: { "otlp-http": { endpoint, protocol: "binary" } } },
    );
    const trail = await openTrail({ directory, session: "l", redact: same });
    const running = await startExport({ directory, settings });
    const samples: number[] = [];
    for (let index = 0; index < 300; index += 1) {
      const start = performance.now();
      for (let inner = 0; inner < 4; inner += 1) await trail.append(event(index * 4 + inner));
      await new Promise((resolve) => setImmediate(resolve));
      samples.push(performance.now() - start);
      running.wake();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await running.close(100);
    await trail.close();
    return samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  };
  const least = {
    none: Number.POSITIVE_INFINITY,
    alive: Number.POSITIVE_INFINITY,
    dead: Number.POSITIVE_INFINITY,
  };
  for (let round = 0; round < 3; round += 1) {
    least.none = Math.min(least.none, await step(`none-${round}`, undefined));
    least.alive = Math.min(least.alive, await step(`alive-${round}`, alive));
    // Port 9, discard, which nothing serves.
    least.dead = Math.min(least.dead, await step(`dead-${round}`, 9));
  }
  say(
    `an agent's step, median: ${(least.alive / least.none).toFixed(2)}x with a collector, ${(least.dead / least.none).toFixed(2)}x with a dead one, against no export`,
  );
});
server.close();
