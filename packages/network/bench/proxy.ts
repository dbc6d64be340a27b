// Measures the proxy beside a direct connection and beside squid, all in one run, and prints ratios.
//   node --conditions=paddock-source bench/proxy.ts [--seconds N] [--rounds N]
//       [--peer NAME=PORT | --peer 'NAME=COMMAND {port}']...
// Needs nginx as the origin and wrk as the client; squid and Deno are measured where they are installed. A peer runs already, or
// is a command line that is started with a port of its own. Processor time per tunnel is what a busy machine does not distort.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    peer: { type: "string", multiple: true, default: [] },
  },
});
const seconds = Number(values.seconds);
const here = dirname(fileURLToPath(import.meta.url));
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
}

/** What was measured of one side: the best of all rounds. */
interface Measured {
  readonly plain: number;
  readonly tunnels: number;
  readonly bulk: number;
  /** Microseconds of the proxy's processor time per tunnel; the least of all rounds. */
  readonly time: number;
}

/** Processor time of a process so far, in microseconds; clock ticks are a hundredth of a second. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
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

async function serve(
  command: string,
  args: readonly string[],
): Promise<{ port: number; pid: number; rss(): Promise<number> }> {
  const child = start(command, args);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const next = async (): Promise<number> => Number((await lines.next()).value);
  return {
    port: await next(),
    pid: child.pid ?? 0,
    rss: () => {
      child.stdin!.write("x\n");
      return next();
    },
  };
}

async function origin(): Promise<void> {
  writeFileSync(join(folder, "s"), "ok\n");
  writeFileSync(join(folder, "big"), "");
  truncateSync(join(folder, "big"), BULK);
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log /dev/null;${process.getuid?.() === 0 ? " user root;" : ""}
events { worker_connections 8192; }
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
  if (/^\d+$/.test(where)) return { name, port: Number(where) };
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
async function churn({ port, pid }: Side): Promise<Pick<Measured, "tunnels" | "time">> {
  const before = pid === undefined ? 0 : processorTime(pid);
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const once = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect({ host: "127.0.0.1", port: port || ORIGIN, noDelay: true });
      const get = (): boolean =>
        socket.write(`GET /s HTTP/1.1\r\nHost: 127.0.0.1:${ORIGIN}\r\nConnection: close\r\n\r\n`);
      let open = port === 0;
      let ok = false;
      socket.on("connect", () => {
        if (open) get();
        else socket.write(`CONNECT 127.0.0.1:${ORIGIN} HTTP/1.1\r\nHost: 127.0.0.1:${ORIGIN}\r\n\r\n`);
      });
      socket.on("data", (chunk) => {
        if (!open) {
          open = true;
          get();
        } else ok ||= chunk.includes("200 OK");
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        if (ok) done += 1;
        resolve();
      });
    });
  const worker = async (): Promise<void> => {
    while (performance.now() < until) await once();
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  const spent = pid === undefined ? 0 : processorTime(pid) - before;
  return { tunnels: done / seconds, time: spent / Math.max(done, 1) };
}

/** MB a second of one large answer through a tunnel. */
function bulk({ port }: Side): number {
  const by = port === 0 ? [] : ["-p", "-x", `http://127.0.0.1:${port}`];
  const args = ["-s", "--noproxy", "", "-o", "/dev/null", "-w", "%{speed_download}", ...by];
  return Number(spawnSync("curl", [...args, `http://127.0.0.1:${ORIGIN}/big`]).stdout.toString()) / 1e6;
}

async function memory(proxy: { readonly port: number; rss(): Promise<number> }): Promise<number> {
  const before = await proxy.rss();
  const sockets = await Promise.all(
    Array.from(
      { length: 1000 },
      () =>
        new Promise<ReturnType<typeof connect>>((resolve) => {
          const socket = connect(proxy.port, "127.0.0.1", () =>
            socket.write(`CONNECT 127.0.0.1:${ORIGIN} HTTP/1.1\r\nHost: 127.0.0.1:${ORIGIN}\r\n\r\n`),
          );
          socket.once("data", () => resolve(socket));
          socket.on("error", () => resolve(socket));
        }),
    ),
  );
  const after = await proxy.rss();
  for (const socket of sockets) socket.destroy();
  return (after - before) / 1024;
}

function print(best: ReadonlyMap<string, Measured>): void {
  const direct = best.get("direct") as Measured;
  const ratio = (value: number, of: number): string => (of === 0 ? "-" : (value / of).toFixed(2)).padStart(6);
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
  const script = join(here, "serve.ts");
  const node = await serve(process.execPath, ["--conditions=paddock-source", script]);
  const sides: Side[] = [
    { name: "direct", port: 0 },
    { name: "paddock on Node", ...node },
  ];
  if (installed("deno")) {
    const args = ["run", "-A", "--no-check", "--conditions=paddock-source", script];
    sides.push({ name: "paddock on Deno", ...(await serve("deno", args)) });
  }
  if (installed("squid")) sides.push({ name: "squid", port: SQUID, pid: await squid() });
  for (const [index, peer] of values.peer.entries()) sides.push(await peerSide(peer, index));
  const best = new Map<string, Measured>();
  // Each round measures every side, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const side of sides) {
      const known = best.get(side.name) ?? { plain: 0, tunnels: 0, bulk: 0, time: Number.POSITIVE_INFINITY };
      const { tunnels, time } = await churn(side);
      best.set(side.name, {
        plain: Math.max(known.plain, installed("wrk") ? plain(side) : 0),
        tunnels: Math.max(known.tunnels, tunnels),
        bulk: Math.max(known.bulk, bulk(side)),
        time: Math.min(known.time, time),
      });
    }
  }
  print(best);
  const fresh = await serve(process.execPath, ["--conditions=paddock-source", script]);
  console.log(`memory of 1,000 idle tunnels on Node: ${(await memory(fresh)).toFixed(1)} MiB`);
}

try {
  if (!installed("nginx")) console.log("nginx is not installed, and it is the origin; nothing was measured");
  else await measure();
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
