// Measures the proxy beside a direct connection and beside squid, all in one run, and prints ratios.
//   node --conditions=paddock-source bench/proxy.ts [--seconds N] [--peer NAME=PORT]...
// Needs nginx as the origin and wrk as the client; squid and Deno are measured where they are installed.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
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
): Promise<{ port: number; rss(): Promise<number> }> {
  const child = start(command, args);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const next = async (): Promise<number> => Number((await lines.next()).value);
  return {
    port: await next(),
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

async function squid(): Promise<void> {
  writeFileSync(
    join(folder, "squid.conf"),
    `http_port 127.0.0.1:${SQUID}\nhttp_access allow all\ncache deny all\naccess_log none\ncache_log /dev/null\npid_filename ${folder}/squid.pid\nacl all_ports port 1-65535\nhttp_access allow CONNECT all_ports\nshutdown_lifetime 0 seconds\npinger_enable off\n`,
  );
  start("squid", ["-N", "-f", join(folder, "squid.conf")]);
  await listening(SQUID);
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

/** Tunnels a second, each with one request. */
async function churn({ port }: Side): Promise<number> {
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
  return done / seconds;
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

async function measure(): Promise<void> {
  await origin();
  const script = join(here, "serve.ts");
  const node = await serve(process.execPath, ["--conditions=paddock-source", script]);
  const sides: Side[] = [
    { name: "direct", port: 0 },
    { name: "paddock on Node", port: node.port },
  ];
  if (installed("deno")) {
    const deno = await serve("deno", ["run", "-A", "--no-check", script]);
    sides.push({ name: "paddock on Deno", port: deno.port });
  }
  if (installed("squid")) {
    await squid();
    sides.push({ name: "squid", port: SQUID });
  }
  for (const peer of values.peer) {
    const [name = "", port = ""] = peer.split("=");
    sides.push({ name, port: Number(port) });
  }
  const best = new Map<string, readonly [number, number, number]>();
  // Each round measures every side, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < 2; round += 1) {
    for (const side of sides) {
      const [rps, tunnels, speed] = best.get(side.name) ?? [0, 0, 0];
      best.set(side.name, [
        Math.max(rps, installed("wrk") ? plain(side) : 0),
        Math.max(tunnels, await churn(side)),
        Math.max(speed, bulk(side)),
      ]);
    }
  }
  const [rps, tunnels, speed] = best.get("direct") as readonly [number, number, number];
  const ratio = (value: number, of: number): string => (of === 0 ? "-" : (value / of).toFixed(2));
  console.log("side                 plain rps  ratio   tunnels/s  ratio   MB/s  ratio");
  for (const [name, [a, b, c]] of best) {
    const cells = [a.toFixed(0).padStart(9), ratio(a, rps), b.toFixed(0).padStart(9), ratio(b, tunnels)];
    console.log(`${name.padEnd(20)} ${cells.join("   ")} ${c.toFixed(0).padStart(6)}   ${ratio(c, speed)}`);
  }
  console.log(`memory of 1,000 idle tunnels on Node: ${(await memory(node)).toFixed(1)} MiB`);
}

try {
  if (!installed("nginx")) console.log("nginx is not installed, and it is the origin; nothing was measured");
  else await measure();
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
