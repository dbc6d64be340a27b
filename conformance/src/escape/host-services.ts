import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

/** What the host offers to a case: everything an attack could reach if the boundary leaked. */
export interface HostServices {
  readonly port: number;
  readonly udpPort: number;
  readonly hostPid: number;
  readonly groupPid: number;
  readonly socket: string;
  readonly abstract: string;
  readonly hostIp: string;
  close(): void;
}

/** node has no AF_UNIX datagrams; python3 is needed by the corpus anyway. */
const DATAGRAM_HOST = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
sys.stdout.write("ready\\n"); sys.stdout.flush()
while True:
    s.recv(10)
    open(sys.argv[2], "w").close()
`;

/** Starts the services of one case: TCP on v4 and v6, UDP, unix stream (path, abstract), datagram, two processes. */
export async function startHostServices(tag: string, out: string): Promise<HostServices> {
  const servers: Server[] = [];
  const processes: ChildProcess[] = [];
  const greet = (): Server => {
    const server = createServer((peer) => {
      peer.on("error", () => {});
      peer.end("HOST");
    });
    server.on("error", () => {});
    servers.push(server);
    return server;
  };
  const listen = (options: {
    host?: string;
    port?: number;
    path?: string;
    ipv6Only?: boolean;
  }): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = greet().once("error", reject);
      server.listen(options, () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  const socket = `/tmp/sbxcorp-${tag}.sock`;
  const abstract = `sbxcorp-${tag}`;
  const port = await listen({ host: "0.0.0.0", port: 0 });
  // A machine without IPv6 has no such listener; the case then has nothing to reach.
  await listen({ host: "::", port, ipv6Only: true }).catch(() => 0);
  await listen({ path: socket });
  await listen({ path: `\0${abstract}` });
  await listen({ path: `${out}/docker.sock` });
  const udp = createSocket("udp4");
  udp.on("message", () => writeFileSync(`${out}/udp-got`, ""));
  await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
  const datagram = spawn("python3", ["-c", DATAGRAM_HOST, `${out}/dg.sock`, `${out}/dg-got`], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  processes.push(datagram);
  await new Promise<void>((resolve, reject) => {
    datagram.once("error", reject);
    datagram.stdout!.once("data", () => resolve());
    datagram.once("exit", () => reject(new Error("the datagram socket of the host could not be made")));
  });
  const host = spawn("sleep", ["100000"], {
    env: { ...process.env, SBXSECRET: "s3cr3tvalue" },
    detached: true,
    stdio: "ignore",
  });
  const group = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
  processes.push(host, group);
  return {
    port,
    udpPort: udp.address().port,
    hostPid: host.pid!,
    groupPid: group.pid!,
    socket,
    abstract,
    hostIp: await hostAddress(),
    close() {
      for (const server of servers) server.close();
      udp.close();
      for (const child of processes) child.kill("SIGKILL");
    },
  };
}

/** The address this machine would use towards the world; sends nothing (a UDP connect only picks a route). */
async function hostAddress(): Promise<string> {
  const probe = createSocket("udp4");
  return await new Promise<string>((resolve) => {
    probe.once("error", () => resolve("127.0.0.1"));
    probe.connect(9, "8.8.8.8", (error?: Error) => resolve(error ? "127.0.0.1" : probe.address().address));
  }).finally(() => probe.close());
}
