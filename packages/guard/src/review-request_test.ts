import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { REVIEWER_PROMPT_VERSION, type ReviewModel } from "@paddock/approvals";
import { checkEvent, readTrail } from "@paddock/telemetry";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { ApprovalRequest } from "./decision.ts";

const outside: Action = { kind: "command", script: "make install", escalation: { kind: "outside" } };
const auto = 'approvals_reviewer="auto_review"';

function model(
  risk: string,
  authorization: string,
  outcome: string,
): ReviewModel & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    name: "fake",
    seen,
    complete: (request) => {
      seen.push(JSON.stringify(request.items));
      const text = JSON.stringify({
        risk_level: risk,
        user_authorization: authorization,
        outcome,
        rationale: "why",
      });
      return Promise.resolve({ kind: "answer", text });
    },
  };
}

test("the reviewer's yes runs the action; it is recorded before", async () => {
  await inYard(async ({ guard: make, records }) => {
    const reviewer = model("medium", "medium", "allow");
    await using guard = await make({
      set: [auto],
      reviewer: { model: reviewer },
      onAsk: () => assert.fail("no person must be asked"),
    });
    const run = guard.run(
      { kind: "command", argv: ["/bin/echo", "x"], escalation: { kind: "outside" } },
      { transcript: [{ kind: "user", text: "say x" }] },
    );
    for await (const event of run.events) if (event.kind === "record") records.push(event.record);
    const result = await run.result;
    assert.equal(result.outcome, "done");
    assert.equal(result.answer?.by, "reviewer");
    const names = records.map(({ name }) => name);
    assert.ok(names.indexOf("reviewer.assessed") < names.indexOf("decision.made"));
    assert.match(reviewer.seen[0] ?? "", /say x/);
  });
});

const closed: readonly (readonly [string, string, string])[] = [
  ["critical", "high", "allow"],
  ["high", "unknown", "allow"],
  ["low", "high", "deny"],
];

for (const [risk, authorization, outcome] of closed) {
  test(`a review of ${risk} risk, ${authorization} authorization and ${outcome} refuses`, async () => {
    for (const compat of [undefined, "codex"] as const) {
      await inYard(async ({ guard: make, run, backend }) => {
        await using guard = await make({
          set: [auto],
          reviewer: { model: model(risk, authorization, outcome) },
          ...(compat ? { compat } : {}),
        });
        const count = backend.runs.length;
        const result = await run(guard, outside);
        assert.equal(result.outcome, "denied");
        assert.equal(result.refusal?.by, "reviewer");
        assert.match(result.text, /Do not reach the same effect another way/);
        assert.equal(backend.runs.length, count);
      });
    }
  });
}

test("the third denial in a row stops the turn, and the user's override works exactly once", async () => {
  await inYard(async ({ guard: make, run }) => {
    await using guard = await make({ set: [auto], reviewer: { model: model("critical", "high", "allow") } });
    const action = { ...outside, script: "/bin/true", ids: { turn: "t1" } } as const;
    assert.equal((await run(guard, action)).outcome, "denied");
    assert.equal((await run(guard, action)).outcome, "denied");
    const third = await run(guard, action);
    assert.equal(third.outcome, "stopped");
    const decision = guard.evaluate(action);
    assert.equal(decision.decision, "ask");
    await guard.override(decision.decision === "ask" ? decision.request.digest : "");
    const past = await run(guard, action);
    assert.deepEqual([past.outcome, past.answer?.by], ["done", "user"]);
    assert.notEqual((await run(guard, action)).outcome, "done");
    guard.endTurn("t1");
    assert.equal((await run(guard, action)).outcome, "denied");
  });
});

test("a denial or an outage goes to the person where the settings say so, with the reviewer's words", async () => {
  await inYard(async ({ guard: make, run }) => {
    let asked: ApprovalRequest | undefined;
    await using guard = await make({
      set: [auto, "auto_review.ask_on_deny=true"],
      reviewer: { model: model("high", "low", "deny") },
      onAsk: async (request) => {
        asked = request;
        return { decision: "deny", by: "user" };
      },
    });
    await run(guard, outside);
    assert.deepEqual(asked?.reviewer, { outcome: "deny", rationale: "why", risk: "high" });
  });
});

