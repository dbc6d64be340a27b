import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../cli/usage-error.ts";
import { readDestination } from "./net/destination.ts";

const read: readonly [text: string, host: string, port: number, protocol: string][] = [
  ["https://a.test/x?y", "a.test", 443, "https"],
  ["http://a.test", "a.test", 80, "http"],
  ["wss://a.test:8443/", "a.test", 8443, "https"],
  ["ssh://git@a.test/repo", "a.test", 22, "socks5_tcp"],
  ["a.test", "a.test", 443, "https"],
  ["a.test:22", "a.test", 22, "https"],
  ["[::1]:443", "[::1]", 443, "https"],
  ["http://0x7f.1/", "0x7f.1", 80, "http"],
];
for (const [text, host, port, protocol] of read) {
  test(`${text} is ${host}:${port} over ${protocol}`, () => {
    assert.deepEqual(readDestination(text), { host, port, protocol });
  });
}

for (const text of ["", "https:///x", "gopher://a.test/", "https://a.test:0/", "a.test:65536"]) {
  test(`${JSON.stringify(text)} names no destination`, () => {
    assert.throws(() => readDestination(text), UsageError);
  });
}
