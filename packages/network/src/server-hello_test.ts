import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asksForHello } from "./server-hello.ts";
import { serverHello } from "./testdata/client-hello.ts";

test("asksForHello() tells a second request from an answer, in one record or in many", () => {
  for (const recordSize of [200, 7, 1]) {
    assert.equal(asksForHello(serverHello({ again: true, recordSize })), true);
    assert.equal(asksForHello(serverHello({ again: false, recordSize })), false);
  }
});

test("asksForHello() looks behind an alert, and knows what is no TLS", () => {
  const alert = Uint8Array.of(21, 3, 3, 0, 2, 1, 112);
  assert.equal(asksForHello(Buffer.concat([alert, serverHello({ again: true })])), true);
  for (const text of ["SSH-2.0-x", "HTTP/1.1 400 Bad Request", "\x16\x03\x03\x00\x01\x0b"])
    assert.equal(asksForHello(Buffer.from(text, "latin1")), false);
});

test("asksForHello() wants more of every beginning, and answers any bytes", () => {
  const hello = serverHello({ again: true, recordSize: 11 });
  const random = hello.lastIndexOf(0x9c);
  for (let size = 0; size <= random; size += 1)
    assert.equal(asksForHello(hello.subarray(0, size)), undefined, String(size));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void asksForHello(bytes)));
});
