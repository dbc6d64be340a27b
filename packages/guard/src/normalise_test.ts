import assert from "node:assert/strict";
import { test } from "node:test";
import type { Action } from "./action.ts";
import { GuardError } from "./guard-error.ts";
import { normaliseAction } from "./normalise.ts";

const bad: readonly [action: unknown, message: RegExp][] = [
  [null, /an action must be an object, not null/],
  [[], /not a list/],
  [{}, /undefined is no kind of action/],
  [{ kind: "cmd" }, /"cmd" is no kind of action/],
  [{ kind: "command" }, /either a script or an argv/],
  [{ kind: "command", script: "ls", argv: ["ls"] }, /either a script or an argv/],
  [{ kind: "command", script: 1 }, /script must be text, not number/],
  [{ kind: "command", script: " \n" }, /the script is empty/],
  [{ kind: "command", script: "a\0b" }, /NUL/],
  [{ kind: "command", argv: "ls" }, /argv must be a list, not string/],
  [{ kind: "command", argv: [] }, /names no program/],
  [{ kind: "command", argv: [""] }, /names no program/],
  [{ kind: "command", argv: ["ls", 1] }, /a word of argv must be text/],
  [{ kind: "command", script: "ls", cwd: 7 }, /cwd must be text/],
  [{ kind: "command", script: "ls", env: ["x"] }, /env must be an object, not a list/],
  [{ kind: "command", script: "ls", env: { "A B": "x" } }, /"A B" is no name/],
  [{ kind: "command", script: "ls", env: { A: 1 } }, /environment variable A must be text/],
  [{ kind: "command", script: "ls", ids: "x" }, /ids must be an object/],
  [{ kind: "command", script: "ls", ids: { turn: 1 } }, /id of the turn must be text/],
  [{ kind: "command", script: "ls", timeoutMs: -1 }, /above 0/],
  [{ kind: "command", script: "ls", timeoutMs: Number.NaN }, /above 0/],
  [{ kind: "command", script: "ls", pty: true }, /pty must be an object/],
  [{ kind: "command", script: "ls", pty: { columns: 1, rows: 1 }, stdio: "inherit" }, /either a pty/],
  [{ kind: "command", script: "ls", stdio: "pipe" }, /stdio must be inherit/],
  [{ kind: "command", script: "ls", escalation: "outside" }, /escalation must be an object/],
  [{ kind: "command", script: "ls", escalation: { kind: "all" } }, /none, outside, widen, not "all"/],
  [{ kind: "command", script: "ls", escalation: { kind: "widen", write: "/x" } }, /write must be a list/],
  [{ kind: "command", script: "ls", escalation: { kind: "outside", justification: 1 } }, /justification/],
  [{ kind: "read" }, /path must be text, not undefined/],
  [{ kind: "read", path: "" }, /path is empty/],
  [{ kind: "read", path: "x", offset: -1 }, /offset must be a whole number/],
  [{ kind: "read", path: "x", limit: 1.5 }, /limit must be a whole number/],
  [{ kind: "write", path: "x" }, /content must be text/],
  [{ kind: "write", path: "x", content: "", encoding: "hex" }, /encoding must be utf8, base64/],
  [{ kind: "write", path: "x", content: "", ifDigest: 1 }, /ifDigest/],
  [{ kind: "search" }, /pattern must be text/],
  [{ kind: "patch" }, /patch must be text/],
  [{ kind: "network", host: "x", protocol: "https" }, /port undefined is none/],
  [{ kind: "network", host: "x", port: 70000, protocol: "https" }, /port 70000 is none/],
  [{ kind: "network", host: "x", port: 1, protocol: "ftp" }, /protocol must be http, https/],
  [{ kind: "tool", name: "x" }, /effects must be a list/],
  [{ kind: "tool", name: "x", effects: ["fly"] }, /an effect must be read/],
  [{ kind: "mcp", server: "x" }, /tool must be text/],
  [{ kind: "stdin", execution: "x" }, /data must be text/],
  [{ kind: "permissions", write: "x" }, /write must be a list/],
  [{ kind: "permissions", hosts: [1] }, /a host must be text/],
  [{ kind: "credential" }, /name of the credential/],
];

test("normaliseAction() names what is wrong with an action", () => {
  for (const [action, message] of bad) {
    assert.throws(
      () => normaliseAction(action as Action, "/ws"),
      (error: unknown) => {
        assert.ok(error instanceof GuardError, `${JSON.stringify(action)}: ${String(error)}`);
        assert.equal(error.code, "bad-action");
        assert.match(error.message, message, JSON.stringify(action));
        return true;
      },
    );
  }
});

test("normaliseAction() makes every path absolute", () => {
  const escalation = { kind: "widen", write: ["../o", "/a/../b"], read: ["r"], hosts: ["h"] } as const;
  assert.deepEqual(normaliseAction({ kind: "command", script: "ls", cwd: "sub", escalation }, "/ws"), {
    kind: "command",
    script: "ls",
    cwd: "/ws/sub",
    escalation: { kind: "widen", write: ["/ws/o", "/b"], read: ["/ws/sub/r"], hosts: ["h"] },
  });
  assert.equal((normaliseAction({ kind: "read", path: "a/./b" }, "/ws") as { path: string }).path, "/ws/a/b");
  assert.equal((normaliseAction({ kind: "search", pattern: "x" }, "/ws") as { path: string }).path, "/ws");
  const home = normaliseAction({ kind: "read", path: "~/a" }, "/ws", { HOME: "/home/other" });
  assert.equal((home as { path: string }).path, "/home/other/a");
  assert.deepEqual(normaliseAction({ kind: "permissions", write: ["x"] }, "/ws"), {
    kind: "permissions",
    cwd: "/ws",
    write: ["/ws/x"],
  });
});
