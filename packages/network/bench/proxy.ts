// Measures the proxy beside a direct connection, the least that a proxy on node:net can do, and squid, all in one run, and prints
// ratios.
//   node --conditions=paddock-source bench/proxy.ts [--seconds N] [--rounds N] [--client NODE] [--warm N] [--idle N]
//       [--peer NAME=PORT[@PID] | --peer 'NAME=COMMAND {port}']...
// Needs nginx as the origin and wrk as the client; squid and Deno are measured where they are installed. A peer runs already, or
// is a command line that is started with a port of its own. `--client` is the Node that opens tunnels, a new process for each
// measurement, and `--warm` the seconds before it counts: it shares the machine with what it measures, so that a faster client
// makes the direct connection faster and every ratio to it smaller. Compare proxies with each other, and the processor time per
// tunnel, which a busy machine distorts least.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { descriptors, type Script, scriptCommand, startScript } from "../src/testdata/spawn-script.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    client: { type: "string", default: process.execPath },
    warm: { type: "string", default: "0" },
    idle: { type: "string", default: "10000" },
    peer: { type: "string", multiple: true, default: [] },
  },
});
const seconds = Number(values.seconds);
const PROXY = new URL("../src/testdata/egress-process.ts", import.meta.url);
const CLIENTS = new URL("../src/testdata/tunnels-process.ts", import.meta.url);
const FLOOR = new URL("floor.ts", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "paddock-bench-"));
const ORIGIN = 18_090;
const SQUID = 18_128;
const BULK = 256 * 1024 * 1024;
const children: ChildProcess[] = [];

interface Side {
  readonly name: string;
  /** 0 = direct. */
  readonly port: number;
  /** Its process, where it is one of ours. */
  readonly pid?: number;
  /** It knows CONNECT alone. */
  readonly tunnelsOnly?: boolean;
}

/** What was measured of one side: the best of all rounds. */
interface Measured {
  readonly plain: number;
  readonly tunnels: number;
  readonly bulk: number;
  /** Microseconds of the proxy's processor time per tunnel; the least of all rounds. */
  readonly time: number;
}

/** Processor time of all threads of a process so far, in microseconds. */
function processorTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const spent = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1"));
  return spent.reduce((sum, text) => sum + Number(text.split(" ")[0]) / 1000, 0);
}

function installed(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("close", () => socket.destroy());
      socket.on("connect", () => socket.end());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing listens on ${port}`);
}

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  children.push(child);
  return child;
}

/** Starts a script of ours that prints its port. */
async function serve(name: string, command: readonly [string, ...string[]]): Promise<Side> {
  const script = startScript(command);
  children.push(script.child);
  return { name, port: Number(await script.next()), pid: script.child.pid ?? 0 };
}

async function origin(): Promise<void> {
  writeFileSync(join(folder, "s"), "ok\n");
  writeFileSync(join(folder, "big"), "");
  truncateSync(join(folder, "big"), BULK);
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log /dev/null;${process.getuid?.() === 0 ? " user root;" : ""}
events { worker_connections 20000; }
http { access_log off; keepalive_requests 10000000; server { listen 127.0.0.1:${ORIGIN} backlog=4096; root ${folder}; } }`,
  );
  start("nginx", ["-c", join(folder, "nginx.conf")]);
  await listening(ORIGIN);
}

async function squid(): Promise<number> {
  writeFileSync(
    join(folder, "squid.conf"),
    `http_port 127.0.0.1:${SQUID}\nhttp_access allow all\ncache deny all\naccess_log none\ncache_log /dev/null\npid_filename ${folder}/squid.pid\nacl all_ports port 1-65535\nhttp_access allow CONNECT all_ports\nshutdown_lifetime 0 seconds\npinger_enable off\n`,
  );
  const child = start("squid", ["-N", "-f", join(folder, "squid.conf")]);
  await listening(SQUID);
  return child.pid ?? 0;
}

/** A peer by its port, or by the command line that starts it. */
async function peerSide(peer: string, index: number): Promise<Side> {
  const [, name = "", where = ""] = /^([^=]+)=(.*)$/s.exec(peer) ?? [];
  const running = /^(\d+)(?:@(\d+))?$/.exec(where);
  if (running) {
    const pid = running[2] === undefined ? {} : { pid: Number(running[2]) };
    return { name, port: Number(running[1]), ...pid };
  }
  const port = SQUID + 1 + index;
  const child = start("sh", ["-c", `exec ${where.replaceAll("{port}", String(port))}`]);
  await listening(port);
  return { name, port, pid: child.pid ?? 0 };
}

