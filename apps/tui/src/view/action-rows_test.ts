import assert from "node:assert/strict";
import { test } from "node:test";
import { request } from "../testing/samples.ts";
import { actionRows } from "./action-rows.ts";
import { rowText } from "./row.ts";

const connect = (host: string): string =>
  actionRows(
    request({
      action: { kind: "network", host, port: 443, protocol: "https" },
      subject: `https ${host}:443`,
    }),
    80,
  )
    .map(rowText)
    .join("\n");

test("a host in punycode shows what it looks like, one in letters what it really is", () => {
  assert.match(connect("xn--pple-43d.example"), /looks like аpple\.example/);
  assert.match(connect("аpple.example"), /is really xn--pple-43d\.example/);
});

test("a plain host is shown once", () => {
  for (const host of ["packages.example.org", "Packages.Example.ORG", "192.0.2.7", "[2001:db8::1]"])
    assert.doesNotMatch(connect(host), /looks like|is really/);
});

test("arguments of a tool are shown in full", () => {
  const action = { kind: "mcp", server: "s", tool: "t", input: { a: [1, 2], b: "\u202e" } } as const;
  const text = actionRows(request({ action, subject: "s/t" }), 80)
    .map(rowText)
    .join("\n");
  assert.match(text, /"a": \[/);
  assert.match(text, /\\u202e/);
});
