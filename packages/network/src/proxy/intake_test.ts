import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import process from "node:process";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Intake } from "./intake.ts";
import { Ticker } from "./ticker.ts";

/** Both ends of a connection. */
async function pair(): Promise<{ near: Socket; far: Socket; close(): void }> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const accepted = once(server, "connection");
  const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const [near] = (await accepted) as [Socket];
  return {
    near,
    far,
    close() {
      for (const socket of [near, far]) socket.destroy();
      server.close();
    },
  };
}

test("what was written before the end is taken whole, however slowly it is read", async () => {
  const { near, far, close } = await pair();
  const intake = new Intake(near, new Ticker(10));
  const said = Buffer.alloc(8_000_000);
  near.write(said);
  intake.finish(10_000);
  let heard = 0;
  far.on("data", (chunk: Buffer) => {
    heard += chunk.length;
  });
  await once(far, "end");
  assert.equal(heard, said.length);
  close();
});

test("a peer that takes nothing is waited for no longer than that", async () => {
  const { near, far, close } = await pair();
  const intake = new Intake(near, new Ticker(10));
  assert.equal(await intake.send(Buffer.alloc(32_000_000), 50), false);
  intake.finish(50);
  await once(near, "close");
  assert.equal(far.destroyed, false);
  close();
});

/** Bytes in use once all was collected that can be without a look at old objects. */
function heldYoung(): number {
  setFlagsFromString("--expose-gc");
  const collect: (options: { readonly type: "minor" }) => void = runInNewContext("gc");
  // What is left by the first collection is old after the second.
  for (let times = 0; times < 2; times += 1) collect({ type: "minor" });
  return process.memoryUsage().heapUsed;
}

test("what a connection held is collected soon after its end", () => {
  const ticker = new Ticker(1000);
  const COUNT = 500;
  const before = heldYoung();
  for (let count = 0; count < COUNT; count += 1) {
    const socket = Object.assign(new EventEmitter(), { held: new Array<number>(1000).fill(count) });
    new Intake(socket as unknown as Socket, ticker);
    socket.emit("close");
  }
  const each = (heldYoung() - before) / COUNT;
  assert.ok(each < 1000, `${each.toFixed(0)} bytes are left of each connection, which held 8,000`);
});
