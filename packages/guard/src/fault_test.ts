import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ReviewModel } from "@paddock/approvals";
import { type Fault, faultyTrail } from "../test/faulty-trail.ts";
import { inYard, yes } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { GuardOptions } from "./create-guard.ts";
import { defineTool } from "./define-tool.ts";
import { GuardError } from "./guard-error.ts";

// At every point where the guard waits for its record: nothing may have been executed whose decision is not kept.

const model: ReviewModel = {
  name: "fake",
  complete: async () => ({
    kind: "answer",
    text: '{"risk_level":"low","user_authorization":"high","outcome":"allow","rationale":""}',
  }),
};

interface Scenario {
  readonly action: (workspace: string) => Action;
  readonly options: Partial<GuardOptions>;
}

function scenarios(called: () => void): Readonly<Record<string, Scenario>> {
  const tool = defineTool({
    name: "touch",
    description: "",
    effects: ["read"],
    input: { "~standard": { version: 1, vendor: "t", validate: (value) => ({ value }) } },
    run: called,
  });
  const outside = (workspace: string): Action => ({
    kind: "command",
    argv: ["/bin/sh", "-c", `echo x > ${join(workspace, "made")}`],
    escalation: { kind: "outside" },
  });
  return {
    "a command": { action: () => ({ kind: "command", script: "echo x" }), options: {} },
    "a write": { action: () => ({ kind: "write", path: "made", content: "x" }), options: {} },
    "a search": { action: () => ({ kind: "search", pattern: "x" }), options: {} },
    "an answered question": { action: outside, options: { onAsk: yes } },
    "an answer that is kept": {
      action: () => ({ kind: "command", argv: ["date"], escalation: { kind: "widen", write: ["/opt/x"] } }),
      options: { onAsk: async () => ({ decision: "allow", by: "user", scope: "session" }) },
    },
    "a review": {
      action: outside,
      options: { set: ['approvals_reviewer="auto_review"'], reviewer: { model } },
    },
    "a tool": {
      action: () => ({ kind: "tool", name: "touch", input: {}, effects: ["read"] }),
      options: { tools: [tool] },
    },
  };
}

/** The end of the work, or undefined once it is stuck and everything else had time to go on. */
async function untilStuck<T>(work: Promise<T>, stuck: () => boolean): Promise<T | undefined> {
  let done = false;
  work.finally(() => (done = true)).catch(() => undefined);
  while (!done && !stuck()) await new Promise((resolve) => setTimeout(resolve, 1));
  for (let n = 0; n < 20 && !done; n++) await new Promise((resolve) => setTimeout(resolve, 1));
  return done ? await work : undefined;
}

for (const name of Object.keys(scenarios(() => undefined))) {
  for (const fault of ["throw", "delay", "hang"] as const satisfies readonly Fault[]) {
    test(`${name}: whatever record ${fault}s, nothing happens before its decision is kept`, async () => {
      let reached = false;
      for (let at = 0; !reached; at++) {
        assert.ok(at < 30, "the scenario never ends");
        await inYard(async ({ guard: make, workspace, backend }) => {
          const trail = faultyTrail(at, fault);
          let calls = 0;
          const allowed = (): boolean =>
            trail.kept.some(
              (record) => record.name === "decision.made" && record.attributes["decision"] === "allow",
            );
          const check = (): void => assert.ok(allowed(), `executed without a kept decision (append ${at})`);
          const watched = {
            ...backend,
            spawn: (...args: Parameters<typeof backend.spawn>) => {
              check();
              return backend.spawn(...args);
            },
            files: (...args: Parameters<typeof backend.files>) => {
              check();
              return backend.files(...args);
            },
          };
          const scenario = scenarios(() => {
            check();
            calls++;
          })[name] as Scenario;
          const happened = (): boolean =>
            backend.runs.length > 0 ||
            backend.disk.size > 0 ||
            calls > 0 ||
            existsSync(join(workspace, "made"));
          const made = make({ ...scenario.options, trail, backends: [watched] });
          made.catch(() => undefined);
          const opened = await untilStuck(
            made.catch((error: unknown) => error as Error),
            () => fault === "hang" && trail.appends > at,
          );
          if (opened === undefined || opened instanceof Error) {
            assert.equal(happened(), false);
            return;
          }
          const run = opened.run(scenario.action(workspace));
          const ended = await untilStuck(
            run.result.catch((error: unknown) => error as Error),
            () => fault === "hang" && trail.appends > at,
          );
          if (happened()) check();
          if (ended instanceof Error) {
            assert.ok(ended instanceof GuardError, String(ended));
            assert.equal(ended.code, "trail-unavailable");
          }
          // The fault lies beyond the last record of the scenario: everything was tried.
          if (trail.appends <= at) reached = true;
          if (trail.appends <= at || fault === "delay")
            assert.ok(ended !== undefined && !(ended instanceof Error));
        });
      }
    });
  }
}

test("a host whose onAsk fails leaves no open question, and nothing runs", async () => {
  await inYard(async ({ guard: make, workspace, backend }) => {
    await using guard = await make({ onAsk: () => Promise.reject(new Error("the window was closed")) });
    const before = backend.runs.length;
    const action = scenarios(() => undefined)["an answered question"]?.action(workspace) as Action;
    await assert.rejects(guard.run(action).result, /window was closed/);
    assert.equal(guard.pending.length, 0);
    assert.equal(backend.runs.length, before);
    assert.equal(existsSync(join(workspace, "made")), false);
  });
});

test("a file that is swapped after the decision was recorded does not start", async () => {
  await inYard(async ({ guard: make, workspace }) => {
    const script = join(workspace, "run.sh");
    writeFileSync(script, `echo x > ${join(workspace, "made")}\n`, { mode: 0o755 });
    const trail = faultyTrail(-1, "delay");
    const swapping = {
      ...trail,
      append: async (event: Parameters<typeof trail.append>[0]) => {
        const kept = await trail.append(event);
        if (event.name === "decision.made") writeFileSync(script, `echo evil > ${join(workspace, "made")}\n`);
        return kept;
      },
    };
    await using guard = await make({ trail: swapping, onAsk: yes });
    const result = await guard.run({ kind: "command", argv: ["./run.sh"], escalation: { kind: "outside" } })
      .result;
    assert.equal(result.refusal?.code, "changed-since-decided");
    assert.equal(existsSync(join(workspace, "made")), false);
  });
});
