import { connect } from "node:net";
import { homedir } from "node:os";
import { startEgress } from "@paddock/network/proxy";
import type { SandboxPlan } from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { Verdict } from "./judge-request.ts";
import { readPolicy } from "./read-policy.ts";

type Table = Readonly<Record<string, unknown>>;

/** What the proxy answers to raw bytes. */
function talk(port: number, bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const heard: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => heard.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(heard)));
  });
}

/** SOCKS as spoken to a running proxy; nothing is dialled, since nothing of it is ever granted. */
async function judgeSocks(policy: Table, request: Table): Promise<Verdict> {
  await using egress = await startEgress({ policy: readPolicy(policy), resolve: async () => [] });
  const { port } = await egress.listen();
  const name = [...Buffer.from(String(request["host"] ?? ""), "latin1")];
  const to = Number(request["port"] ?? 0);
  const target = [3, name.length, ...name, to >> 8, to & 255];
  switch (request["protocol"]) {
    case "socks4": {
      const heard = await talk(port, Uint8Array.of(4, 1, to >> 8, to & 255, 127, 0, 0, 1, 0));
      return heard.length === 0 ? { decision: "deny", reason: "bad_version" } : { decision: "allow" };
    }
    case "socks5_auth": {
      const methods = (request["methods"] as readonly number[] | undefined) ?? [];
      const heard = await talk(port, Uint8Array.of(5, methods.length, ...methods));
      return heard[1] === 0xff ? { decision: "deny", reason: "no_acceptable_method" } : { decision: "allow" };
    }
    default: {
      const heard = await talk(port, Uint8Array.of(5, 1, 0, 5, 2, 0, ...target));
      return heard[3] === 7 ? { decision: "deny", reason: "command_unsupported" } : { decision: "allow" };
    }
  }
}

/** A connection around the proxy, tried in a sandbox whose only way out is one. Its namespace has no route, so nothing is sent. */
async function judgeDirect(request: Table): Promise<Verdict | undefined> {
  const backend = linuxBackend();
  if (process.platform !== "linux" || !(await backend.probe()).available) return undefined;
  const plan: SandboxPlan = {
    v: 1,
    mode: "read-only",
    reads: "full",
    entries: [],
    roots: [],
    network: { kind: "proxy", ports: [3128] },
    unixSockets: [],
    limits: {},
    nameDenials: false,
    require: ["net.proxy-only"],
    accept: [],
  };
  const kind = request["protocol"] === "direct_udp" ? "udp" : "tcp";
  const script = `exec 3<>"/dev/${kind}/$1/$2" && echo x >&3`;
  const argv = ["bash", "-c", script, "bash", String(request["host"]), String(request["port"])];
  const run = await backend.spawn(
    plan,
    { argv, cwd: "/", env: { PATH: "/usr/bin:/bin", HOME: homedir(), LC_ALL: "C" } },
    { onListener: (_port, server) => void server.close() },
  );
  const [status, said] = await Promise.all([run.status, new Response(run.stderr).text()]);
  if (status.kind === "exit" && status.code === 0) return { decision: "allow" };
  return { decision: "deny", ...(/unreachable/i.test(said) ? { reason: "no_route" } : {}) };
}

/** Judges what only a running proxy or sandbox can answer; undefined where this machine has no sandbox. */
export async function judgeRunning(policy: Table, request: Table): Promise<Verdict | undefined> {
  switch (request["protocol"]) {
    case "socks4":
    case "socks5_auth":
    case "socks5_bind":
      return await judgeSocks(policy, request);
    case "direct":
    case "direct_udp":
      return await judgeDirect(request);
    default:
      return undefined;
  }
}
