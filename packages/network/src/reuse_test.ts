import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { openPolicy, originServer, plainGet, startTestEgress, talk } from "./testdata/proxy-client.ts";

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** A client of a proxy that keeps its connection. */
function keptClient(port: number): Socket & { ask(head: string): Promise<string> } {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  const ask = async (head: string): Promise<string> => {
    socket.write(`${head}\r\n\r\n`);
    return String(await once(socket, "data"));
  };
  return Object.assign(socket, { ask });
}

test("a request that an origin may have seen is not sent a second time", async () => {
  let seen = 0;
  const origin = await originServer((socket) => {
    seen += 1;
    if (seen % 2 === 1) socket.write(ANSWER);
    else socket.destroy();
  });
  const { egress, port } = await startTestEgress();
  const client = keptClient(port);
  const to = `http://a.test:${origin.port}`;
  assert.match(await client.ask(`GET ${to}/1 HTTP/1.1`), /200 OK/);
  assert.match(await client.ask(`POST ${to}/2 HTTP/1.1\r\nContent-Length: 0`), /502 Bad Gateway/);
  assert.deepEqual(
    origin.heard.map((head) => head.split(" ", 2).join(" ")),
    ["GET /1", "POST /2"],
  );
  await egress.close();
  origin.close();
});

test("a request goes to nobody any more when its client is gone", async () => {
  let seen = 0;
  const origin = await originServer((socket) => {
    seen += 1;
    if (seen === 1) socket.write(ANSWER);
  });
  const ended: string[] = [];
  const finished = Promise.withResolvers<void>();
  const { egress, port } = await startTestEgress({
    onConnection: ({ outcome }) => {
      if (ended.push(outcome) === 2) finished.resolve();
    },
  });
  const client = keptClient(port);
  const to = `http://a.test:${origin.port}`;
  await client.ask(`GET ${to}/1 HTTP/1.1`);
  client.write(`GET ${to}/2 HTTP/1.1\r\n\r\n`);
  while (origin.heard.length < 2) await new Promise((resolve) => setImmediate(resolve));
  client.resetAndDestroy();
  await finished.promise;
  await egress.close();
  assert.equal(origin.heard.length, 2);
  assert.deepEqual(ended, ["served", "closed"]);
  origin.close();
});

test("an origin that hung up between two requests leaves nothing that a later policy could end", async () => {
  let seen = 0;
  const origin = await originServer((socket) => {
    seen += 1;
    if (seen === 2) socket.destroy();
    else socket.write(ANSWER);
  });
  const other = await originServer(() => {});
  const { egress, port } = await startTestEgress();
  const client = keptClient(port);
  await client.ask(`GET http://a.test:${origin.port}/1 HTTP/1.1`);
  await client.ask(`GET http://a.test:${origin.port}/2 HTTP/1.1`);
  client.write(`GET http://b.test:${other.port}/3 HTTP/1.1\r\n\r\n`);
  while (other.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
  egress.update({ ...openPolicy, domains: [{ pattern: "b.test", decision: "allow" }] });
  const closed = once(client, "close").then(() => "closed");
  for (const socket of other.sockets) socket.write(ANSWER);
  assert.match(String(await Promise.race([once(client, "data"), closed])), /200 OK/);
  await egress.close();
  origin.close();
  other.close();
});

test("many requests of one client leave no listener behind each", async () => {
  const origin = await originServer((socket) =>
    socket.end(ANSWER.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")),
  );
  const warned: string[] = [];
  const onWarning = ({ name }: Error): void => void warned.push(name);
  process.on("warning", onWarning);
  const { egress, port } = await startTestEgress();
  const client = keptClient(port);
  for (let index = 0; index < 20; index += 1)
    assert.match(await client.ask(`GET http://a.test:${origin.port}/${index} HTTP/1.1`), /200 OK/);
  await egress.close();
  process.off("warning", onWarning);
  assert.deepEqual(warned, []);
  origin.close();
});

test("a client that stops reading is let go", async () => {
  const origin = await originServer((socket) => {
    const more = (): void => {
      while (socket.write(Buffer.alloc(65_536)));
    };
    socket.on("drain", more);
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n");
    more();
  });
  const finished = Promise.withResolvers<string>();
  const { egress, port } = await startTestEgress({
    limits: { idleMs: 150 },
    onConnection: ({ outcome }) => finished.resolve(outcome),
  });
  const client = connect(port, "127.0.0.1");
  client.on("error", () => {});
  client.write(plainGet("a.test", origin.port));
  assert.equal(await finished.promise, "closed");
  client.destroy();
  await egress.close();
  origin.close();
});

test("a request whose body is not framed as it says is told so", async () => {
  const origin = await originServer(() => {});
  const ended: string[] = [];
  const { egress, port } = await startTestEgress({ onConnection: ({ outcome }) => void ended.push(outcome) });
  const head = `POST http://a.test:${origin.port}/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n`;
  for (const body of ["3;a=b\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\nA: b\r\n\r\n", "x\r\n"])
    assert.match(await talk(port, head + body), /^HTTP\/1\.1 400 [\s\S]*not framed as it says/);
  assert.deepEqual(ended, ["closed", "closed", "closed"]);
  await egress.close();
  origin.close();
});

test("an answer that comes before the body was sent reaches a client that goes on sending", async () => {
  let answered = false;
  const origin = await originServer((socket) => {
    if (!answered)
      socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlate");
    answered = true;
  });
  const { egress, port } = await startTestEgress();
  const client = connect(port, "127.0.0.1");
  let heard = "";
  client.on("data", (chunk: Buffer) => {
    heard += chunk.toString("latin1");
  });
  client.on("error", () => {});
  client.write(`POST http://a.test:${origin.port}/ HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n`);
  while (client.writable && !heard.endsWith("late")) {
    client.write(Buffer.alloc(4096));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.match(heard, /413 Too Large[\s\S]*late$/);
  client.destroy();
  await egress.close();
  origin.close();
});

test("an interim answer is not told to a client of HTTP/1.0", async () => {
  const origin = await originServer((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${ANSWER}`));
  const { egress, port } = await startTestEgress();
  assert.match(await talk(port, `GET http://a.test:${origin.port}/ HTTP/1.0\r\n\r\n`), /^HTTP\/1\.1 200 /);
  assert.match(
    await talk(port, plainGet("a.test", origin.port)),
    /^HTTP\/1\.1 103 [\s\S]*\r\n\r\nHTTP\/1\.1 200 /,
  );
  await egress.close();
  origin.close();
});
