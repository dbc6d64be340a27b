import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunResult } from "@paddock/guard";
import type { ToolCall } from "../event.ts";
import { summarise } from "./summary.ts";

const call = (name: string, input: unknown): ToolCall => ({
  id: "c1",
  name,
  arguments: JSON.stringify(input),
});
const RUN = call("exec_command", { cmd: "touch ~/x" });
const FETCH = call("exec_command", { cmd: "curl -sS --max-time 120 'https://example.com/'" });
const EXIT = (code: number): NonNullable<RunResult["status"]> => ({ kind: "exit", code });
const RULE = { layer: "project", file: "/w/.paddock/rules/tour.rules", line: 2 };

function result(part: Partial<RunResult>): RunResult {
  const decision = { v: 1, decision: "allow", placement: "inside", reasons: [] } as const;
  return { v: 1, outcome: "done", decision, text: "", denials: [], durationMs: 1, ...part };
}

const isolated: NonNullable<RunResult["report"]> = {
  v: 1,
  backend: "linux",
  enforcement: "full",
  guarantees: ["net.isolated"],
  lost: [],
  facts: {},
};

const CASES: readonly [name: string, call: ToolCall, result: RunResult, says: string][] = [
  [
    "a command that worked",
    RUN,
    result({ status: EXIT(0) }),
    "The command ran inside the boundary and ended with exit status 0.",
  ],
  [
    "a command that failed",
    RUN,
    result({ outcome: "failed", status: EXIT(2) }),
    "The command ran inside the boundary and ended with exit status 2.",
  ],
  [
    "a command outside",
    RUN,
    result({ status: EXIT(0), decision: { v: 1, decision: "allow", placement: "outside", reasons: [] } }),
    "The command ran outside the sandbox and ended with exit status 0.",
  ],
  [
    "a write that the kernel stopped",
    RUN,
    result({
      outcome: "blocked",
      status: EXIT(1),
      denials: [{ layer: "mount", operation: "create", object: "/root/x", errno: "EROFS" }],
      refusal: {
        code: "sandbox-blocked",
        by: "sandbox",
        reasons: [{ code: "sandbox.blocked", text: "create /root/x was blocked by the sandbox" }],
      },
    }),
    "The sandbox blocked this. The sandbox refused creating /root/x (EROFS).",
  ],
  [
    "a command that a rule denies",
    call("exec_command", { cmd: "git push" }),
    result({
      outcome: "denied",
      refusal: {
        code: "rule-deny",
        by: "rule",
        reasons: [{ code: "rule-deny", text: "publishing is left to a person", origin: RULE }],
        alternative: "commit without pushing",
      },
    }),
    "A rule denies this; it was not started. Publishing is left to a person (/w/.paddock/rules/tour.rules, line 2). Instead: commit without pushing.",
  ],
  [
    "an answer that was no",
    RUN,
    result({
      outcome: "denied",
      refusal: {
        code: "answer-no",
        by: "policy",
        reasons: [
          { code: "answer.deny", text: "no" },
          { code: "rule-ask", text: "removing asks first", origin: RULE },
        ],
      },
    }),
    "It asked, and the answer was no; nothing was done. Removing asks first (/w/.paddock/rules/tour.rules, line 2).",
  ],
  ["a turn that was stopped", RUN, result({ outcome: "stopped" }), "Stopped before it finished."],
  [
    "a fetch without a network",
    FETCH,
    result({ outcome: "failed", status: EXIT(6), report: isolated }),
    "example.com was not reached: the boundary has no way out to the network.",
  ],
  [
    "a fetch without curl",
    FETCH,
    result({ outcome: "failed", status: EXIT(127), report: isolated }),
    "curl is not installed here, so example.com was not tried.",
  ],
  ["a fetch that worked", FETCH, result({ status: EXIT(0) }), "example.com answered."],
  [
    "a fetch that failed outside the boundary's reach",
    FETCH,
    result({ outcome: "failed", status: EXIT(28) }),
    "example.com was not reached; curl ended with exit status 28.",
  ],
  [
    "a file that is not there",
    call("read_file", { path: "a" }),
    result({ outcome: "failed", text: "/w/a: no such file" }),
    "That did not work: /w/a: no such file.",
  ],
  [
    "a file that was written",
    call("write_file", { path: "a" }),
    result({}),
    "a was written inside the boundary.",
  ],
  [
    "a search without a match",
    call("grep", { pattern: "x" }),
    result({ status: EXIT(1), text: "(no match)" }),
    "No file here matches.",
  ],
];

test("each result is said in plain sentences", async (t) => {
  for (const [name, made, ended, says] of CASES)
    await t.test(name, () => assert.equal(summarise(made, ended), says));
});
