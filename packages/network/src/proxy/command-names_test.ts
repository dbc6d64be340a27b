import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { after, test } from "node:test";
import { decode, encode } from "dns-packet";
import type { NetworkPolicy } from "../decision.ts";
import { okOrigin } from "../testdata/proxy-client.ts";
import type { CommandNames } from "./command-names.ts";
import type { DecisionRecord } from "./connection-record.ts";
import { startEgress } from "./start-egress.ts";

const policy: NetworkPolicy = {
  enabled: true,
  unlisted: "deny",
  domains: [
    { pattern: "good.test", decision: "allow" },
    { pattern: "bad.test", decision: "deny" },
  ],
};
const origin = await okOrigin();
const decided: DecisionRecord[] = [];
const refused: string[] = [];
const egress = await startEgress({
  policy,
  resolve: async () => ["93.184.216.34"],
  dial: async () => {
    const socket = connect(origin.port, "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    return socket;
  },
  onDecision: (record) => void decided.push(record),
  onRefusedLookup: ({ host, command }) => void refused.push(`${command} ${host}`),
});
after(async () => {
  await egress.close();
  origin.close();
});

function lookUp(names: CommandNames, name: string): { readonly rcode: string; readonly address?: string } {
  const answer = names.answer(encode({ type: "query", id: 1, questions: [{ name, type: "A" }] }));
  const { rcode, answers } = decode(Buffer.from(answer as Uint8Array)) as unknown as {
    readonly rcode: string;
    readonly answers: readonly { readonly data: string }[];
  };
  return { rcode, ...(answers[0] ? { address: answers[0].data } : {}) };
}

/** What a program hears that connects to an address and says something. */
async function talkTo(names: CommandNames, address: string, port: number, say: string): Promise<string> {
  const server = createServer((socket: Socket) => names.accept(socket, address, port));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = connect((server.address() as { port: number }).port, "127.0.0.1");
  let heard = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
    if (/ok/.test(heard)) socket.destroy();
  });
  socket.write(say);
  await new Promise((resolve) => socket.once("close", resolve));
  server.close();
  return heard;
}

test("a name leads to its host, whatever the port, and the decision is on record for its command", async () => {
  await using names = egress.names("one");
  const { address = "" } = lookUp(names, "Good.Test");
  assert.match(address, /^198\.18\.0\.\d+$/);
  assert.match(await talkTo(names, address, 8080, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), /ok/);
  const { host, port, command, protocol, decision } = decided.at(-1) as DecisionRecord;
  assert.deepEqual(
    [host, port, command, protocol, decision],
    ["good.test", 8080, "one", "socks5_tcp", "allow"],
  );
});

test("one command's addresses mean nothing to another", async () => {
  await using one = egress.names("one");
  await using two = egress.names("two");
  const { address = "" } = lookUp(one, "good.test");
  const before = decided.length;
  assert.equal(await talkTo(two, address, 80, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "");
  assert.equal(await talkTo(one, "198.18.0.200", 80, "x"), "");
  assert.equal(decided.length, before);
});

test("a denied or unlisted name does not exist, and is reported once", async () => {
  await using names = egress.names("three");
  refused.length = 0;
  for (const name of ["bad.test", "BAD.test", "new.test", "bad.test", "127.0.0.1", "0x7f.1"])
    assert.deepEqual(lookUp(names, name), { rcode: "NXDOMAIN" }, name);
  assert.deepEqual(refused, ["three bad.test", "three new.test", "three 127.0.0.1", "three 0x7f.1"]);
});

test("what is shut later is refused when it is connected to, in words that the port's program knows", async () => {
  await using names = egress.names("four");
  const { address = "" } = lookUp(names, "good.test");
  egress.update({ ...policy, domains: [{ pattern: "good.test", decision: "deny" }] });
  try {
    assert.match(
      await talkTo(names, address, 80, "GET / HTTP/1.1\r\n\r\n"),
      /^HTTP\/1\.1 403 [\s\S]*denied by the sandbox/,
    );
    assert.equal(await talkTo(names, address, 443, "\x16\x03\x01"), "\x15\x03\x01\x00\x02\x02\x31");
    assert.equal(await talkTo(names, address, 22, "SSH-2.0-x\r\n"), "");
  } finally {
    egress.update(policy);
  }
});

test("a host whose ports are listed resolves, and only those ports are reached", async () => {
  await using names = egress.names("five");
  egress.update({ ...policy, ports: [{ target: "good.test:22", decision: "allow" }] });
  try {
    const { address = "" } = lookUp(names, "good.test");
    assert.match(address, /^198\.18\./);
    assert.match(await talkTo(names, address, 22, "GET / HTTP/1.1\r\n\r\n"), /ok/);
    assert.equal(await talkTo(names, address, 23, "x"), "");
  } finally {
    egress.update(policy);
  }
});

test("in limited mode nothing goes by a name, since methods cannot be seen", async () => {
  await using names = egress.names("six");
  const { address = "" } = lookUp(names, "good.test");
  egress.update({ ...policy, mode: "limited" });
  try {
    const before = origin.connections();
    assert.match(await talkTo(names, address, 80, "POST / HTTP/1.1\r\nHost: good.test\r\n\r\n"), /403/);
    assert.equal(await talkTo(names, address, 22, "x"), "");
    assert.equal(origin.connections(), before);
  } finally {
    egress.update(policy);
  }
});
