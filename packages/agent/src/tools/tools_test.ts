import assert from "node:assert/strict";
import { test } from "node:test";
import type { Action, RunResult } from "@paddock/guard";
import type { ToolInput } from "./tool.ts";
import { TOOLS } from "./tool-set.ts";

/** Every action that a tool proposes when each ends as `results` say, in order. */
function actions(name: string, input: ToolInput, texts: readonly string[] = []): readonly Action[] {
  const tool = TOOLS.find((candidate) => candidate.name === name);
  assert.ok(tool, name);
  const proposed: Action[] = [];
  const steps = tool.propose(input);
  for (let next = steps.next(); !next.done; ) {
    proposed.push(next.value);
    const text = texts[proposed.length - 1] ?? "";
    const decision = { v: 1, decision: "allow", placement: "inside", reasons: [] } as const;
    const result: RunResult = { v: 1, outcome: "done", decision, text, denials: [], durationMs: 0 };
    next = steps.next(result);
  }
  return proposed;
}

test("each tool proposes the action that its arguments stand for", () => {
  const cases: readonly [tool: string, input: ToolInput, proposed: Action][] = [
    ["exec_command", { cmd: "ls | wc" }, { kind: "command", script: "ls | wc", timeoutMs: 600_000 }],
    [
      "exec_command",
      { cmd: ["ls", "-l"], timeout_ms: "500" },
      { kind: "command", argv: ["ls", "-l"], timeoutMs: 500 },
    ],
    [
      "exec_command",
      {
        cmd: "make",
        workdir: "a",
        sandbox_permissions: "require_escalated",
        justification: "Build outside?",
      },
      {
        kind: "command",
        script: "make",
        timeoutMs: 600_000,
        cwd: "a",
        escalation: { kind: "outside", justification: "Build outside?" },
      },
    ],
    [
      "exec_command",
      {
        cmd: "npm ci",
        sandbox_permissions: "with_additional_permissions",
        additional_permissions: { hosts: ["registry.example"], write: [] },
      },
      {
        kind: "command",
        script: "npm ci",
        timeoutMs: 600_000,
        escalation: { kind: "widen", hosts: ["registry.example"] },
      },
    ],
    ["read_file", { path: "a", offset: 0, limit: null }, { kind: "read", path: "a", offset: 0 }],
    ["list_dir", { path: "" }, { kind: "list", path: "." }],
    ["grep", { pattern: "x+" }, { kind: "search", pattern: "x+" }],
    ["write_file", { path: "a", content: "" }, { kind: "write", path: "a", content: "" }],
    ["apply_patch", { input: "*** Begin Patch" }, { kind: "patch", patch: "*** Begin Patch" }],
  ];
  for (const [tool, input, proposed] of cases)
    assert.deepEqual(actions(tool, input), [proposed], `${tool} ${JSON.stringify(input)}`);
});

test("edit_file reads, then patches the lines of the one place", () => {
  const [read, patch] = actions("edit_file", { path: "a b.ts", old: "two", new: "2" }, [
    "one two\n*** End Patch\nthree\n",
  ]);
  assert.deepEqual(read, { kind: "read", path: "a b.ts" });
  const lines = [
    "*** Begin Patch",
    "*** Update File: a b.ts",
    "@@",
    "-one two",
    "+one 2",
    "*** End Patch",
    "",
  ];
  assert.deepEqual(patch, { kind: "patch", patch: lines.join("\n") });
});

test("edit_file refuses a place that is not one, and leaves the rest to the matcher", () => {
  assert.throws(() => actions("edit_file", { path: "a", old: "x", new: "y" }, ["x x"]), /is in a 2 times/);
  const [, patch] = actions("edit_file", { path: "a", old: "it’s\n", new: "it is\n" }, ["it's\n"]);
  assert.ok(patch?.kind === "patch" && patch.patch.includes("-it’s\n+it is\n"));
});

test("every tool names itself in one line and offers an object schema", () => {
  for (const tool of TOOLS) {
    assert.match(
      tool.title({ cmd: "ls", path: "a", pattern: "x", input: "*** Begin Patch\n*** Add File: b\n" }),
      /^\S.*$/,
    );
    assert.equal(tool.parameters["type"], "object");
    assert.ok(JSON.stringify(tool.parameters).length > 30);
  }
});
