import assert from "node:assert/strict";
import { test } from "node:test";
import { actions, decide, everywhere, modes, policies } from "./testdata/table-space.ts";

test("a command runs outside only by full access or by a rule that says so", () => {
  const count = everywhere((over) => {
    const evaluation = decide(over);
    if (over.action.kind !== "command" || evaluation.decision !== "allow") return;
    if (evaluation.placement === "inside") return;
    const { verdict } = over.action;
    const byRule =
      verdict.decision === "allow" && (over.compat === "codex" || verdict.placement === "outside");
    assert.ok(over.mode === "danger-full-access" || byRule, JSON.stringify({ over, evaluation }));
  });
  assert.ok(count > 10_000);
});

test("file actions and hosts run outside only with full access", () => {
  everywhere((over) => {
    const evaluation = decide(over);
    const confined = ["read", "write", "patch", "network", "permissions"].includes(over.action.kind);
    if (!confined || evaluation.decision === "deny" || evaluation.placement === "inside") return;
    assert.equal(over.mode, "danger-full-access", JSON.stringify({ over, evaluation }));
  });
});

test("input for a program outside passes unasked only when it is empty or with full access", () => {
  everywhere((over) => {
    const { action } = over;
    if (action.kind !== "stdin" || !action.outside || action.empty) return;
    if (decide(over).decision === "allow")
      assert.equal(over.mode, "danger-full-access", JSON.stringify(over));
  });
});

test("a question that no policy may show is never shown", () => {
  everywhere((over) => {
    if (over.policy.kind !== "never" || over.requirements !== undefined) return;
    assert.notEqual(decide(over).decision, "ask", JSON.stringify(over));
  });
});

test("by default a policy with every switch off asks nothing", () => {
  const off = policies.find(
    (p) => p.kind === "granular" && !p.sandboxApproval && !p.rules && !p.mcpElicitations,
  );
  assert.ok(off);
  for (const mode of modes) {
    for (const action of actions) {
      if (action.kind === "permissions") continue;
      assert.notEqual(decide({ policy: off, mode, action }).decision, "ask", JSON.stringify(action));
    }
  }
});

test("every decision carries a reason with a code and a sentence", () => {
  everywhere((over) => {
    const { reasons } = decide(over);
    assert.ok(reasons.length > 0);
    for (const { code, text } of reasons) {
      assert.match(code, /^[a-z][a-z-]*\.[a-z-]+$/);
      assert.match(text, /\S/);
    }
  });
});

test("a reviewer answers for on-request and granular only", () => {
  everywhere((over) => {
    const evaluation = decide({ ...over, reviewer: "auto_review" });
    if (evaluation.decision !== "ask" || over.requirements !== undefined) return;
    assert.equal(evaluation.reviewer, over.policy.kind === "untrusted" ? "user" : "auto_review");
  });
});
