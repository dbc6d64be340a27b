import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { test } from "node:test";
import { type InnerNames, unresolvedNames } from "@paddock/sandbox";
import { meantBy, serveNames } from "./inner-names.ts";
import { linuxBackend } from "./mod.ts";
import { buildTestHelper, env, planFor, scratch, text } from "./testdata/fixture.ts";

/** Answers each lookup of type A with 198.18.0.9, by changing the question's own bytes. */
function answering(accept: (address: string, port: number) => string): InnerNames & { asked: number } {
  const names = {
    asked: 0,
    answer(message: Uint8Array): Uint8Array {
      names.asked += 1;
      const end = message.indexOf(0, 12) + 5;
      const wantsA = message[end - 3] === 1;
      const head = [message[0]!, message[1]!, 0x81, 0x80, 0, 1, 0, wantsA ? 1 : 0, 0, 0, 0, 0];
      const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 198, 18, 0, 9];
      return Uint8Array.from([...head, ...message.subarray(12, end), ...(wantsA ? record : [])]);
    },
    accept(socket: Socket, address: string, port: number) {
      socket.on("error", () => {});
      socket.end(accept(address, port));
    },
  };
  return names;
}

async function run(script: string, names: InnerNames | undefined, backend = linuxBackend()): Promise<string> {
  using at = scratch();
  const child = await backend.spawn(
    planFor(at.root, { network: { kind: "proxy", ports: [3128] } }),
    { argv: ["sh", "-c", script], cwd: at.root, env },
    {
      onListener: (_port: number, server: Server) =>
        server.on("connection", (socket: Socket) => socket.end("proxy\n")),
      ...(names ? { names } : {}),
    },
  );
  const [out] = await Promise.all([text(child.stdout), child.status]);
  return out;
}

/** Connects by name or address, and prints what it hears or the error. */
const hear = (host: string, port: number, family = "AF_INET"): string => `python3 -c '
import socket
try:
    s = socket.socket(socket.${family}); s.settimeout(4); s.connect(("${host}", ${port})); print(s.recv(99).decode())
except OSError as error:
    print(type(error).__name__)'`;

const said = (address: string, port: number): string => `led to ${address}:${port}`;

test("a name leads to the host process, whatever the port, and says which name and port were meant", async () => {
  const names = answering(said);
  const out = await run(
    [hear("any.test", 22), hear("any.test", 65535), hear("::ffff:198.18.0.9", 80, "AF_INET6")].join("\n"),
    names,
  );
  assert.equal(out, "led to 198.18.0.9:22\nled to 198.18.0.9:65535\nled to 198.18.0.9:80\n");
  assert.ok(names.asked >= 2);
});

test("lookups over connections are answered too", async () => {
  const script = `python3 -c '
import socket, struct
q = bytes.fromhex("0007010000010000000000000161047465737400") + bytes([0, 1, 0, 1])
s = socket.create_connection(("127.0.0.1", 53), 4)
for part in (struct.pack("!H", len(q)), q[:5], q[5:]): s.send(part)
n = struct.unpack("!H", s.recv(2))[0]
print(socket.inet_ntoa(s.recv(n)[-4:]))'`;
  assert.equal(await run(script, answering(said)), "198.18.0.9\n");
});

test("where bubblewrap makes the namespaces names lead out as well, whatever the port", {
  skip: existsSync("/usr/bin/bwrap") ? false : "bubblewrap is not installed",
}, async () => {
  const helper = buildTestHelper();
  const backend = linuxBackend({ helper, capabilities: { mounts: false } });
  const names = answering(said);
  const ports = [1, 15, 16, 22, 4095, 8000, 65535];
  const out = await run(
    [
      ...ports.map((port) => hear("any.test", port)),
      hear("::ffff:198.18.0.9", 443, "AF_INET6"),
      hear("198.18.16.1", 80),
      hear("127.0.0.1", 3128),
      "cat /etc/resolv.conf | head -1",
    ].join("\n"),
    names,
    backend,
  );
  assert.equal(
    out,
    `${[...ports, 443].map((port) => said("198.18.0.9", port)).join("\n")}\nOSError\nproxy\n\nnameserver 127.0.0.1\n`,
  );
  assert.ok(names.asked >= ports.length);
  assert.equal(
    await run([hear("any.test", 80), hear("127.0.0.1", 53)].join("\n"), undefined, backend),
    "gaierror\nConnectionRefusedError\n",
  );
});

test("where bubblewrap makes the namespaces, too, programs find the authorities that were given", {
  skip: existsSync("/usr/bin/bwrap") ? false : "bubblewrap is not installed",
}, async (t) => {
  using at = scratch();
  const file = "/etc/ssl/certs/ca-certificates.crt";
  if (!existsSync(file)) return t.skip("this machine keeps its authorities elsewhere");
  const backend = linuxBackend({ helper: buildTestHelper(), capabilities: { mounts: false } });
  const child = await backend.spawn(
    planFor(at.root, { network: { kind: "proxy", ports: [3128] } }),
    { argv: ["cat", file], cwd: at.root, env },
    { onListener: (_port: number, server: Server) => void server.close(), authorities: "given\n" },
  );
  const [out] = await Promise.all([text(child.stdout), child.status]);
  assert.equal(out, "given\n");
});

