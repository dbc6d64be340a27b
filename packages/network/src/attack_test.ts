import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { clientHello } from "./testdata/client-hello.ts";
import {
  connectTo,
  okOrigin,
  openPolicy,
  originServer,
  plainGet,
  socksTo,
  startTestEgress,
  talk,
} from "./testdata/proxy-client.ts";

const smuggled: readonly [what: string, raw: (port: number) => string, status: number][] = [
  [
    "CL and TE",
    (p) => `POST http://a.test:${p}/ HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n`,
    400,
  ],
  [
    "two Hosts",
    (p) => `GET http://a.test:${p}/ HTTP/1.1\r\nHost: a.test:${p}\r\nHost: bad.test\r\n\r\n`,
    400,
  ],
  ["another Host", (p) => `GET http://a.test:${p}/ HTTP/1.1\r\nHost: bad.test:${p}\r\n\r\n`, 400],
  ["a bare LF", (p) => `GET http://a.test:${p}/ HTTP/1.1\nHost: a.test:${p}\n\n`, 400],
  ["a bare LF in a field", (p) => `GET http://a.test:${p}/ HTTP/1.1\r\nA: b\nHost: bad.test\r\n\r\n`, 400],
  ["a bare CR in a field", (p) => `GET http://a.test:${p}/ HTTP/1.1\r\nA: b\rHost: bad.test\r\n\r\n`, 400],
  ["a folded field", (p) => `GET http://a.test:${p}/ HTTP/1.1\r\nA: b\r\n c\r\n\r\n`, 400],
  [
    "a coding in HTTP/1.0",
    (p) => `POST http://a.test:${p}/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ["userinfo", (p) => `GET http://a.test@bad.test:${p}/ HTTP/1.1\r\n\r\n`, 400],
  ["CONNECT with userinfo", (p) => `CONNECT bad.test:443@a.test:${p} HTTP/1.1\r\n\r\n`, 400],
  ["CONNECT with a body", (p) => `CONNECT a.test:${p} HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello`, 400],
  ["CONNECT with another Host", (p) => `CONNECT a.test:${p} HTTP/1.1\r\nHost: bad.test:${p}\r\n\r\n`, 400],
  ["origin-form", () => "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", 400],
  ["the HTTP/2 preface", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  [
    "a unix socket",
    (p) => `GET http://a.test:${p}/ HTTP/1.1\r\nX-Unix-Socket: /var/run/docker.sock\r\n\r\n`,
    501,
  ],
  ["too many fields", (p) => `GET http://a.test:${p}/ HTTP/1.1\r\n${"A: b\r\n".repeat(101)}\r\n`, 431],
  ["too large a head", (p) => `GET http://a.test:${p}/ HTTP/1.1\r\nA: ${"b".repeat(70_000)}\r\n\r\n`, 431],
];

test("what two parsers could read differently is refused, and reaches nobody", async () => {
  const origin = await okOrigin();
  const { egress, port, decisions } = await startTestEgress();
  for (const [what, raw, status] of smuggled) {
    const heard = await talk(port, raw(origin.port), /\r\n\r\n/);
    assert.match(heard, new RegExp(`^HTTP/1\\.1 ${status} `), what);
  }
  assert.equal(origin.connections(), 0);
  assert.deepEqual(decisions, []);
  await egress.close();
  origin.close();
});

test("a second request that hides behind a body never becomes one", async () => {
  const origin = await originServer((socket) =>
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  );
  const { egress, port } = await startTestEgress();
  const inner = `GET http://bad.test:${origin.port}/ HTTP/1.1\r\n\r\n`;
  const outer = `POST http://a.test:${origin.port}/ HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc${inner}`;
  const heard = await talk(port, outer);
  assert.match(heard, /403 Forbidden/);
  assert.equal(origin.heard.join("").includes("bad.test"), false);
  await egress.close();
  origin.close();
});

test("a connection becomes nothing but a WebSocket: what else it could become carries requests that nobody judges", async () => {
  const origin = await originServer((socket, chunk) => {
    const asked = /^upgrade: (.*)$/im.exec(chunk.toString("latin1"))?.[1] ?? "h2c";
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${asked}\r\n\r\n`);
  });
  const { egress, port } = await startTestEgress();
  const ask = (method: string, ...fields: readonly string[]): Promise<string> =>
    talk(
      port,
      `${[`${method} http://a.test:${origin.port}/ HTTP/1.1`, ...fields].join("\r\n")}\r\n\r\n`,
      /\r\n\r\n/,
    );
  for (const fields of [
    ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"],
    ["Connection: Upgrade", "Upgrade: websocket, h2c"],
    ["Connection: Upgrade", "Upgrade: websocket", "Upgrade: h2c"],
    ["Connection: Upgrade"],
  ])
    assert.doesNotMatch(await ask("GET", ...fields), /101/);
  assert.doesNotMatch(
    await ask("POST", "Connection: Upgrade", "Upgrade: websocket", "Content-Length: 2"),
    /101/,
  );
  assert.doesNotMatch(origin.heard.join(""), /upgrade|h2c|http2/i);
  assert.match(await ask("GET", "Connection: Upgrade", "Upgrade: WebSocket"), /101/);
  await egress.close();
  origin.close();
});

test("an odd spelling of a private address is refused by every protocol", async () => {
  const { egress, port, decisions } = await startTestEgress({
    policy: { enabled: true, domains: [{ pattern: "*", decision: "allow" }] },
    resolve: async () => ["127.0.0.1"],
  });
  const hosts = [
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.000.000.001",
    "localhost.",
    "a.localhost",
    "rebind.test",
  ];
  for (const host of hosts) {
    assert.match(await talk(port, plainGet(host, 80)), /^HTTP\/1\.1 403 /, host);
    assert.match(await talk(port, connectTo(host, 443)), /^HTTP\/1\.1 403 /, host);
    assert.equal((await talk(port, socksTo(host, 80))).charCodeAt(3), 2, host);
  }
  for (const host of [
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::1]",
    "[fd00:ec2::254]",
  ])
    assert.match(await talk(port, connectTo(host, 443)), /^HTTP\/1\.1 403 /, host);
  assert.ok(decisions.every(({ decision }) => decision === "deny"));
  await egress.close();
});

test("a redirect to a metadata service is a new request, and refused", async () => {
  const { egress, port } = await startTestEgress({ policy: { ...openPolicy, allowLocalBinding: false } });
  assert.match(await talk(port, plainGet("169.254.169.254", 80)), /not_allowed_local/);
  await egress.close();
});

test("who sends a head or a hello byte by byte is cut off", async () => {
  const origin = await okOrigin();
  const { egress, port } = await startTestEgress({ limits: { headMs: 60 } });
  assert.match(await talk(port, "GET http://a.te"), /^HTTP\/1\.1 408 /);
  const hello = Buffer.from(clientHello({ serverName: "a.test" }))
    .toString("latin1")
    .slice(0, 20);
  assert.equal(
    await talk(port, connectTo("a.test", origin.port) + hello),
    "HTTP/1.1 200 Connection established\r\n\r\n",
  );
  assert.equal(await talk(port, Uint8Array.of(5, 3)), "");
  assert.deepEqual(origin.heard, []);
  await egress.close();
  origin.close();
});

test("more connections than allowed are told so, and the others go on", async () => {
  const origin = await okOrigin();
  const { egress, port } = await startTestEgress({ limits: { connections: 2 } });
  const held: Socket[] = [];
  for (let index = 0; index < 2; index += 1) {
    const socket = connect(port, "127.0.0.1");
    held.push(socket);
    await new Promise<void>((resolve) => {
      socket.once("data", () => resolve());
      socket.write(connectTo("a.test", origin.port));
    });
  }
  assert.match(await talk(port, plainGet("a.test", origin.port)), /^HTTP\/1\.1 503 /);
  assert.equal(egress.size, 2);
  for (const socket of held) socket.destroy();
  await egress.close();
  origin.close();
});

const IDLE = 300;
test(`${IDLE} idle tunnels end with their proxy`, async () => {
  const origin = await originServer(() => {});
  const { egress, port } = await startTestEgress();
  const held: Socket[] = [];
  for (let index = 0; index < IDLE; index += 50) {
    const opened = Array.from({ length: Math.min(50, IDLE - index) }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      held.push(socket);
      await new Promise<void>((resolve) => {
        socket.once("data", () => resolve());
        socket.write(connectTo("a.test", origin.port));
      });
    });
    await Promise.all(opened);
  }
  assert.equal(egress.size, IDLE);
  await egress.close();
  assert.equal(egress.size, 0);
  for (const socket of held) socket.destroy();
  origin.close();
});

const CHURN = Number(process.env["PADDOCK_CHURN"] ?? 400);
test(`${CHURN} tunnels that open, ask once and close are all served and leave nothing behind`, async () => {
  const origin = await originServer((socket) =>
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"),
  );
  const finished: string[] = [];
  const { egress, port } = await startTestEgress({
    onConnection: ({ outcome }) => void finished.push(outcome),
  });
  let left = CHURN;
  let served = 0;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const ask = `${connectTo("a.test", origin.port)}GET / HTTP/1.1\r\nHost: a.test\r\n\r\n`;
      if (/200 OK[\s\S]*ok$/.test(await talk(port, ask))) served += 1;
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  await egress.close({ graceMs: 2000 });
  assert.equal(served, CHURN);
  assert.equal(egress.size, 0);
  assert.deepEqual(
    finished.filter((outcome) => outcome !== "closed"),
    [],
  );
  assert.equal(finished.length, CHURN);
  origin.close();
});

const ROUNDS = Number(process.env["PADDOCK_FUZZ_ROUNDS"] ?? 150);
test(`${ROUNDS} rounds of raw bytes dial nothing without a recorded allow`, async () => {
  const allowed = new Set<string>();
  const dialled: string[] = [];
  const { egress, port, decisions } = await startTestEgress({
    policy: { ...openPolicy, allowLocalBinding: false },
    resolve: async () => ["93.184.216.34"],
    dial: async (address, to) => {
      dialled.push(`${address}:${to}`);
      const last = decisions.at(-1);
      if (last?.decision === "allow") allowed.add(`${address}:${to}`);
      throw new Error("nothing is dialled in this test");
    },
    limits: { headMs: 20, idleMs: 20 },
  });
  const word = fc.oneof(
    fc.constantFrom(
      "GET ",
      "CONNECT ",
      "http://",
      "a.test",
      "bad.test",
      "evil.example",
      "127.0.0.1",
      ":443",
      ":80",
      " HTTP/1.1\r\n",
      "Host: ",
      "\r\n",
      "\r\n\r\n",
      "\n",
      "@",
      "\0",
      "Content-Length: 3\r\n",
      "Transfer-Encoding: chunked\r\n",
      "\x05\x01\x00",
      "\x05\x01\x00\x03\x06a.test\x01\xbb",
      "\x05\x01\x00\x03\x08bad.test\x01\xbb",
    ),
    fc.string({ maxLength: 6 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 14 }), async (words) => {
      const before = decisions.filter(({ decision }) => decision === "allow").length;
      const count = dialled.length;
      await talk(port, words.join(""));
      const allows = decisions.slice(0).filter(({ decision }) => decision === "allow").length - before;
      assert.ok(dialled.length - count <= allows, JSON.stringify(words));
    }),
    { numRuns: ROUNDS, seed: 20_261_120 },
  );
  assert.ok(decisions.every(({ host, decision }) => decision === "deny" || host.endsWith(".test")));
  assert.ok(decisions.every(({ host, decision }) => decision === "deny" || host !== "bad.test"));
  assert.deepEqual(new Set(dialled), allowed);
  await egress.close();
});
