import assert from "node:assert/strict";
import { test } from "node:test";
import { readAction } from "./read-action.ts";

const good: readonly unknown[] = [
  { kind: "command", script: "ls", cwd: "sub", ids: { turn: "t" }, env: { A: "1" }, timeoutMs: 5 },
  { kind: "command", argv: ["ls"], escalation: { kind: "outside", justification: "why" } },
  { kind: "command", script: "x", escalation: { kind: "widen", write: ["/a"], hosts: ["h"] } },
  { kind: "read", path: "a" },
  { kind: "list", path: "." },
  { kind: "search", pattern: "x" },
  { kind: "write", path: "a", content: "", ifDigest: null },
  { kind: "patch", patch: "*** Begin Patch" },
  { kind: "network", host: "h", port: 443, protocol: "https" },
  { kind: "tool", name: "t", input: { any: [1] }, effects: ["read"] },
  { kind: "mcp", server: "s", tool: "t", readOnlyHint: true },
  { kind: "stdin", execution: "e", data: "y" },
  { kind: "permissions", write: ["/a"], reason: "r" },
  { kind: "credential", name: "TOKEN", host: "h" },
];
for (const action of good) {
  test(`${JSON.stringify(action)} is an action`, () => assert.equal(readAction(action), action));
}

const bad: readonly (readonly [unknown, RegExp])[] = [
  [null, /an action is an object such as .* not null/],
  [[], /not a list/],
  [{}, /kind must be one of command, read/],
  [{ kind: "comand" }, /kind must be one of .* not "comand"/],
  [{ kind: "constructor" }, /kind must be one of/],
  [{ kind: "command", script: 5 }, /^script must be text, not 5/],
  [{ kind: "command", argv: ["a", 1] }, /^argv\[1\] must be text/],
  [{ kind: "command", script: "x", escalation: "outside" }, /escalation must be an object such as/],
  [{ kind: "command", script: "x", escalation: { kind: "leave" } }, /escalation\.kind must be one of none/],
  [
    { kind: "command", script: "x", escalation: { kind: "widen", write: "/tmp" } },
    /escalation\.write must be a list/,
  ],
  [
    { kind: "command", script: "x", escalation: { kind: "outside", write: ["/"] } },
    /escalation\.write is unknown/,
  ],
  [
    { kind: "command", script: "x", escalations: {} },
    /escalations is unknown; there are kind, ids, cwd, script/,
  ],
  [{ kind: "command", script: "x", env: { A: 1 } }, /env\.A must be text/],
  [{ kind: "read" }, /path is missing/],
  [{ kind: "write", path: "a" }, /content is missing/],
  [{ kind: "network", host: "h" }, /port is missing/],
  [{ kind: "network", host: "h", port: "443", protocol: "https" }, /port must be a number/],
  [
    { kind: "mcp", server: "s", tool: "t", readOnlyHint: "yes" },
    /readOnlyHint must be true or false, not "yes"/,
  ],
  [{ kind: "tool", name: "t", effects: ["delete"] }, /effects\[0\] must be one of read/],
];
for (const [value, message] of bad) {
  test(`${JSON.stringify(value)} is none`, () => {
    assert.throws(() => readAction(value), { code: "bad-action", message });
  });
}
