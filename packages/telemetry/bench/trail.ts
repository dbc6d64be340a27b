// Prints rates and ratios of the trail: append, redaction, verify, export, query, insights. Both sides of a ratio run in
// turn within one run. `node --conditions=paddock-source bench/trail.ts [RECORDS]` (default 100000 for rates, 1000000 for queries
// with `--large`).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createRedaction,
  gatherInsights,
  insightsHtml,
  openQueryIndex,
  openTrail,
  readExportSettings,
  startExport,
  type TrailEvent,
  verifyTrail,
} from "../src/mod.ts";
import { type Disk, nodeDisk } from "../src/trail/disk.ts";

const large = process.argv.includes("--large");
const count = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? (large ? 1_000_000 : 100_000));
const root = mkdtempSync(join(tmpdir(), "paddock-bench-"));
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
/** Wall time and processor time in milliseconds: on a machine that is shared, the second says what the work costs. */
interface Took {
  readonly wall: number;
  readonly cpu: number;
}
function stopwatch(): () => Took {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const used = process.cpuUsage(cpu);
    return { wall: performance.now() - wall, cpu: (used.user + used.system) / 1_000 };
  };
}
const rate = (n: number, milliseconds: number): string =>
  `${Math.round((n / milliseconds) * 1_000).toLocaleString("en-US")} records/s`;
const rates = (n: number, took: Took): string =>
  `${rate(n, took.wall)}, ${rate(n, took.cpu)} of one processor`;
const microseconds = (n: number, milliseconds: number): string =>
  `${((milliseconds * 1_000) / n).toFixed(2)} us`;
const same = (
  _name: string,
  attributes: NonNullable<TrailEvent["attributes"]>,
): NonNullable<TrailEvent["attributes"]> => attributes;

/** Records of the mix and size of a real session; none of them is flushed before it resolves. */
function event(index: number): TrailEvent {
  const ids = {
    turn: `turn-${index >> 5}`,
    call: `call-${index >> 2}`,
    decision: `decision-${index >> 2}`,
    execution: `run-${index >> 2}`,
  };
  const command =
    ["npm test", "git status --short", "cat src/main.ts", "rg --json needle packages", "ls -la"][
      (index >> 2) % 5
    ] ?? "";
  switch (index & 3) {
    case 0:
      return {
        name: "tool.called",
        ids: { turn: ids.turn, call: ids.call, decision: ids.decision },
        attributes: {
          kind: "command",
          tool: "exec_command",
          subject: command,
          cwd: "/srv/app",
          arguments: JSON.stringify({ cmd: command }),
        },
      };
    case 1:
      return {
        name: "sandbox.denied",
        ids,
        attributes: {
          operation: "write",
          object: `/etc/file-${index % 97}`,
          errno: "EACCES",
          layer: "mount",
        },
        severity: "warn",
      };
    case 2:
      return {
        name: "execution.ended",
        ids,
        attributes: {
          exit_code: index % 9 === 0 ? 1 : 0,
          outcome: "done",
          duration_ms: index % 500,
          output_length: 812,
          enforcement: "full",
          backend: "linux",
          denials: 0,
        },
      };
    default:
      return {
        name: "tool.completed",
        ids: { turn: ids.turn, call: ids.call },
        attributes: {
          tool: "exec_command",
          outcome: index % 9 === 0 ? "failed" : "done",
          duration_ms: index % 500,
          output: "12 passing\n".repeat(20),
          arguments: JSON.stringify({ cmd: command }),
        },
      };
  }
}

/** The real disk without its flushes, which are measured apart: their cost is the device's. */
const unflushed: Disk = { ...nodeDisk, sync: async () => {}, syncFolder: async () => {} };

async function fill(directory: string, records: number): Promise<Took> {
  const trail = await openTrail({
    directory,
    session: "bench",
    redact: same,
    retention: false,
    disk: unflushed,
  });
  const stop = stopwatch();
  for (let index = 0; index < records; index += 1) await trail.append(event(index));
  const took = stop();
  await trail.close();
  return took;
}

