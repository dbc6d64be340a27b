import assert from "node:assert/strict";
import { test } from "node:test";
import { type Askable, createAskMemory, type HostAnswer, mayAskHost } from "./ask-memory.ts";

const request = { host: "New.test", port: 443, protocol: "https" } as const;

const kept: readonly [HostAnswer, "allow" | "deny" | undefined][] = [
  ["allow-once", undefined],
  ["allow-session", "allow"],
  ["allow-always", "allow"],
  ["deny-once", undefined],
  ["deny-always", "deny"],
];
for (const [answer, recalled] of kept) {
  test(`an answer ${answer} is ${recalled === undefined ? "not kept" : `recalled as ${recalled}`}`, () => {
    const memory = createAskMemory();
    memory.remember(request, answer);
    assert.equal(memory.recall({ ...request, host: "new.TEST." }), recalled);
    assert.equal(memory.recall({ ...request, port: 8443 }), undefined);
    assert.equal(memory.recall({ ...request, protocol: "http" }), undefined);
    assert.equal(memory.recall({ ...request, host: "sub.new.test" }), undefined);
    memory.clear();
    assert.equal(memory.recall(request), undefined);
  });
}

const askable: readonly [Askable, boolean][] = [
  [{ approvalPolicy: "on-request", sandbox: "workspace-write" }, true],
  [{ approvalPolicy: "untrusted", sandbox: "read-only" }, true],
  [{ approvalPolicy: "never", sandbox: "workspace-write" }, false],
  [{ approvalPolicy: "on-request", sandbox: "danger-full-access" }, false],
  [{ approvalPolicy: "on-request", sandbox: "workspace-write", activeTurn: false }, false],
];
for (const [surroundings, may] of askable) {
  test(`${JSON.stringify(surroundings)} ${may ? "asks" : "refuses at once"}`, () =>
    assert.equal(mayAskHost(surroundings), may));
}
