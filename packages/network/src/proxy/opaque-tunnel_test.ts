import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { test } from "node:test";
import { clientHello } from "../testdata/client-hello.ts";
import {
  connectTo,
  openPolicy,
  originServer,
  plainGet,
  startTestEgress,
  talk,
} from "../testdata/proxy-client.ts";
import type { ConnectionRecord } from "./connection-record.ts";

const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

function dialTo(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.once("connect", () => resolve(socket));
  });
}

test("a policy that was tightened while the host was dialled counts", async () => {
  const origin = await originServer((socket) => socket.write("x"));
  const records: ConnectionRecord[] = [];
  const { egress, port } = await startTestEgress({
    onConnection: (record) => void records.push(record),
    dial: async () => {
      const socket = await dialTo(origin.port);
      egress.update({
        ...openPolicy,
        domains: [...openPolicy.domains, { pattern: "late.test", decision: "deny" }],
      });
      return socket;
    },
  });
  assert.equal(await talk(port, connectTo("late.test", 443)), "");
  egress.update(openPolicy);
  assert.equal(await talk(port, plainGet("late.test", 80)), "");
  egress.update(openPolicy);
  assert.match(await talk(port, `${connectTo("early.test", 22)}x`, /x$/), /x$/);
  await egress.close();
  assert.deepEqual(
    records.map(({ host, outcome }) => `${host} ${outcome}`),
    ["late.test policy-changed", "late.test policy-changed", "early.test closed"],
  );
  assert.deepEqual(origin.heard, ["x"]);
  origin.close();
});

test("a tunnel without a byte in either direction is ended, and one that is used is not", async () => {
  const origin = await originServer((socket, chunk) => socket.write(chunk));
  const { egress, port } = await startTestEgress({ limits: { idleMs: 400 } });
  const idle = talk(port, connectTo("idle.test", origin.port)).then(() => performance.now());
  const used = connect(port, "127.0.0.1");
  used.write(connectTo("used.test", origin.port));
  let beats = 0;
  const beat = setInterval(() => {
    beats += 1;
    if (beats < 20) used.write("beat");
    else if (beats === 20) used.end();
  }, 40);
  const usedUntil = await new Promise<number>((resolve) => {
    used.resume();
    used.on("close", () => resolve(performance.now()));
  });
  clearInterval(beat);
  assert.ok((await idle) < usedUntil, "the idle tunnel ended first");
  assert.ok(beats >= 20, `the used one lived for ${beats} beats`);
  await egress.close();
  origin.close();
});

test("one side may end and still hear the other", async () => {
  const patient = createServer({ allowHalfOpen: true }, (socket) => {
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
    });
    socket.on("end", () => socket.end(`heard ${heard}`));
  });
  await new Promise<void>((resolve) => patient.listen(0, "127.0.0.1", resolve));
  const { egress, port } = await startTestEgress({ dial: () => dialTo(portOf(patient)) });
  const heard = await new Promise<string>((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("end", () => resolve(text));
    socket.end(`${connectTo("a.test", 22)}all of it`);
  });
  assert.equal(heard, `${ESTABLISHED}heard all of it`);
  await egress.close();
  patient.close();
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test("a large answer passes whole to a client that is slow to read it", async () => {
  const size = 8 * 1024 * 1024;
  const origin = await originServer((socket) => socket.end(Buffer.alloc(size, 1)));
  const records: ConnectionRecord[] = [];
  const { egress, port } = await startTestEgress({ onConnection: (record) => void records.push(record) });
  const got = await new Promise<number>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let count = 0;
    socket.on("data", (chunk) => {
      count += chunk.length;
      socket.pause();
      setImmediate(() => socket.resume());
    });
    socket.on("close", () => resolve(count));
    socket.write(`${connectTo("a.test", origin.port)}go`);
  });
  assert.equal(got, ESTABLISHED.length + size);
  await egress.close();
  assert.deepEqual(
    records.map(({ bytesUp, bytesDown, outcome }) => ({ bytesUp, bytesDown, outcome })),
    [{ bytesUp: 2, bytesDown: size, outcome: "closed" }],
  );
  origin.close();
});

const heads: readonly string[] = [
  connectTo("a.test", 22),
  connectTo("a.test", 22, "User-Agent: x", "Accept: application/json"),
  connectTo("bad.test", 22, "Accept: application/json"),
  connectTo("a.test", 22).replace("Host: a.test", "Host: b.test"),
  connectTo("a.test", 22).replace("\r\nHost", "\nHost"),
  connectTo("a.test", 22).replace("1.1", "2.0"),
  connectTo("a.test", 22, "Content-Length: 1"),
  connectTo("a.test", 22, ...Array.from({ length: 101 }, () => "A: b")),
  connectTo("a.test", 0),
  connectTo("u@a.test", 22),
  "CONNECT a.test HTTP/1.1\r\n\r\n",
];

test("a head that comes whole, again, or in pieces gets the same answer", async () => {
  const origin = await originServer(() => {});
  const { egress, port } = await startTestEgress({ dial: () => dialTo(origin.port) });
  for (const head of heads) {
    const whole = await talk(port, head, /\r\n\r\n/);
    assert.match(whole, /^HTTP\/1\.1 \d\d\d /);
    assert.equal(await talk(port, head, /\r\n\r\n/), whole);
    const pieces = await new Promise<string>((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      let heard = "";
      socket.on("data", (chunk) => {
        heard += chunk.toString("latin1");
        if (heard.includes("\r\n\r\n")) socket.destroy();
      });
      socket.on("close", () => resolve(heard));
      socket.write(head.slice(0, 9), () => setTimeout(() => socket.write(head.slice(9)), 5));
    });
    assert.equal(pieces.split("\r\n")[0], whole.split("\r\n")[0], head);
  }
  await egress.close();
  origin.close();
});

test("a hello is judged however it is cut, and no byte of a wrong one gets out", async () => {
  const origin = await originServer((socket) => socket.end("heard"));
  const { egress, port } = await startTestEgress();
  const say = (serverName: string, cut: number): Promise<string> =>
    new Promise((resolve) => {
      const hello = clientHello({ serverName });
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      let heard = "";
      socket.on("data", (chunk) => {
        heard += chunk.toString("latin1");
      });
      socket.on("close", () => resolve(heard));
      socket.write(connectTo("a.test", origin.port));
      socket.write(hello.subarray(0, cut), () => setTimeout(() => socket.write(hello.subarray(cut)), 5));
    });
  for (const cut of [1, 5, 6, 40]) assert.equal(await say("a.test", cut), `${ESTABLISHED}heard`);
  const before = origin.heard.length;
  for (const cut of [1, 5, 6, 40])
    assert.equal(await say("b.test", cut), `${ESTABLISHED}\x15\x03\x01\x00\x02\x02\x31`);
  assert.equal(origin.heard.length, before);
  await egress.close();
  origin.close();
});
