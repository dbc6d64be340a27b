import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ReviewModel } from "@paddock/approvals";
import { openConfig } from "@paddock/config";
import { inYard } from "../test/yard.ts";

test("a tightened requirement is in force at the next action, and on record", async () => {
  await inYard(async ({ guard: make, run, backend, workspace, home, records }) => {
    const etc = join(home, "etc");
    mkdirSync(etc, { mode: 0o755 });
    const requirements = join(etc, "requirements.toml");
    const live = await openConfig({
      cwd: workspace,
      env: { HOME: home, PADDOCK_HOME: home },
      trust: "trusted",
      locations: { system: etc, requirements: [requirements], managed: join(etc, "managed_config.toml") },
    });
    await using guard = await make({ live });
    await run(guard, { kind: "command", script: "true" });
    assert.equal(backend.runs.at(-1)?.plan.mode, "workspace-write");

    writeFileSync(requirements, 'allowed_sandbox_modes = ["read-only"]\n', { mode: 0o644 });
    await run(guard, { kind: "command", script: "true" });
    assert.equal(backend.runs.at(-1)?.plan.mode, "read-only");
    assert.equal(guard.boundary.profile.mode, "read-only");

    writeFileSync(requirements, "allowed_sandbox_mode = 1\n", { mode: 0o644 });
    const before = backend.runs.length;
    await assert.rejects(
      run(guard, { kind: "command", script: "true" }),
      /allowed_sandbox_mode is no requirement/,
    );
    assert.equal(backend.runs.length, before, "nothing runs while the policy cannot be read");
    assert.ok(records.some((record) => record.name === "decision.made"));
  });
});

test("actions that were queued before a change are judged by what holds when they start", async () => {
  await inYard(async ({ guard: make, run, backend, home }) => {
    await using guard = await make();
    await run(guard, { kind: "command", script: "true" });
    writeFileSync(join(home, "config.toml"), 'sandbox_mode = "read-only"\n');
    const queued = [1, 2, 3].map(() => run(guard, { kind: "command", script: "true" }));
    await Promise.all(queued);
    assert.deepEqual(
      backend.runs.slice(-3).map(({ plan }) => plan.mode),
      ["read-only", "read-only", "read-only"],
    );
  });
});

test("a changed policy of the reviewer counts for the next review, and so does its scope", async () => {
  await inYard(async ({ guard: make, run, home }) => {
    const seen: string[] = [];
    const text = JSON.stringify({
      risk_level: "low",
      user_authorization: "high",
      outcome: "allow",
      rationale: "r",
    });
    const model: ReviewModel = {
      name: "fake",
      complete: ({ instructions }) => {
        seen.push(instructions);
        return Promise.resolve({ kind: "answer", text });
      },
    };
    const write = (lines: string): void =>
      writeFileSync(join(home, "config.toml"), `approvals_reviewer = "auto_review"\n[auto_review]\n${lines}`);
    write('policy = "first words"\n');
    await using guard = await make({ reviewer: { model } });
    await run(guard, { kind: "command", script: "echo a", escalation: { kind: "outside" } });
    await run(guard, { kind: "command", script: "echo b" });
    assert.equal(seen.length, 1);
    write('policy = "second words"\nscope = "all"\n');
    await run(guard, { kind: "command", script: "echo b" });
    assert.equal(seen.length, 2, "every command is reviewed from now on");
    assert.match(seen[0] ?? "", /first words/);
    assert.match(seen[1] ?? "", /second words/);
  });
});