test("without namespaces names do not resolve, and the report says so with a fix", async () => {
  using at = scratch();
  const backend = linuxBackend({
    helper: buildTestHelper(),
    bubblewrap: false,
    capabilities: { userNamespaces: false },
  });
  const plan = planFor(at.root, { network: { kind: "proxy", ports: [9] }, accept: ["fs.write.roots"] });
  const child = await backend.spawn(
    plan,
    { argv: ["sh", "-c", hear("any.test", 80)], cwd: at.root, env },
    { onListener: () => {}, names: answering(said) },
  );
  const [out, report] = await Promise.all([text(child.stdout), child.report, child.status]);
  assert.equal(out, "gaierror\n");
  assert.equal(report.facts["names"], false);
  assert.match(unresolvedNames(report) ?? "", /^host names do not resolve inside.*; to fix it: ./);
});

test("what is no address of a name leads nowhere", async () => {
  const script = [
    hear("198.18.16.1", 80),
    hear("8.8.8.8", 53),
    hear("127.0.0.1", 3129),
    hear("127.0.0.1", 8080),
    hear("127.0.0.1", 3128),
  ].join("\n");
  const out = await run(script, answering(said));
  assert.equal(out, "OSError\nOSError\n\nConnectionRefusedError\nproxy\n\n");
});

test("a command's own servers on loopback are its own, on every port that it may bind", async () => {
  const script = `python3 -c '
import socket, threading
a = socket.create_server(("127.0.0.1", 8443)); b = socket.create_server(("0.0.0.0", 5353))
threading.Thread(target=lambda: [x.accept()[0].sendall(b"own") for x in (a, b)], daemon=True).start()
for port in (8443, 5353): print(socket.create_connection(("localhost", port), 4).recv(9).decode())'`;
  assert.equal(await run(script, answering(said)), "own\nown\n");
});

test("without names nothing listens, and lookups fail at once", async () => {
  const out = await run([hear("any.test", 80), hear("127.0.0.1", 53)].join("\n"), undefined);
  assert.equal(out, "gaierror\nConnectionRefusedError\n");
});

test("with the proxy gone nothing is reached, and nothing waits", async () => {
  using at = scratch();
  const script = [hear("any.test", 80), hear("127.0.0.1", 3128), hear("93.184.216.34", 443)].join("\n");
  const child = await linuxBackend().spawn(
    planFor(at.root, { network: { kind: "proxy", ports: [3128] } }),
    { argv: ["sh", "-c", script], cwd: at.root, env },
    {
      onListener: (_port: number, server: Server) => void server.close(),
      names: { answer: () => undefined, accept: (socket: Socket) => void socket.destroy() },
    },
  );
  const [out] = await Promise.all([text(child.stdout), child.status]);
  assert.match(out, /^gaierror\n(?:ConnectionRefusedError|ConnectionResetError)\nOSError\n$/);
});

const led: readonly [string, ReturnType<typeof meantBy>][] = [
  ["240.1.31.144", { address: "198.18.0.1", port: 8080 }],
  ["255.254.255.255", { address: "198.18.15.254", port: 65535 }],
  ["::ffff:240.9.0.22", { address: "198.18.0.9", port: 22 }],
  ["127.0.145.244", { address: "198.18.0.9", port: 8000 }],
  ["127.0.0.1", undefined],
  ["126.0.145.244", undefined],
  ["", undefined],
  ["::1", undefined],
];
for (const [address, meant] of led) {
  test(`${address || "no address"} means ${meant ? `${meant.address}:${meant.port}` : "nothing"}`, () =>
    assert.deepEqual(meantBy(address), meant));
}

test("who looks up and reads no answer is not answered further", async () => {
  const size = 60_000;
  const lookups = 2000;
  let asked = 0;
  const names: InnerNames = {
    answer: () => {
      asked += 1;
      return new Uint8Array(size);
    },
    accept: (socket) => void socket.destroy(),
  };
  const server = createServer();
  serveNames(53, server, 3129, names);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = connect((server.address() as { port: number }).port, "127.0.0.1");
  client.write(Buffer.concat(Array.from({ length: lookups }, () => Buffer.of(0, 1, 7))));
  for (let before = -1; asked === 0 || before !== asked; ) {
    before = asked;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(asked < lookups / 2, `${asked} answers are held`);
  let heard = 0;
  for await (const chunk of client) {
    heard += (chunk as Buffer).length;
    if (heard === lookups * (size + 2)) break;
  }
  assert.equal(asked, lookups);
  server.close();
});