test("without a model the question goes to the person and says so", async () => {
  await inYard(async ({ guard: make, run }) => {
    let asked: ApprovalRequest | undefined;
    await using guard = await make({
      set: [auto],
      onAsk: async (request) => {
        asked = request;
        return { decision: "deny", by: "user" };
      },
    });
    await run(guard, outside);
    assert.equal(asked?.reviewer?.outcome, "unavailable");
    await assert.rejects(guard.override("00".repeat(32)), /no automatic reviewer/);
  });
});

test("the reviewer may look at files as far as the agent may, and what it looked at is recorded", async () => {
  await inYard(async ({ guard: make, run, home }) => {
    const told: string[] = [];
    const calls = ["deploy.sh", "../outside.txt"].map((path, at) => ({
      id: String(at),
      name: "read_file",
      input: JSON.stringify({ path }),
    }));
    const asking: ReviewModel = {
      name: "asking",
      complete: (request) => {
        for (const item of request.items) if (item.kind === "tool-result") told.push(item.text);
        return Promise.resolve(
          told.length === 0
            ? { kind: "tools", calls }
            : {
                kind: "answer",
                text: '{"risk_level":"low","user_authorization":"high","outcome":"allow","rationale":"r"}',
              },
        );
      },
    };
    await using guard = await make({ set: [auto], reviewer: { model: asking } });
    await run(guard, { kind: "write", path: "deploy.sh", content: "echo deployed" });
    const result = await run(guard, { ...outside, script: "sh deploy.sh" });
    assert.equal(result.answer?.by, "reviewer");
    assert.match(told[0] ?? "", /TOOL-RESULT[\s\S]*echo deployed/);
    await guard.close();
    let looked = 0;
    for await (const { name, attributes } of readTrail(join(home, "trail"))) {
      if (name === "file.read" && attributes["by"] === "reviewer") looked++;
    }
    assert.equal(looked, 2);
  });
});

test("a review is recorded with what it was made from and what it cost", async () => {
  await inYard(async ({ guard: make, run, records }) => {
    await using guard = await make({ set: [auto], reviewer: { model: model("high", "low", "deny") } });
    await run(guard, outside);
    const assessed = records.find(({ name }) => name === "reviewer.assessed");
    assert.deepEqual(checkEvent({ name: "reviewer.assessed", attributes: assessed?.attributes ?? {} }), []);
    const { source, status, attempts, trunk, prompt_version: version } = assessed?.attributes ?? {};
    assert.deepEqual([source, status, attempts, trunk], ["model", "denied", 1, "new"]);
    assert.equal(version, REVIEWER_PROMPT_VERSION);
  });
});

test("never with every command reviewed asks nobody: without a model nothing runs", async () => {
  await inYard(async ({ guard: make, run, backend }) => {
    await using guard = await make({
      set: ['approval_policy="never"', 'auto_review.scope="all"'],
      onAsk: () => assert.fail("nobody must be asked"),
    });
    const result = await run(guard, { kind: "command", script: "echo hi" });
    assert.equal(result.outcome, "denied");
    assert.equal(backend.runs.length, 0);
  });
});

test("a model that must be reviewed runs nothing where there is no reviewer, and nobody else is asked", async () => {
  await inYard(async ({ guard: make, run, backend }) => {
    await using guard = await make({
      set: [auto, 'auto_review.required_on_models=["risky-2"]'],
      model: "risky-2",
      onAsk: () => assert.fail("nobody else may answer"),
    });
    const count = backend.runs.length;
    const result = await run(guard, { kind: "command", script: "echo hi" });
    assert.equal(result.outcome, "denied");
    assert.match(result.text, /every command of risky-2 reviewed, and no reviewer/);
    assert.equal(backend.runs.length, count);
  });
});

test("an administrator's list of models sends every command to the reviewer", async () => {
  await inYard(async ({ guard: make, run }) => {
    const reviewer = model("low", "medium", "allow");
    await using guard = await make({
      set: [auto, 'auto_review.required_on_models=["risky-*"]'],
      model: "risky-2",
      reviewer: { model: reviewer },
    });
    const result = await run(guard, { kind: "command", script: "echo hi" });
    assert.equal(result.outcome, "done");
    assert.equal(reviewer.seen.length, 1);
  });
});
