import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inYard } from "../test/yard.ts";

const hidden = `default_permissions = "dev"
[permissions.dev.filesystem]
":workspace_roots" = "write"
"/srv/secret" = "deny"
`;
const open = hidden.replace(/^"\/srv\/secret".*\n/m, "");

for (const [name, config, placement] of [
  ["files that somebody hid keep a command inside although its rule lifts it out", hidden, "inside"],
  ["without hidden files the rule lifts it out, as in Codex", open, "outside"],
] as const) {
  test(name, async () => {
    await inYard(async ({ guard: make, home }) => {
      writeFileSync(join(home, "config.toml"), config, { mode: 0o600 });
      mkdirSync(join(home, "rules"));
      writeFileSync(join(home, "rules", "user.rules"), 'prefix_rule(pattern=["uname"], decision="allow")\n');
      const env = { HOME: home, PADDOCK_HOME: home, CODEX_HOME: home, PATH: "/usr/bin:/bin" };
      await using guard = await make({ compat: "codex", env });
      const decision = guard.evaluate({ kind: "command", argv: ["uname", "-a"] });
      assert.ok(decision.decision === "allow", JSON.stringify(decision));
      assert.equal(decision.placement, placement);
    });
  });
}

test("reasons carry the file and line of the keys that decided", async () => {
  await inYard(async ({ guard: make, home }) => {
    const file = join(home, "config.toml");
    writeFileSync(file, 'sandbox_mode = "workspace-write"\napproval_policy = "never"\n', { mode: 0o600 });
    await using guard = await make();
    const asked = guard.evaluate({ kind: "command", script: "make", escalation: { kind: "outside" } });
    assert.deepEqual(
      asked.decision === "deny" && asked.reasons.map(({ code, origin }) => [code, origin?.file]),
      [
        ["escalation.outside", file],
        ["policy.never", file],
      ],
    );
    const plain = guard.evaluate({ kind: "command", script: "make" });
    assert.equal(plain.decision === "allow" && plain.reasons[0]?.origin?.file, file);
  });
});
