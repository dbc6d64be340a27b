import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readRequestHead } from "./request-head.ts";

const get = (target: string, ...fields: string[]): string =>
  [`GET ${target} HTTP/1.1`, ...fields].join("\r\n");

const refused: readonly [what: string, head: string, code: string][] = [
  ["origin-form", get("/", "Host: a.test"), "bad_request_form"],
  ["the HTTP/2 preface", "PRI * HTTP/2.0", "bad_request_form"],
  ["a missing version", "GET http://a.test/", "bad_request_form"],
  ["another scheme", get("ftp://a.test/"), "bad_scheme"],
  ["https in absolute-form", get("https://a.test/"), "bad_scheme"],
  ["userinfo", get("http://a.test@b.test/"), "userinfo"],
  ["a backslash", get("http://b.test\\@a.test/"), "bad_target"],
  ["a fragment", get("http://a.test#@b.test/"), "bad_target"],
  ["two ports", get("http://a.test:80:90/"), "bad_target"],
  ["port 0", get("http://a.test:0/"), "invalid_port"],
  ["a port above 65535", get("http://a.test:65536/"), "invalid_port"],
  ["CONNECT without port", "CONNECT a.test HTTP/1.1", "bad_target"],
  ["CONNECT with userinfo", "CONNECT u@a.test:443 HTTP/1.1", "userinfo"],
  ["CONNECT to bare IPv6", "CONNECT ::1:443 HTTP/1.1", "bad_target"],
  ["another Host", get("http://a.test/", "Host: b.test"), "host_mismatch"],
  ["two Hosts", get("http://a.test/", "Host: a.test", "Host: a.test"), "host_mismatch"],
  ["another port in Host", get("http://a.test/", "Host: a.test:81"), "host_mismatch"],
  [
    "length and coding",
    get("http://a.test/", "Content-Length: 1", "Transfer-Encoding: chunked"),
    "smuggling",
  ],
  ["two lengths", get("http://a.test/", "Content-Length: 1", "Content-Length: 1"), "smuggling"],
  ["a signed length", get("http://a.test/", "Content-Length: +1"), "smuggling"],
  ["an odd coding", get("http://a.test/", "Transfer-Encoding: xchunked"), "smuggling"],
  ["a coding in HTTP/1.0", "POST http://a.test/ HTTP/1.0\r\nTransfer-Encoding: chunked", "smuggling"],
  ["a folded header", get("http://a.test/", "A: b", " c: d"), "smuggling"],
  ["a blank before the colon", get("http://a.test/", "Host : a.test"), "smuggling"],
  ["a bare CR", get("http://a.test/", "A: b\rHost: c"), "smuggling"],
  ["a bare LF", get("http://a.test/", "A: b\nHost: c"), "smuggling"],
  ["a NUL", get("http://a.test/", "A: b\0c"), "smuggling"],
];
for (const [what, head, code] of refused) {
  test(`readRequestHead() refuses ${what}`, () => {
    const read = readRequestHead(head);
    assert.equal(read.ok ? "accepted" : read.bad.code, code);
  });
}

test("readRequestHead() gives one host for every spelling of it", () => {
  for (const target of ["http://A.test/x?y", "http://a.test.:80/x?y", "HTTP://a.TEST:80/x?y"]) {
    const read = readRequestHead(get(target, "host: a.Test."));
    assert.ok(read.ok);
    assert.deepEqual([read.head.host, read.head.port, read.head.path], ["a.test", 80, "/x?y"]);
  }
});

test("readRequestHead() reads authority-form, upgrades and bodies", () => {
  const connect = readRequestHead("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443");
  assert.ok(connect.ok);
  assert.deepEqual([connect.head.form, connect.head.host, connect.head.port], ["authority", "::1", 443]);
  const upgrade = readRequestHead(
    get("http://a.test/", "Connection: keep-alive, Upgrade", "Upgrade: websocket"),
  );
  assert.equal(upgrade.ok && upgrade.head.upgrade, true);
  const chunked = readRequestHead(get("http://a.test/", "Transfer-Encoding: Chunked"));
  assert.deepEqual(chunked.ok && chunked.head.body, { kind: "chunked" });
  const sized = readRequestHead(get("http://a.test/", "Content-Length: 12"));
  assert.deepEqual(sized.ok && sized.head.body, { kind: "length", bytes: 12 });
});

test("readRequestHead() answers every text, and what it accepts names a host in one spelling", () => {
  const word = fc.oneof(
    fc.constantFrom(
      "GET ",
      "CONNECT ",
      "http://",
      "a.test",
      ":443",
      "\r\n",
      "Host: ",
      "@",
      " HTTP/1.1",
      "\n",
      "[",
      "]",
    ),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const read = readRequestHead(words.join(""));
      if (read.ok) assert.doesNotMatch(read.head.host, /[\s@/\\]/);
    }),
    { numRuns: 500 },
  );
});
