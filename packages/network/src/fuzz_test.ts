import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { clientHello } from "./testdata/client-hello.ts";
import { openPolicy, socksTo, startTestEgress } from "./testdata/proxy-client.ts";

const ROUNDS = Number(process.env["PADDOCK_FUZZ_ROUNDS"] ?? 300);
const SEED = Number(process.env["PADDOCK_FUZZ_SEED"] ?? 20_261_130);

/** What a client says to a proxy when it means well, as Latin-1 text; names of every kind, and framings of every kind. */
const SPEECHES: readonly string[] = [
  "GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
  "GET http://bad.test/ HTTP/1.1\r\nHost: bad.test\r\n\r\n",
  "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
  "POST http://a.test/p HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello",
  "POST http://a.test/p HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  "POST http://a.test/p HTTP/1.1\r\nHost: a.test\r\nContent-Length: 44\r\n\r\nGET http://bad.test/ HTTP/1.1\r\nHost: bad.test",
  "GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "GET http://[::ffff:7f00:1]/ HTTP/1.1\r\n\r\n",
  "GET http://a.test/ws HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n",
  `CONNECT a.test:443 HTTP/1.1\r\n\r\n${Buffer.from(clientHello({ serverName: "a.test" })).toString("latin1")}`,
  `CONNECT a.test:443 HTTP/1.1\r\n\r\n${Buffer.from(clientHello({ serverName: "bad.test" })).toString("latin1")}`,
  "CONNECT a.test:22 HTTP/1.1\r\n\r\nSSH-2.0-x\r\n",
  "CONNECT bad.test:443 HTTP/1.1\r\n\r\n",
  ...["a.test", "bad.test", "127.0.0.1", "a.test\0.bad.test"].map((host) =>
    Buffer.from(socksTo(host, 80)).toString("latin1"),
  ),
];
/** Pieces that parsers disagree about. */
const PIECES: readonly string[] = [
  "\r\n",
  "\n",
  "\r",
  "\0",
  " ",
  "\t",
  ":",
  "@",
  "#",
  "\\",
  "%",
  "..",
  "\r\n\r\n",
  "Host: bad.test\r\n",
  "Content-Length: 3\r\n",
  "Content-Length: 0\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: x\r\n",
  "bad.test",
  "evil.example",
  "0\r\n\r\n",
  "ffffffffffffffff\r\n",
  "GET http://bad.test/ HTTP/1.1\r\n\r\n",
  "\x05\x01\x00",
];

/** One change of a text: a piece put in, a stretch taken out or said twice, a byte turned. */
const change = fc.oneof(
  fc.record({ kind: fc.constant("insert" as const), at: fc.nat(), piece: fc.constantFrom(...PIECES) }),
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat(), size: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat(), size: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant("turn" as const), at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(text: string, by: Change): string {
  const at = text.length === 0 ? 0 : by.at % text.length;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (by.kind) {
    case "insert":
      return before + by.piece + after;
    case "remove":
      return before + after.slice(by.size);
    case "repeat":
      return before + after.slice(0, by.size) + after;
    case "turn":
      return before + String.fromCharCode(by.byte) + after.slice(1);
  }
}

/** Says something in pieces, and waits until the proxy has nothing more to say. */
function say(port: number, text: string, cuts: readonly number[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const timer = setTimeout(() => socket.destroy(), 150);
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    const places = [...cuts.map((cut) => cut % (text.length + 1)), 0, text.length].sort((a, b) => a - b);
    socket.on("connect", () => {
      for (const [index, place] of places.entries())
        if (index > 0) socket.write(text.slice(places[index - 1], place), "latin1");
      socket.end();
    });
  });
}

test(`${ROUNDS} rounds of changed speech reach no origin without a recorded allow`, async () => {
  /** What an origin with another parser than ours understands. */
  const understood: string[] = [];
  const origin = createServer({ insecureHTTPParser: true }, (request, response) => {
    understood.push((request.headers.host ?? "").replace(/:\d+$/, ""));
    request.resume();
    response.end("ok");
  });
  origin.on("upgrade", (request, socket) => {
    understood.push(request.headers.host ?? "");
    socket.destroy();
  });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  origin.unref();
  const address = origin.address();
  const to = typeof address === "object" && address ? address.port : 0;
  let dialled = 0;
  let unrecorded = 0;
  const { egress, port, decisions } = await startTestEgress({
    policy: {
      enabled: true,
      unlisted: "deny",
      domains: openPolicy.domains.filter(({ pattern }) => /test$/.test(pattern)),
    },
    resolve: async () => ["93.184.216.34"],
    dial: (at) => {
      dialled += 1;
      const allows = decisions.filter(({ decision }) => decision === "allow").length;
      if (at !== "93.184.216.34" || dialled > allows) unrecorded += 1;
      return new Promise((resolve, reject) => {
        const socket = connect({ port: to, host: "127.0.0.1", allowHalfOpen: true });
        socket.on("error", reject);
        socket.on("connect", () => resolve(socket));
      });
    },
    limits: { headMs: 40, idleMs: 60 },
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...SPEECHES), { minLength: 1, maxLength: 3 }),
      fc.array(change, { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 3 }),
      async (speeches, changes, cuts) => {
        const before = understood.length;
        const text = changes.reduce(changed, speeches.join(""));
        await say(port, text, cuts);
        const heard = understood.slice(before);
        assert.equal(unrecorded, 0, JSON.stringify(text));
        const allowed = new Set(
          decisions.filter(({ decision }) => decision === "allow").map(({ host }) => host),
        );
        // What goes through a tunnel to a port that carries anything is the client's own; it names no host to us.
        const tunnelled = /CONNECT|^\x05/.test(text);
        for (const host of tunnelled ? [] : heard)
          assert.ok(allowed.has(host), `${host}: ${JSON.stringify(text)}`);
        assert.equal(allowed.has("bad.test") || allowed.has("evil.example"), false, JSON.stringify(text));
      },
    ),
    { numRuns: ROUNDS, seed: SEED, endOnFailure: true },
  );
  const requests = decisions.filter(
    ({ decision, protocol }) => decision === "allow" && protocol === "http",
  ).length;
  assert.ok(dialled > 0 && requests > 0, "the speeches are understood at all");
  await egress.close();
  origin.close();
  origin.closeAllConnections();
});
