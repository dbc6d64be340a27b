import assert from "node:assert/strict";
import { test } from "node:test";
import { NetworkError } from "./network-error.ts";
import { portTable } from "./port-table.ts";

const table = portTable([
  { target: "*:25,465-587", decision: "deny" },
  { target: "github.com:22,443", decision: "allow" },
  { target: "**.corp.test:8000-8999", decision: "allow" },
  { target: "api.corp.test:443", decision: "allow" },
  { target: "[::1]:8080", decision: "allow" },
  { target: "old.corp.test:8001", decision: "deny" },
]);

for (const [host, port, shut] of [
  ["a.test", 443, undefined],
  ["a.test", 25, "*:25,465-587"],
  ["a.test", 500, "*:25,465-587"],
  ["a.test", 588, undefined],
  ["github.com", 22, undefined],
  ["github.com", 80, "github.com:22,443"],
  ["api.github.com", 80, undefined],
  ["corp.test", 8500, undefined],
  ["corp.test", 443, "**.corp.test:8000-8999"],
  ["api.corp.test", 443, undefined],
  ["api.corp.test", 8000, undefined],
  ["api.corp.test", 25, "*:25,465-587"],
  ["old.corp.test", 8001, "old.corp.test:8001"],
  ["::1", 8080, undefined],
  ["::1", 80, "[::1]:8080"],
] as const) {
  test(`port ${port} of ${host} is ${shut === undefined ? "open" : "shut"}`, () =>
    assert.equal(table.shut(host, port)?.target, shut));
}

for (const target of [
  "github.com",
  "github.com:",
  ":443",
  "github.com:0",
  "github.com:65536",
  "github.com:90-80",
  "github.com:https",
  "::1:80",
  "https://github.com:443",
  "github.com:80,",
]) {
  test(`${JSON.stringify(target)} is no entry`, () =>
    assert.throws(() => portTable([{ target, decision: "allow" }]), NetworkError));
}
