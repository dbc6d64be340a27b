import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadConfig } from "@paddock/config";
import { trailText } from "../test/trail-text.ts";
import { inYard, type Yard } from "../test/yard.ts";
import type { Action } from "./action.ts";
import { createGuard } from "./create-guard.ts";
import type { Guard } from "./guard-types.ts";

const deno = "Deno" in globalThis;
const prefix = deno
  ? ["run", "-A", "--no-check", "--quiet"]
  : ["--conditions=paddock-source", "--no-warnings"];
const outside: Action = { kind: "command", argv: ["/bin/true"], escalation: { kind: "outside" } };

/** Gives a test several yards at once. */
async function inYards(
  count: number,
  use: (yards: readonly Yard[]) => Promise<void>,
  yards: readonly Yard[] = [],
): Promise<void> {
  if (yards.length === count) return await use(yards);
  await inYard(async (yard) => inYards(count, use, [...yards, yard]));
}

test("many guards at work in one process share nothing: policies, users, questions, answers, records, ends", async () => {
  const policies = ["on-request", "never", "untrusted"] as const;
  await inYards(9, async (yards) => {
    const guards: Guard[] = [];
    const asked = yards.map((): string[] => []);
    for (const [n, yard] of yards.entries()) {
      mkdirSync(join(yard.workspace, `only-${n}`));
      guards.push(
        await yard.guard({
          set: [`approval_policy="${policies[n % 3]}"`],
          env: { HOME: yard.home, PADDOCK_HOME: yard.home, PATH: "/usr/bin:/bin", WHO: `user ${n}` },
          onAsk: async (request) => {
            asked[n]?.push(request.subject);
            return { decision: "allow", by: "user", scope: "session" };
          },
        }),
      );
    }
    // All of them at the same time, several actions each.
    await Promise.all(
      yards.flatMap((yard, n) => [
        yard.run(guards[n] as Guard, { kind: "command", argv: ["tool", `${n}`] }),
        yard.run(guards[n] as Guard, { kind: "write", path: "mine", content: `${n}` }),
        yard.run(guards[n] as Guard, outside),
      ]),
    );
    for (const [n, yard] of yards.entries()) {
      const guard = guards[n] as Guard;
      const policy = policies[n % 3];
      assert.equal(
        yard.backend.runs.every(({ command }) => command.cwd === yard.workspace),
        true,
      );
      assert.deepEqual(
        [...new Set(yard.backend.runs.map(({ command }) => command.env["WHO"]))],
        [`user ${n}`],
      );
      assert.equal(new TextDecoder().decode(yard.backend.disk.get(join(yard.workspace, "mine"))), `${n}`);
      const expected =
        policy === "never" ? [] : policy === "untrusted" ? [`tool ${n}`, "/bin/true"] : ["/bin/true"];
      assert.deepEqual(
        asked[n]?.filter((subject) => !subject.startsWith("write")).sort(),
        expected.sort(),
        policy,
      );
      assert.equal(guard.grants.list().length > 0, policy !== "never");
      const text = trailText(join(yard.home, "trail"));
      for (const [other, { workspace }] of yards.entries())
        assert.equal(text.includes(workspace), other === n, `trail ${n} and workspace ${other}`);
    }
    // One ends; the others go on.
    await guards[0]?.close();
    assert.throws(() => guards[0]?.evaluate(outside), /closed/);
    assert.equal(guards[1]?.evaluate(outside).decision, "deny");
    assert.equal(guards[3]?.evaluate(outside).decision, "allow", "its own session answer still counts");
    await Promise.all(guards.map((guard) => guard.close()));
  });
});

