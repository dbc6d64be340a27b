import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { MemoryBackendOptions } from "@paddock/sandbox/testing";
import { inYard } from "../test/yard.ts";
import type { ApprovalRequest } from "./decision.ts";

/** A folder that exists and lies outside every root. */
const folder = "/usr/share";

/** A command that fails until its plan lets it write there. */
const needsMore: MemoryBackendOptions = {
  script: (_command, plan) =>
    plan.entries.some((entry) => entry.access === "write" && entry.path === folder)
      ? { stdout: "done\n" }
      : {
          status: { kind: "exit", code: 1 },
          denials: [
            { layer: "mount", operation: "create", object: `${folder}/paddock-test.txt`, errno: "EROFS" },
          ],
        },
};

const granular =
  "approval_policy={granular={sandbox_approval=true,rules=true,mcp_elicitations=true,request_permissions=true,skill_approval=true}}";

test("a policy that asks after a block offers exactly the path, and runs again inside", async () => {
  await inYard(async ({ guard: make, run, backend }) => {
    const asked: ApprovalRequest[] = [];
    await using guard = await make({
      set: [granular],
      onAsk: async (request) => {
        asked.push(request);
        return { decision: "allow", by: "user" };
      },
    });
    const result = await run(guard, { kind: "command", script: "mytool" });
    assert.equal(result.outcome, "done");
    assert.equal(asked.length, 1);
    assert.deepEqual(asked[0]?.crosses, [`files: write ${folder}`]);
    assert.equal(asked[0]?.placement, "inside");
    assert.equal(asked[0]?.reasons[0]?.code, "denial.retry");
    assert.deepEqual(
      backend.runs.map(({ plan }) => plan.mode),
      ["workspace-write", "workspace-write"],
    );
  }, needsMore);
});

test("a no leaves the first result, which names what was blocked", async () => {
  await inYard(async ({ guard: make, run, backend }) => {
    await using guard = await make({
      set: [granular],
      onAsk: async () => ({ decision: "deny", by: "user" }),
    });
    const result = await run(guard, { kind: "command", script: "mytool" });
    assert.equal(result.outcome, "blocked");
    assert.match(result.text, /paddock-test\.txt/);
    assert.equal(backend.runs.length, 1);
  }, needsMore);
});

test("on-request reports to the agent, but asks for a command that a rule allows", async () => {
  await inYard(async ({ guard: make, run, workspace }) => {
    let asked = 0;
    const onAsk = async () => {
      asked++;
      return { decision: "allow", by: "user" } as const;
    };
    {
      await using guard = await make({ onAsk });
      assert.equal((await run(guard, { kind: "command", script: "mytool" })).outcome, "blocked");
      assert.equal(asked, 0);
    }
    const rules = join(workspace, ".paddock", "rules", "x.rules");
    writeFileSync(rules, 'prefix_rule(pattern=["mytool"], decision="allow")\n');
    await using guard = await make({ onAsk });
    assert.equal((await run(guard, { kind: "command", script: "mytool" })).outcome, "done");
    assert.equal(asked, 1);
  }, needsMore);
});

test("never asks nothing after a block, and under compat nothing leaves the sandbox silently", async () => {
  for (const options of [
    { set: ['approval_policy="never"'] },
    { set: [granular], trust: "trusted" as const, compat: "codex" as const },
  ]) {
    await inYard(async ({ guard: make, run, backend }) => {
      await using guard = await make({
        ...options,
        onAsk: async (request) => ({
          decision: request.reasons[0]?.code === "denial.retry" ? "deny" : "allow",
          by: "user",
        }),
      });
      const result = await run(guard, { kind: "command", script: "mytool" });
      assert.equal(result.outcome, "blocked");
      assert.equal(backend.runs.length, 1);
      assert.equal(backend.runs[0]?.plan.mode, "workspace-write");
    }, needsMore);
  }
});

test("what is protected inside a root is not offered", async () => {
  await inYard(async ({ guard: make, run, workspace }) => {
    let asked = 0;
    const path = join(workspace, ".git", "config");
    await using guard = await make({
      set: [granular],
      backends: [
        (await import("@paddock/sandbox/testing")).memoryBackend({
          script: () => ({
            status: { kind: "exit", code: 1 },
            denials: [{ layer: "mount", operation: "write", object: path }],
          }),
        }),
      ],
      onAsk: async () => {
        asked++;
        return { decision: "allow", by: "user" };
      },
    });
    assert.equal((await run(guard, { kind: "command", script: "mytool" })).outcome, "blocked");
    assert.equal(asked, 0);
  });
});
