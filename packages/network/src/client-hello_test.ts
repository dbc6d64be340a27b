import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readFirstBytes } from "./client-hello.ts";
import { clientHello } from "./testdata/client-hello.ts";

test("readFirstBytes() finds the server name", () => {
  assert.deepEqual(readFirstBytes(clientHello({ serverName: "a.test" })), {
    kind: "tls",
    serverName: "a.test",
    encryptedHello: false,
  });
});

test("readFirstBytes() finds the server name of a hello in several records", () => {
  const read = readFirstBytes(clientHello({ serverName: "a.test", recordSize: 7 }));
  assert.equal(read.kind === "tls" && read.serverName, "a.test");
});

test("readFirstBytes() sees that a name is missing or hidden", () => {
  assert.deepEqual(readFirstBytes(clientHello({})), { kind: "tls", encryptedHello: false });
  const hidden = readFirstBytes(clientHello({ serverName: "outer.test", encrypted: true }));
  assert.equal(hidden.kind === "tls" && hidden.encryptedHello, true);
});

test("readFirstBytes() calls everything else other", () => {
  for (const text of ["SSH-2.0-x\r\n", "GET / HTTP/1.1\r\n", "\x16\x02", "\0"]) {
    assert.equal(readFirstBytes(new TextEncoder().encode(text)).kind, "other");
  }
});

test("readFirstBytes() calls a hello that others may read in another way broken", () => {
  const hello = clientHello({ serverName: "a.test", encrypted: true });
  const name = Buffer.from(hello).indexOf("a.test");
  const short = Uint8Array.from(hello);
  short[name - 1] = 200;
  assert.deepEqual(readFirstBytes(short), { kind: "broken-tls" });
  // The extension behind it becomes a second server name.
  const twice = Uint8Array.from(hello);
  twice.set([0, 0], name + 6);
  assert.deepEqual(readFirstBytes(twice), { kind: "broken-tls" });
});

test("readFirstBytes() wants more of every beginning of a hello", () => {
  const hello = clientHello({ serverName: "a.test", recordSize: 11 });
  for (let size = 0; size < hello.length; size += 1) {
    assert.equal(readFirstBytes(hello.subarray(0, size)).kind, "more");
  }
});

test("readFirstBytes() answers any bytes", () => {
  const tls = fc.uint8Array({ maxLength: 80 }).map((bytes) => {
    const record = new Uint8Array(9 + bytes.length);
    record.set([22, 3, 1, 0, bytes.length + 4, 1, 0, 0, bytes.length]);
    record.set(bytes, 9);
    return record;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), tls), (bytes) => {
      assert.ok(["more", "other", "tls", "broken-tls"].includes(readFirstBytes(bytes).kind));
    }),
  );
});