/** Requests a second over kept connections, absolute-form through a proxy. */
function plain({ port }: Side): number {
  const script = join(folder, "plain.lua");
  const target = port === 0 ? "/s" : `http://127.0.0.1:${ORIGIN}/s`;
  writeFileSync(
    script,
    `request = function() return wrk.format("GET", "${target}", {Host = "127.0.0.1:${ORIGIN}"}) end`,
  );
  const args = ["-t1", "-c32", `-d${seconds}`, "-s", script, `http://127.0.0.1:${port || ORIGIN}`];
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(spawnSync("wrk", args).stdout.toString())?.[1] ?? 0);
}

/** Tunnels a second, each with one request, and the processor time that each took. */
function churn({ port, pid }: Side): Pick<Measured, "tunnels" | "time"> {
  const before = pid === undefined ? 0 : processorTime(pid);
  const script = fileURLToPath(new URL("churn.js", import.meta.url));
  const run = spawnSync(values.client, [script, `${ORIGIN}`, `${port}`, `${seconds}`, values.warm]);
  const { done, rate } = JSON.parse(run.stdout.toString()) as { done: number; rate: number };
  const spent = pid === undefined ? 0 : processorTime(pid) - before;
  return { tunnels: rate, time: spent / Math.max(done, 1) };
}

/** MB a second of one large answer through a tunnel. */
function bulk({ port }: Side): number {
  const by = port === 0 ? [] : ["-p", "-x", `http://127.0.0.1:${port}`];
  const args = ["-s", "--noproxy", "", "-o", "/dev/null", "-w", "%{speed_download}", ...by];
  return Number(spawnSync("curl", [...args, `http://127.0.0.1:${ORIGIN}/big`]).stdout.toString()) / 1e6;
}

/** Resident memory that idle tunnels take, in MiB for 1,000 of them. */
async function memory(runtime: string): Promise<void> {
  const spare = 150;
  const { limit, prefix } = descriptors(2 * Number(values.idle) + spare);
  const count = Math.min(Number(values.idle), Math.floor((limit - spare) / 2));
  const start = (script: URL, ...args: readonly string[]): Script => {
    const [command = "", ...rest] = [...prefix, ...scriptCommand(script, runtime), ...args];
    const started = startScript([command, ...rest]);
    children.push(started.child);
    return started;
  };
  const proxy = start(PROXY);
  const port = await proxy.next();
  const rss = async (): Promise<number> => JSON.parse(await proxy.ask()).rss;
  const before = await rss();
  const held = Number(await start(CLIENTS, port, `${ORIGIN}`, `${count}`).next());
  const each = ((await rss()) - before) / 1024 / (held / 1000);
  console.log(`${held} idle tunnels on ${runtime}: ${each.toFixed(1)} MiB for 1,000`);
}

function print(best: ReadonlyMap<string, Measured>): void {
  const direct = best.get("direct") as Measured;
  const ratio = (value: number, of: number): string =>
    (of === 0 || value === 0 ? "-" : (value / of).toFixed(2)).padStart(6);
  console.log("side                 plain rps  ratio  tunnels/s  ratio    MB/s  ratio  us/tunnel");
  for (const [name, { plain, tunnels, bulk, time }] of best) {
    const cells = [
      plain.toFixed(0).padStart(9),
      ratio(plain, direct.plain),
      tunnels.toFixed(0).padStart(10),
      ratio(tunnels, direct.tunnels),
      bulk.toFixed(0).padStart(7),
      ratio(bulk, direct.bulk),
      (time > 0 ? time.toFixed(0) : "-").padStart(10),
    ];
    console.log(`${name.padEnd(20)} ${cells.join(" ")}`);
  }
}

async function measure(): Promise<void> {
  await origin();
  const sides: Side[] = [{ name: "direct", port: 0 }];
  const runtimes = [process.execPath, ...(installed("deno") ? ["deno"] : [])];
  for (const runtime of runtimes) {
    const on = runtime === "deno" ? "Deno" : "Node";
    sides.push({ ...(await serve(`floor on ${on}`, scriptCommand(FLOOR, runtime))), tunnelsOnly: true });
    sides.push(await serve(`paddock on ${on}`, scriptCommand(PROXY, runtime)));
  }
  if (installed("squid")) sides.push({ name: "squid", port: SQUID, pid: await squid() });
  for (const [index, peer] of values.peer.entries()) sides.push(await peerSide(peer, index));
  const best = new Map<string, Measured>();
  // Each round measures every side, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const side of sides) {
      const known = best.get(side.name) ?? { plain: 0, tunnels: 0, bulk: 0, time: Number.POSITIVE_INFINITY };
      const { tunnels, time } = churn(side);
      best.set(side.name, {
        plain: Math.max(known.plain, installed("wrk") && !side.tunnelsOnly ? plain(side) : 0),
        tunnels: Math.max(known.tunnels, tunnels),
        bulk: Math.max(known.bulk, bulk(side)),
        time: Math.min(known.time, time),
      });
    }
  }
  print(best);
  for (const runtime of runtimes) await memory(runtime);
}

try {
  if (!installed("nginx")) console.log("nginx is not installed, and it is the origin; nothing was measured");
  else await measure();
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