try {
  const directory = join(root, "trail");
  await fill(join(root, "warm"), 20_000);
  const plainFile = openSync(join(root, "plain.jsonl"), "a");
  const line = Buffer.from(`${JSON.stringify(event(3))}\n`);
  let from = performance.now();
  for (let index = 0; index < count; index += 1) writeSync(plainFile, line);
  const plain = performance.now() - from;
  closeSync(plainFile);
  const chained = await fill(directory, count);
  say(
    `append, chained, without redaction and flush: ${microseconds(count, chained.wall)} a record, ${microseconds(count, chained.cpu)} of processor (target 8), ${(chained.wall / plain).toFixed(1)}x a bare write`,
  );
  const redact = createRedaction({ key: Buffer.alloc(32), env: process.env });
  from = performance.now();
  for (let index = 0; index < 40_000; index += 1) redact(event(index).name, event(index).attributes ?? {});
  say(`redaction: ${microseconds(40_000, performance.now() - from)} a record, apart from the above`);
  const trail = await openTrail({ directory: join(root, "decisions"), session: "d", redact: same });
  from = performance.now();
  for (let index = 0; index < 300; index += 1)
    await trail.append({ name: "decision.made", attributes: { decision: "allow" } });
  say(`decision, flushed to the disk before it resolves: ${microseconds(300, performance.now() - from)}`);
  await trail.close();

  const stopVerify = stopwatch();
  const check = await verifyTrail(directory);
  const verified = stopVerify();
  if (!check.ok) throw new Error(JSON.stringify(check.problems[0]));
  say(`verify: ${rates(check.records, verified)} (target 200,000)`);

  const sink = spawn(
    process.execPath,
    ["--conditions=paddock-source", "--no-warnings", fileURLToPath(new URL("./sink.ts", import.meta.url))],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [port] = (await once(sink.stdout, "data")) as [Buffer];
  for (const protocol of ["binary", "json"] as const) {
    rmSync(join(directory, "export-logs.json"), { force: true });
    const settings = readExportSettings({
      exporter: { "otlp-http": { endpoint: `http://127.0.0.1:${String(port).trim()}/`, protocol } },
    });
    const records = Math.min(check.records, 200_000);
    const stopExport = stopwatch();
    const running = await startExport({ directory, settings, loop: { batch: 2_048, parallel: 4 } });
    while ((running.state.logs?.sent ?? 0) < records) await new Promise((resolve) => setTimeout(resolve, 5));
    say(`export, ${protocol}: ${rates(running.state.logs?.sent ?? 0, stopExport())} (target 50,000)`);
    await running.close();
  }

  // The agent's own latency: pauses between appends of a session that is exported, against one that is not.
  const latency = async (exporting: boolean, port: string): Promise<number> => {
    const folder = join(root, `latency-${exporting}-${port}`);
    const settings = readExportSettings(
      exporting
        ? { exporter: { "otlp-http": { endpoint: `http://127.0.0.1:${port}/`, protocol: "binary" } } }
        : {},
    );
    const session = await openTrail({ directory: folder, session: "l", redact: same });
    const running = await startExport({ directory: folder, settings });
    const samples: number[] = [];
    for (let index = 0; index < 400; index += 1) {
      const start = performance.now();
      for (let inner = 0; inner < 4; inner += 1) await session.append(event(index * 4 + inner));
      await new Promise((resolve) => setImmediate(resolve));
      samples.push(performance.now() - start);
      running.wake();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await running.close(100);
    await session.close();
    return samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  };
  const none = await latency(false, "0");
  const alive = await latency(true, String(port).trim());
  const dead = await latency(true, "9");
  say(
    `an agent's step, median: ${(alive / none).toFixed(2)}x with a collector, ${(dead / none).toFixed(2)}x with a dead one, against no export`,
  );
  sink.kill();

  from = performance.now();
  (await openQueryIndex(directory)).close();
  const indexed = performance.now() - from;
  using index = await openQueryIndex(directory);
  say(
    `index: ${rate(index.count, indexed)}, ${(statSync(join(directory, "query.sqlite")).size / index.count).toFixed(0)} bytes a record`,
  );
  for (const [name, sql] of [
    ["count by name and outcome", "SELECT name, outcome, count(*) FROM events GROUP BY 1, 2"],
    [
      "slowest calls",
      "SELECT subject, duration_ms FROM events WHERE name = 'tool.completed' ORDER BY duration_ms DESC LIMIT 20",
    ],
    [
      "by program",
      "SELECT program, count(*), avg(duration_ms) FROM events WHERE name = 'execution.ended' GROUP BY 1",
    ],
    ["one call", "SELECT * FROM events WHERE call = 'call-777'"],
    [
      "denied objects",
      "SELECT object, count(*) AS n FROM events WHERE name = 'sandbox.denied' GROUP BY 1 ORDER BY n DESC LIMIT 10",
    ],
  ] as const) {
    index.select(sql);
    const stopQuery = stopwatch();
    index.select(sql);
    const took = stopQuery();
    say(
      `query over ${index.count.toLocaleString("en-US")}, warm: ${took.wall.toFixed(0)} ms, ${took.cpu.toFixed(0)} of processor  ${name} (target 2000)`,
    );
  }
  from = performance.now();
  const html = insightsHtml(gatherInsights(index));
  say(
    `insights over ${index.count.toLocaleString("en-US")}: ${(performance.now() - from).toFixed(0)} ms, ${(html.length / 1024).toFixed(0)} KiB of HTML`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
