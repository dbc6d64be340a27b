// What one decision costs, without and with a look at the disk: node --conditions=paddock-source bench/decide.ts
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate } from "@paddock/approvals";
import { loadConfig } from "@paddock/config";
import { loadRules } from "@paddock/rules";
import { inspectSurroundings } from "@paddock/sandbox";
import { resolveBoundary } from "../src/boundary.ts";
import { judge } from "../src/judge.ts";
import { normaliseAction } from "../src/normalise.ts";
import { planFor } from "../src/plan-for.ts";

const base = mkdtempSync(join(tmpdir(), "paddock-bench-"));
try {
  const workspace = join(base, "ws");
  const paddockHome = join(base, "home");
  mkdirSync(workspace);
  mkdirSync(paddockHome, { mode: 0o700 });
  const env = { HOME: base, PADDOCK_HOME: paddockHome, PATH: "/usr/bin:/bin" };
  const effective = await loadConfig({ cwd: workspace, env, trust: "trusted" });
  const boundary = resolveBoundary(effective, { paddockHome });
  const surroundings = await inspectSurroundings({
    roots: [workspace],
    env,
    home: homedir(),
    paddockHome,
    install: [],
    profile: boundary.profile,
  });
  const text = Array.from(
    { length: 100 },
    (_, n) => `prefix_rule(pattern=["tool${n}", "go"], decision="prompt")`,
  );
  const rules = loadRules([{ path: "bench.rules", text: text.join("\n"), layer: "user" }]);
  const plan = planFor(boundary.profile, surroundings, "inside", []);
  const time = (work: () => unknown): number => {
    for (let n = 0; n < 2000; n++) work();
    const rounds = 10_000;
    // Processor time, so that other programs on the machine do not count.
    const start = process.cpuUsage();
    for (let n = 0; n < rounds; n++) work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / rounds;
  };
  const print = (name: string, us: number, limit?: number): void => {
    const target = limit === undefined ? "" : `, ${(us / limit).toFixed(2)} of the ${limit} us aimed at`;
    process.stdout.write(`${name.padEnd(46)} ${us.toFixed(1)} us${target}\n`);
  };
  for (const script of ["npm test", "cd src && npm test | tee out.log"]) {
    const action = normaliseAction({ kind: "command", script }, workspace);
    const check = () => rules.check({ kind: "script", text: script }, { cwd: workspace });
    const verdict = check();
    const facts = {
      kind: "command",
      argv: [],
      script,
      cwd: workspace,
      verdict,
      escalation: { kind: "none" },
    } as const;
    const { approvalPolicy: policy, reviewer } = boundary;
    const reading = time(check);
    const table = time(() => evaluate({ policy, reviewer, mode: plan.mode, grants: [], action: facts }));
    const context = { boundary, plan, rules, grants: [], path: env.PATH };
    process.stdout.write(`${script}\n`);
    print("  rules: reading it, 100 rules", reading);
    print("  table: evaluating it", table);
    print("  decision without a look at the disk", reading + table, 50);
    print(
      "  decision with links and programs",
      time(() => judge(action, context)),
    );
  }
  print(
    "making the plan",
    time(() => planFor(boundary.profile, surroundings, "inside", [])),
  );
} finally {
  rmSync(base, { recursive: true, force: true });
}
