import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
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
