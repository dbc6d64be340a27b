import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { originServer } from "./testdata/proxy-client.ts";
import { descriptors, type Script, scriptCommand, startScript } from "./testdata/spawn-script.ts";

/** A tunnel takes two descriptors of the proxy; some are for the runtime. */
const WANTED = Number(process.env["PADDOCK_IDLE_TUNNELS"] ?? 10_000);
const SPARE = 150;
const { limit, prefix } = descriptors(2 * WANTED + SPARE);
const HELD = Math.min(WANTED, Math.floor((limit - SPARE) / 2));
const why = HELD < WANTED ? `, since a process may open ${limit} descriptors here` : "";

const PROXY = new URL("./testdata/egress-process.ts", import.meta.url);
const CLIENTS = new URL("./testdata/tunnels-process.ts", import.meta.url);

function started(script: URL, ...args: readonly string[]): Script {
  const [command = "", ...rest] = [...prefix, ...scriptCommand(script), ...args];
  return startScript([command, ...rest]);
}

test(`${HELD} idle tunnels are held, all of them work, and all are let go${why}`, async () => {
  const origin = await originServer((socket, chunk) => socket.write(chunk));
  const proxy = started(PROXY);
  const port = await proxy.next();
  const told = async (): Promise<{ readonly clients: number; readonly finished: number }> =>
    JSON.parse(await proxy.ask());
  const clients = started(CLIENTS, port, String(origin.port), String(HELD));
  try {
    assert.equal(Number(await clients.next()), HELD, "all tunnels stand");
    assert.equal((await told()).clients, HELD);
    assert.equal(origin.connections(), HELD);
    assert.equal(Number(await clients.ask()), HELD, "a byte comes back through every one");
    const more = started(CLIENTS, port, String(origin.port), "1");
    assert.equal(Number(await more.next()), 1, "one more opens");
    await more.end();
    await clients.end();
    let left = await told();
    while (left.clients > 0) left = await told();
    assert.ok(left.finished > HELD, "each is on record");
  } finally {
    await clients.end();
    await proxy.end();
    origin.close();
  }
});
