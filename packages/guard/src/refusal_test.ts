import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { Refusal } from "./refusal.ts";

const RULES =
  'prefix_rule(pattern=["git", "push"], decision="forbidden", justification="ask a person to push")\n';

test("every refusal says who, by which rule or key, and what to do instead", async () => {
  const cases: readonly [policy: string, action: Action, expected: Partial<Refusal>, alternative: RegExp][] =
    [
      [
        "on-request",
        { kind: "command", script: "git push" },
        { code: "rule-denied", by: "rule", rule: "git push" },
        /no rule forbids/,
      ],
      [
        "never",
        { kind: "command", script: "rm -rf x" },
        { code: "approval-never", by: "policy", key: "approval_policy" },
        /loses nothing/,
      ],
      [
        "on-request",
        { kind: "command", script: "rm -rf x" },
        { code: "answer-no", by: "user" },
        /loses nothing/,
      ],
      [
        "on-request",
        { kind: "command", script: "ls", escalation: { kind: "outside" } },
        { code: "answer-no", by: "user", key: "sandbox_mode" },
        /inside the sandbox/,
      ],
      [
        "on-request",
        { kind: "write", path: "/etc/x", content: "" },
        { code: "answer-no", by: "user", key: "default_permissions" },
        /inside the workspace/,
      ],
      [
        "on-request",
        { kind: "network", host: "example.com", port: 443, protocol: "https" },
        { by: "network", key: "permissions.network" },
        /without this host/,
      ],
      [
        "on-request",
        { kind: "mcp", server: "s", tool: "t", input: {} },
        { code: "answer-no", by: "user", key: "mcp_servers" },
        /only reads/,
      ],
      ["never", { kind: "credential", name: "x" }, { by: "policy", key: "approval_policy" }, /./],
    ];
  for (const [policy, action, expected, alternative] of cases) {
    await inYard(async ({ guard: make, run, workspace }) => {
      writeFileSync(join(workspace, ".paddock", "rules", "x.rules"), RULES);
      await using guard = await make({
        set: [`approval_policy="${policy}"`],
        onAsk: async () => ({ decision: "deny", by: "user" }),
      });
      const { refusal, text } = await run(guard, action);
      const name = JSON.stringify(action);
      for (const [key, value] of Object.entries(expected))
        assert.equal(refusal?.[key as keyof Refusal], value, `${name}: ${key}`);
      assert.match(refusal?.alternative ?? "", alternative, name);
      assert.ok(text.endsWith(refusal?.alternative ?? "-"), `${name}: ${text}`);
      assert.ok((refusal?.reasons.length ?? 0) > 0, name);
    });
  }
});

test("a block offers exactly what was missing", async () => {
  await inYard(
    async ({ guard: make, run }) => {
      await using guard = await make();
      const { refusal } = await run(guard, { kind: "command", script: "mytool" });
      assert.equal(refusal?.by, "sandbox");
      assert.equal(
        refusal?.alternative,
        "Work inside the boundary, or ask to write /usr/share and nothing else.",
      );
    },
    {
      script: () => ({
        status: { kind: "exit", code: 1 },
        denials: [{ layer: "mount", operation: "create", object: "/usr/share/paddock-x", errno: "EROFS" }],
      }),
    },
  );
});
