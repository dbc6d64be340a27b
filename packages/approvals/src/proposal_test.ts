import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, explain } from "./evaluate.ts";
import type { ActionFacts } from "./facts.ts";
import { createGrants } from "./grants.ts";
import type { EvaluationInput } from "./input.ts";
import { proposeGrants, shortestPrefix } from "./proposal.ts";

const digest = "ab".repeat(32);
const verdict = { decision: "none", reasons: [], matches: [] } as const;

function question(action: ActionFacts): EvaluationInput {
  return {
    policy: { kind: "on-request" },
    reviewer: "user",
    mode: "workspace-write",
    action,
    grants: [],
    digest,
  };
}

const actions: readonly ActionFacts[] = [
  {
    kind: "command",
    argv: ["npm", "install", "left-pad"],
    cwd: "/w",
    verdict,
    escalation: { kind: "outside" },
  },
  {
    kind: "command",
    argv: ["touch", "/x/a"],
    cwd: "/w",
    verdict,
    escalation: { kind: "widen", write: ["/x"] },
  },
  { kind: "command", argv: ["bash", "-c", "x > y"], cwd: "/w", verdict, escalation: { kind: "outside" } },
  { kind: "write", path: "/x/a", within: "outside" },
  {
    kind: "patch",
    files: [
      { path: "/x/a", within: "outside" },
      { path: "/w/b", within: "writable" },
    ],
  },
  { kind: "network", host: "example.org", port: 443, protocol: "https", decision: "ask" },
  { kind: "mcp", server: "s", tool: "t", mode: "auto" },
  { kind: "tool", name: "deploy", effects: ["network"] },
  { kind: "permissions", write: ["/x"], hosts: ["example.org"] },
  { kind: "credential", name: "NPM_TOKEN" },
  { kind: "stdin", execution: "e1", outside: true, empty: false },
];

for (const action of actions) {
  test(`every grant proposed for ${action.kind} answers the same question, and none a different digest's`, () => {
    const input = question(action);
    const { evaluation, needs } = explain(input);
    assert.equal(evaluation.decision, "ask");
    if (evaluation.decision !== "ask") return;
    const proposals = proposeGrants({ action, evaluation, needs, digest });
    assert.deepEqual(
      proposals.map((proposal) => proposal.scope),
      evaluation.scopes,
    );
    for (const proposal of proposals) {
      const grants = createGrants({ clock: { now: () => 0 } });
      const grant = grants.add({ ...proposal, by: "user", turn: "t", session: "s", project: "/w" });
      const after = evaluate({ ...input, grants: [grant] });
      assert.equal(after.decision, "allow", JSON.stringify(proposal));
      assert.equal(after.decision === "allow" && after.placement, evaluation.placement);
      if (proposal.covers.every((cover) => cover.kind === "exact")) {
        assert.equal(evaluate({ ...input, digest: "cd".repeat(32), grants: [grant] }).decision, "ask");
      }
    }
  });
}

test("a wider scope names the shortest prefix that is narrow enough", () => {
  assert.deepEqual(shortestPrefix(["npm", "install", "x"]), ["npm", "install"]);
  assert.deepEqual(shortestPrefix(["npm", "run", "build", "--", "x"]), ["npm", "run", "build"]);
  assert.deepEqual(shortestPrefix(["ls"]), ["ls"]);
  assert.equal(shortestPrefix(["bash", "-c", "x"]), undefined);
  assert.equal(shortestPrefix(["sudo", "ls"]), undefined);
});

test("a program in a writable root gets no lasting grant outside", () => {
  const input = question({
    kind: "command",
    argv: ["./build.sh"],
    cwd: "/w",
    verdict,
    escalation: { kind: "outside" },
    inRoot: true,
  });
  const evaluation = evaluate(input);
  assert.deepEqual(evaluation.decision === "ask" && evaluation.scopes, ["once"]);
});