test("of several processes that answer at the same time one wins, and its answer counts", async () => {
  await inYard(async ({ guard: make, home }) => {
    await using guard = await make();
    for (let round = 0; round < 3; round++) {
      const run = guard.run({ ...outside, argv: ["/bin/echo", String(round)] });
      while (guard.pending.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      const id = guard.pending[0]?.id ?? "";
      const script = fileURLToPath(new URL("../test/answer-once.ts", import.meta.url));
      const start = String(Date.now() + 1500);
      const results = await Promise.all(
        ["allow", "deny", "allow", "deny"].map(
          (decision) =>
            new Promise<string>((resolve) => {
              const child = spawn(process.execPath, [...prefix, script, home, id, decision, start]);
              let out = "";
              child.stdout.on("data", (chunk) => (out += chunk));
              child.on("close", () => resolve(`${decision} ${out.trim()}`));
            }),
        ),
      );
      const won = results.filter((result) => result.endsWith(" won"));
      assert.equal(won.length, 1, results.join());
      assert.equal(results.filter((result) => result.endsWith(" lost")).length, 3, results.join());
      assert.equal((await run.result).outcome, won[0] === "allow won" ? "done" : "denied");
    }
  });
});

test("report mode records what a policy under trial would say, and relaxes nothing", async () => {
  await inYard(async ({ guard: make, run, records, workspace, home, backend }) => {
    const env = { HOME: home, PADDOCK_HOME: home };
    const loaded = (policy: string) =>
      loadConfig({
        cwd: workspace,
        env,
        trust: "trusted",
        set: [`approval_policy="${policy}"`, 'sandbox_mode="danger-full-access"'],
      });
    const strict = await loadConfig({
      cwd: workspace,
      env,
      trust: "trusted",
      set: ['approval_policy="untrusted"'],
    });
    for (const [candidate, expected] of [
      [await loaded("never"), "allow"],
      [strict, "ask"],
    ] as const) {
      await using guard = await make({
        mode: "report",
        candidate,
        onAsk: async () => ({ decision: "deny", by: "user" }),
      });
      records.length = 0;
      assert.equal((await run(guard, { kind: "command", script: "ls" })).outcome, "done");
      assert.equal(backend.runs.at(-1)?.plan.mode, "workspace-write");
      assert.equal((await run(guard, { kind: "command", script: "rm -rf x" })).outcome, "denied");
      const made = records.filter(({ name }) => name === "decision.made").map(({ attributes }) => attributes);
      assert.deepEqual(
        made.map((attributes) => [attributes["decision"], attributes["guard_mode"]]),
        [
          ["allow", "report"],
          ["deny", "report"],
        ],
      );
      assert.equal(made[0]?.["would_be"], expected);
    }
  });
});

test("the machine's requirements hold an embedded guard that says nothing about them", {
  skip: process.platform !== "linux" || process.getuid?.() !== 0 || deno ? "needs root and Node" : false,
}, async (t) => {
  await inYard(async ({ workspace, home }) => {
    // A copy of /etc with requirements, mounted where only the child sees it.
    const etc = join(home, "..", "etc");
    const script = join(home, "..", "embed.ts");
    const guard = fileURLToPath(new URL("./mod.ts", import.meta.url));
    writeFileSync(
      script,
      `import { createGuard } from ${JSON.stringify(guard)};
      await using guard = await createGuard({
        workspace: ${JSON.stringify(workspace)}, trust: "trusted",
        set: ['sandbox_mode="danger-full-access"'],
      });
      console.log(JSON.stringify([guard.boundary.profile.mode, guard.boundary.approvalPolicy.kind,
        guard.evaluate({ kind: "command", script: "curl x" }).decision]));`,
    );
    const steps = [
      `cp -a /etc ${etc}`,
      `mkdir -p -m 755 ${etc}/paddock`,
      `printf '%s\\n' 'allowed_sandbox_modes = ["read-only"]' 'allowed_approval_policies = ["on-request"]' '[rules]' 'prefix_rules = [{ pattern = [{ token = "curl" }], decision = "forbidden" }]' > ${etc}/paddock/requirements.toml`,
      `chmod 644 ${etc}/paddock/requirements.toml`,
      `mount --bind ${etc} /etc`,
      `exec ${process.execPath} ${prefix.join(" ")} ${script}`,
    ];
    const child = spawnSync("unshare", ["-m", "sh", "-ec", steps.join("\n")], {
      encoding: "utf8",
      env: { HOME: home, PADDOCK_HOME: home, PATH: process.env["PATH"] },
    });
    if (/unshare|mount:|Operation not permitted/.test(child.stderr) && child.stdout === "")
      return t.skip(child.stderr);
    assert.deepEqual(JSON.parse(child.stdout), ["read-only", "on-request", "deny"], child.stderr);
    assert.equal(existsSync("/etc/paddock/requirements.toml"), false);
  });
});

test("a guard without a workspace, or with one that is none, says what is wrong", async () => {
  await inYard(async ({ workspace, home }) => {
    const env = { HOME: home, PADDOCK_HOME: home };
    await assert.rejects(createGuard({ workspace: [], env }), { name: "GuardError", code: "bad-config" });
    await assert.rejects(
      createGuard({ workspace: join(workspace, "missing"), env }),
      /missing cannot be used/,
    );
    await assert.rejects(createGuard({ workspace, env, set: ["approval_policy=7"] }), /approval_policy/);
    await assert.rejects(createGuard({ workspace, env, permissions: "nobody" }), /nobody/);
  });
});
