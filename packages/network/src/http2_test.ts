import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { connect as connectTls } from "node:tls";
import type { ConnectionRecord } from "./proxy/connection-record.ts";
import { connectTo, okOrigin, openPolicy, startTestEgress, talk } from "./testdata/proxy-client.ts";
import { tunnelText } from "./tunnel-text.ts";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** What a client hears in a tunnel that is opened, offering these protocols and saying this; an error's code where TLS fails. */
async function inOpenedTunnel(
  protocols: readonly string[],
  say: string,
): Promise<{
  readonly heard: string;
  readonly records: readonly ConnectionRecord[];
  readonly origin: string;
}> {
  const records: ConnectionRecord[] = [];
  const origin = await okOrigin();
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, mode: "limited" },
    onConnection: (record) => void records.push(record),
  });
  const ca = await egress.trust();
  const raw = connect(port, "127.0.0.1");
  await new Promise<void>((resolve) => {
    raw.once("data", () => resolve());
    raw.write(connectTo("a.test", origin.port));
  });
  const socket = connectTls({ socket: raw, servername: "a.test", ca, ALPNProtocols: [...protocols] });
  let heard = "";
  socket.on("secureConnect", () => socket.write(say, "latin1"));
  socket.on("data", (chunk) => (heard += chunk.toString("latin1")));
  socket.on("error", (error: NodeJS.ErrnoException) => (heard ||= error.code ?? error.message));
  await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await egress.close();
  origin.close();
  return { heard, records, origin: origin.heard.join("") };
}

test("a client that speaks HTTP/2 alone hears so in the handshake, and the record says why", async () => {
  const { heard, records, origin } = await inOpenedTunnel(["h2"], "");
  assert.match(heard, /NO_APPLICATION_PROTOCOL|ECONNRESET|closed/i);
  assert.deepEqual(
    records.map(({ outcome, tunnelReason }) => [outcome, tunnelReason]),
    [["tunnel-refused", "http2_only"]],
  );
  assert.match(tunnelText(records[0]!), /speaks HTTP\/2 alone.*mode full/);
  assert.equal(origin, "");
});

for (const protocols of [["h2", "http/1.1"], ["http/1.1"]]) {
  test(`HTTP/2 that nobody agreed on is answered in words (${protocols})`, async () => {
    const { heard, origin } = await inOpenedTunnel(protocols, PREFACE);
    assert.match(heard, /^HTTP\/1\.1 400 [\s\S]*HTTP\/2\.0 is not spoken here$/);
    assert.equal(origin, "");
  });
}

test("so is HTTP/2 to the proxy itself", async () => {
  const { egress, port, decisions } = await startTestEgress({ policy: openPolicy });
  assert.match(await talk(port, PREFACE), /^HTTP\/1\.1 400 [\s\S]*HTTP\/2\.0 is not spoken here$/);
  assert.deepEqual(decisions, []);
  await egress.close();
});
