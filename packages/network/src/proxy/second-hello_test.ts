import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { clientHello, serverHello } from "../testdata/client-hello.ts";
import { connectTo, openPolicy, originServer, startTestEgress } from "../testdata/proxy-client.ts";
import type { ConnectionRecord } from "./connection-record.ts";

const FIRST = clientHello({ serverName: "a.test" });
const SAME = clientHello({ serverName: "a.test", recordSize: 30 });
const OTHER = clientHello({ serverName: "b.test" });
const EARLY = Uint8Array.of(23, 3, 3, 0, 3, 7, 7, 7);
const CHANGE = Uint8Array.of(20, 3, 3, 0, 1, 1);
const DENIED = "\x15\x03\x01\x00\x02\x02\x31";
const AGAIN = serverHello({ again: true });
const ANSWER = serverHello({ again: false });

/** Says all at once behind a CONNECT, and more when the origin has answered. */
async function speak(
  answer: Uint8Array,
  atOnce: readonly Uint8Array[],
  then: readonly Uint8Array[] = [],
  tunnel = {},
): Promise<{ heard: string; origin: Buffer; record: ConnectionRecord | undefined }> {
  let answered = false;
  const origin = await originServer((socket) => {
    if (!answered) socket.write(answer);
    answered = true;
    if (Buffer.from(origin.heard.join(""), "latin1").includes("done")) socket.end();
  });
  const records: ConnectionRecord[] = [];
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, tunnel },
    limits: { headMs: 300 },
    onConnection: (record) => void records.push(record),
  });
  const heard = await new Promise<string>((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let text = "";
    let said = false;
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (said || !text.includes("\x16")) return;
      said = true;
      if (then.length > 0) socket.write(Buffer.concat([...then, Buffer.from("done")]));
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
    socket.write(Buffer.concat([Buffer.from(connectTo("a.test", origin.port)), ...atOnce]));
  });
  await egress.close();
  origin.close();
  return { heard, origin: Buffer.from(origin.heard.join(""), "latin1"), record: records[0] };
}

test("a second hello that the origin asks for has to name the same host", async () => {
  for (const before of [[], [CHANGE], [EARLY, CHANGE, EARLY]]) {
    const good = await speak(AGAIN, [FIRST], [...before, SAME]);
    assert.deepEqual(good.origin, Buffer.concat([FIRST, ...before, SAME, Buffer.from("done")]));
    const bad = await speak(AGAIN, [FIRST], [...before, OTHER]);
    assert.equal(bad.origin.includes("b.test"), false);
    assert.ok(bad.heard.endsWith(DENIED));
    assert.deepEqual(
      [bad.record?.outcome, bad.record?.tunnelReason, bad.record?.sni],
      ["tunnel-refused", "sni_mismatch", "b.test"],
    );
  }
});

test("nor does one get out that is said before the origin asks", async () => {
  for (const behind of [[OTHER], [EARLY, OTHER], [CHANGE, OTHER]]) {
    const { origin, record } = await speak(AGAIN, [FIRST, ...behind]);
    assert.equal(origin.includes("b.test"), false);
    assert.equal(record?.tunnelReason, "sni_mismatch");
  }
  // In the records of the first, where the first is taken for both.
  const both = [...FIRST.subarray(5), ...OTHER.subarray(5)];
  const one = Uint8Array.of(22, 3, 1, both.length >> 8, both.length & 255, ...both);
  const { origin, record } = await speak(AGAIN, [one]);
  assert.equal(origin.length, 0);
  assert.equal(record?.tunnelReason, "not_tls");
});

test("who is asked for a second hello says it in time, and nothing else", async () => {
  assert.equal((await speak(AGAIN, [FIRST])).record?.tunnelReason, "not_tls");
  const other = Uint8Array.of(22, 3, 3, 0, 4, 11, 0, 0, 0);
  assert.equal((await speak(AGAIN, [FIRST], [other])).record?.tunnelReason, "not_tls");
});

test("what is said behind a hello goes on once the origin has answered it", async () => {
  const large = Buffer.alloc(300_000, 7);
  const { origin, record } = await speak(ANSWER, [FIRST, EARLY, large], [EARLY]);
  assert.deepEqual(origin, Buffer.concat([FIRST, EARLY, large, EARLY, Buffer.from("done")]));
  assert.equal(record?.outcome, "closed");
});

test("where any name may be said, a second one may be said as well", async () => {
  const { origin } = await speak(AGAIN, [FIRST], [OTHER], { serverName: "any" });
  assert.ok(origin.includes("b.test"));
});
