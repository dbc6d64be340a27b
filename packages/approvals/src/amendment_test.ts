import assert from "node:assert/strict";
import { test } from "node:test";
import { type AmendmentInput, proposeAmendments } from "./amendment.ts";

function line(...argvs: readonly string[]): AmendmentInput {
  return {
    segments: argvs.map((argv) => ({ argv: argv.split(" "), ruled: false, asks: true })),
    askedByRule: false,
  };
}

const bash: AmendmentInput = {
  segments: [{ argv: ["/bin/bash", "-lc", "x > f"], ruled: false, asks: true }],
  askedByRule: false,
};

test("by default every command of a line gets its own rule", () => {
  assert.deepEqual(proposeAmendments(line("npm install", "npm test")), [
    ["npm", "install"],
    ["npm", "test"],
  ]);
});

test("Codex proposes the first command only, in full", () => {
  assert.deepEqual(proposeAmendments(line("cd x", "npm test"), "codex"), [["cd", "x"]]);
});

test("text that could not be read becomes a rule in Codex only", () => {
  assert.deepEqual(proposeAmendments(bash), []);
  assert.deepEqual(proposeAmendments(bash, "codex"), [["/bin/bash", "-lc", "x > f"]]);
});

test("a question that a rule made gets no further rule", () => {
  for (const compat of [undefined, "codex"] as const) {
    assert.deepEqual(proposeAmendments({ ...line("npm test"), askedByRule: true }, compat), []);
  }
});

test("the model's prefix counts where it covers every command and is narrow enough", () => {
  assert.deepEqual(proposeAmendments({ ...line("npm install x"), suggested: ["npm", "install"] }), [
    ["npm", "install"],
  ]);
  assert.deepEqual(proposeAmendments({ ...line("npm install x", "ls"), suggested: ["npm", "install"] }), [
    ["npm", "install", "x"],
    ["ls"],
  ]);
  assert.deepEqual(proposeAmendments({ ...line("python3.11 x.py"), suggested: ["python3.11"] }), [
    ["python3.11", "x.py"],
  ]);
});

test("Codex takes spellings that are not on its list", () => {
  const wide = { ...line("python3.11 x.py"), suggested: ["python3.11"] };
  assert.deepEqual(proposeAmendments(wide, "codex"), [["python3.11"]]);
  const banned = { ...line("python3 x.py"), suggested: ["python3"] };
  assert.deepEqual(proposeAmendments(banned, "codex"), [["python3", "x.py"]]);
});
