// What the way through the sandbox costs: the same client direct, through the proxy outside, and inside, where a guard serves it.
//   node --conditions=paddock-source bench/egress.ts [SECONDS] [ROUNDS]
// Inside there is the listener in the command's namespace, the watch over its connections, and one record on the trail for each
// decision; outside there is none of it. The origin is a server of Node in a process of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startEgress } from "@paddock/network/proxy";
import { createGuard } from "../src/mod.ts";

const seconds = process.argv[2] ?? "3";
const rounds = Number(process.argv[3] ?? 3);
const client = fileURLToPath(new URL("./egress-client.ts", import.meta.url));
const ORIGIN = `const s = require("node:http").createServer((q, r) => r.end("ok\\n"));
s.keepAliveTimeout = 60000; s.listen(0, "127.0.0.1", 4096, () => console.log(s.address().port));`;

interface Measured {
  readonly plain: number;
  readonly tunnels: number;
}

async function origin(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, ["-e", ORIGIN], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, port: Number((await lines.next()).value) };
}

/** The client as a process of the host's. */
async function outside(port: number, proxy: number): Promise<Measured> {
  const child = spawn(process.execPath, [client, String(port), String(proxy), seconds], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const chunk of child.stdout) text += chunk;
  return JSON.parse(text);
}

// Not in /tmp, which a private tmp covers.
const base = realpathSync(mkdtempSync("/var/tmp/paddock-bench-"));
const { child, port } = await origin();
try {
  const workspace = join(base, "ws");
  mkdirSync(workspace);
  mkdirSync(join(base, "home"), { mode: 0o700 });
  await using guard = await createGuard({
    workspace,
    trust: "trusted",
    env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
    set: [
      "sandbox_workspace_write.network_access=true",
      "features.network_proxy.enabled=true",
      "features.network_proxy.allow_local_binding=true",
      'features.network_proxy.domains."127.0.0.1"="allow"',
    ],
  });
  const domains = [{ pattern: "127.0.0.1", decision: "allow" as const }];
  await using egress = await startEgress({ policy: { enabled: true, allowLocalBinding: true, domains } });
  const listener = await egress.listen("bench");
  const inside = async (): Promise<Measured> => {
    const argv = [process.execPath, client, String(port), "3128", seconds];
    const { text } = await guard.run({ kind: "command", argv }).result;
    return JSON.parse(/^\{.*\}$/m.exec(text)?.[0] ?? text);
  };
  const sides: readonly (readonly [name: string, measure: () => Promise<Measured>])[] = [
    ["direct", () => outside(port, 0)],
    ["through the proxy", () => outside(port, listener.port)],
    ["through the sandbox", inside],
  ];
  const best = new Map<string, Measured>();
  // Each round measures every side, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of sides) {
      const [known, now] = [best.get(name) ?? { plain: 0, tunnels: 0 }, await measure()];
      best.set(name, {
        plain: Math.max(known.plain, now.plain),
        tunnels: Math.max(known.tunnels, now.tunnels),
      });
    }
  }
  const [direct, proxy] = [best.get("direct") as Measured, best.get("through the proxy") as Measured];
  console.log("side                 plain rps  of direct  of proxy  tunnels/s  of direct  of proxy");
  for (const [name, { plain, tunnels }] of best) {
    const cells = [
      plain.toFixed(0).padStart(9),
      (plain / direct.plain).toFixed(2).padStart(10),
      (plain / proxy.plain).toFixed(2).padStart(9),
      tunnels.toFixed(0).padStart(10),
      (tunnels / direct.tunnels).toFixed(2).padStart(10),
      (tunnels / proxy.tunnels).toFixed(2).padStart(9),
    ];
    console.log(`${name.padEnd(20)} ${cells.join(" ")}`);
  }
} finally {
  child.kill();
  rmSync(base, { recursive: true, force: true });
}
