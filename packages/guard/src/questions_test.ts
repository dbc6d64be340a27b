import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inYard, yes } from "../test/yard.ts";
import type { Action } from "./action.ts";
import { answerQuestion, openQuestions } from "./answer-question.ts";
import type { Answer, ApprovalRequest } from "./decision.ts";
import { GuardError } from "./guard-error.ts";
import type { Guard } from "./guard-types.ts";
import type { Run } from "./run.ts";

const outside: Action = { kind: "command", argv: ["/bin/true"], escalation: { kind: "outside" } };

/** The question that a run puts. */
async function questionOf(guard: Guard, run: Run): Promise<ApprovalRequest> {
  for await (const event of run.events) {
    if (event.kind !== "record" || event.record.name !== "approval.requested") continue;
    const id = event.record.ids.approval;
    const found = guard.pending.find((request) => request.id === id);
    if (found) return found;
  }
  throw new Error("no question was put");
}

test("another process answers, exactly once, and the run goes on", async () => {
  await inYard(async ({ guard: make, home }) => {
    await using guard = await make();
    const run = guard.run(outside);
    const { id } = await questionOf(guard, run);
    assert.deepEqual(
      openQuestions(home).map((request) => request.id),
      [id],
    );
    answerQuestion(home, id, { decision: "allow", by: "user" });
    assert.throws(() => answerQuestion(home, id, { decision: "deny", by: "user" }), GuardError);
    const result = await run.result;
    assert.equal(result.outcome, "done");
    assert.equal(result.answer?.decision, "allow");
    assert.equal(openQuestions(home).length, 0);
    await assert.rejects(guard.answer(id, { decision: "allow", by: "user" }), GuardError);
    assert.throws(() => answerQuestion(home, id, { decision: "allow", by: "user" }), /no open question/);
  });
});

test("an answer that the question does not offer is refused, wherever it comes from", async () => {
  await inYard(async ({ guard: make, home }) => {
    await using guard = await make();
    const run = guard.run({ kind: "stdin", execution: "none", data: "x" });
    assert.equal((await run.result).outcome, "failed");
    const asked = guard.run(outside);
    const { id } = await questionOf(guard, asked);
    assert.throws(
      () => answerQuestion(home, id, { decision: "allow", by: "user", scope: "turn" }),
      /does not offer/,
    );
    // Somebody who writes the file directly gets a no.
    writeFileSync(
      join(home, "pending", `${id}.answer.json`),
      JSON.stringify({ decision: "allow", by: "user", scope: "turn" }),
    );
    assert.equal((await asked.result).outcome, "denied");
  });
});

test("a question outlives its process: the later yes counts once, for exactly the same", async () => {
  await inYard(async ({ guard: make, run, home }) => {
    const first = await make({ session: "s1" });
    const waiting = first.run(outside);
    const { id } = await questionOf(first, waiting);
    await first.close();
    assert.equal((await waiting.result).outcome, "stopped");
    answerQuestion(home, id, { decision: "allow", by: "user" });
    {
      await using other = await make({ session: "s2" });
      assert.equal(other.evaluate(outside).decision, "ask", "another session has nothing of it");
    }
    await using again = await make({ session: "s1" });
    assert.equal(again.evaluate({ ...outside, argv: ["/bin/false"] }).decision, "ask");
    assert.equal((await run(again, outside)).outcome, "done");
    assert.equal(again.evaluate(outside).decision, "ask", "it is used up");
    assert.equal(openQuestions(home).length, 0);
  });
});

test("an open question is taken up again and can still be answered there", async () => {
  await inYard(async ({ guard: make }) => {
    const first = await make({ session: "s1" });
    const waiting = first.run(outside);
    const { id } = await questionOf(first, waiting);
    await first.close();
    await using again = await make({ session: "s1" });
    assert.deepEqual(
      again.pending.map((request) => request.id),
      [id],
    );
    await again.answer(id, { decision: "allow", by: "user", scope: "session" });
    assert.equal(again.evaluate(outside).decision, "allow");
    assert.equal(again.pending.length, 0);
  });
});

test("two actions that are exactly the same share one question", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make();
    const first = guard.run(outside);
    const { id } = await questionOf(guard, first);
    const second = guard.run(outside);
    const other = guard.run({ ...outside, argv: ["/bin/false"] });
    const { id: otherId } = await questionOf(guard, other);
    assert.equal(guard.pending.length, 2);
    await guard.answer(otherId, { decision: "deny", by: "user" });
    await guard.answer(id, { decision: "allow", by: "user" });
    assert.equal((await first.result).outcome, "done");
    assert.equal((await second.result).outcome, "done");
    assert.equal((await other.result).outcome, "denied");
  });
});

test("a flood of questions is stopped", async () => {
  await inYard(async ({ guard: make }) => {
    const guard = await make();
    const runs: Run[] = [];
    for (let n = 0; n < 16; n++) {
      runs.push(guard.run({ ...outside, argv: ["/bin/echo", String(n)] }));
      await questionOf(guard, runs[n] as Run);
    }
    const result = await guard.run({ ...outside, argv: ["/bin/echo", "16"] }).result;
    assert.equal(result.outcome, "denied");
    assert.match(result.text, /too many questions/);
    await guard.close();
    for (const run of runs) assert.equal((await run.result).outcome, "stopped");
  });
});

test("a session answer counts for what was granted, not for the exact words", async () => {
  await inYard(async ({ guard: make, run }) => {
    const answers: ApprovalRequest[] = [];
    await using guard = await make({
      set: ['approval_policy="untrusted"'],
      onAsk: async (request) => {
        answers.push(request);
        return { decision: "allow", by: "user", scope: "session" };
      },
    });
    await run(guard, { kind: "command", script: "npm test" });
    assert.equal(answers.length, 1);
    assert.match(answers[0]?.options.find(({ key }) => key === "session")?.stores?.text ?? "", /npm test/);
    await run(guard, { kind: "command", script: "npm test -- --watch" });
    assert.equal(answers.length, 1);
    await run(guard, { kind: "command", script: "npm publish" });
    assert.equal(answers.length, 2);
    assert.equal(guard.grants.list().length, 2);
    assert.equal(guard.grants.revoke(guard.grants.list()[0]?.id ?? ""), true);
    assert.equal(guard.evaluate({ kind: "command", script: "npm test" }).decision, "ask");
  });
});

test("a prefix granted outside does not answer for a flag that runs programs or writes files", async () => {
  await inYard(async ({ guard: make, run }) => {
    let asked = 0;
    await using guard = await make({
      onAsk: async () => {
        asked++;
        return { decision: "allow", by: "user", scope: "session" };
      },
    });
    const sort = (...words: readonly string[]): Action => ({
      kind: "command",
      argv: ["sort", "/etc/hostname", ...words],
      cwd: "/",
      escalation: { kind: "outside" },
    });
    await run(guard, sort());
    assert.equal(asked, 1);
    await run(guard, sort("-r"));
    assert.equal(asked, 1, "other operands and plain flags are covered");
    for (const flag of ["--compress-program=sh", "--compress-prog=sh", "-o/etc/passwd"]) {
      assert.equal(guard.evaluate(sort(flag)).decision, "ask", flag);
    }
  });
});

test("under compat an answer for good makes a grant that keeps the sandbox, and no rule that would lift it", async () => {
  await inYard(async ({ guard: make, run, workspace, home, backend }) => {
    // A project that is marked untrusted gets the policy untrusted.
    const codex = { trust: "untrusted", compat: "codex" } as const;
    await using guard = await make({
      ...codex,
      onAsk: async () => ({ decision: "allow", by: "user", scope: "project" }),
    });
    const action: Action = { kind: "command", script: "npm test" };
    assert.equal((await run(guard, action)).outcome, "done");
    assert.equal((await run(guard, action)).answer, undefined, "it is not asked again");
    assert.equal(guard.grants.list()[0]?.scope, "project");
    assert.ok(backend.runs.every(({ plan }) => plan.mode !== "danger-full-access"));
    for (const folder of [workspace, home]) {
      for (const sub of [".codex", ".paddock", "."]) {
        assert.equal(existsSync(join(folder, sub, "rules", "default.rules")), false);
      }
    }
  });
});

test("an answer for the project writes a rule that keeps the sandbox, and the next session has it", async () => {
  await inYard(async ({ guard: make, run, workspace, records, backend }) => {
    const options = { set: ['approval_policy="untrusted"'] };
    const file = join(workspace, ".paddock", "rules", "approved.rules");
    {
      await using guard = await make({
        ...options,
        onAsk: async (request) => {
          const option = request.options.find(({ key }) => key === "project");
          assert.equal(option?.stores?.file, file);
          assert.match(option?.stores?.text ?? "", /^prefix_rule\(/);
          return { decision: "allow", by: "user", scope: "project" };
        },
      });
      await run(guard, { kind: "command", script: "npm test" });
      assert.equal(guard.evaluate({ kind: "command", script: "npm test" }).decision, "allow");
    }
    assert.match(readFileSync(file, "utf8"), /"npm", "test"/);
    assert.ok(records.some((record) => record.name === "rule.added"));
    await using guard = await make(options);
    assert.equal((await run(guard, { kind: "command", script: "npm test" })).outcome, "done");
    assert.equal(backend.runs.at(-1)?.plan.mode, "workspace-write");
  });
});

test("a rule file that is a link or is broken takes no rule, and the command does not run", async () => {
  for (const spoil of ["link", "broken"] as const) {
    await inYard(async ({ guard: make, workspace, home, backend }) => {
      const rules = join(workspace, ".paddock", "rules");
      mkdirSync(rules, { recursive: true });
      const file = join(rules, "approved.rules");
      const elsewhere = join(home, "target");
      await using guard = await make({
        set: ['approval_policy="untrusted"'],
        onAsk: async () => {
          if (spoil === "link") symlinkSync(elsewhere, file);
          else writeFileSync(file, "prefix_rule(\n");
          return { decision: "allow", by: "user", scope: "project" };
        },
      });
      const before = backend.runs.length;
      await assert.rejects(
        guard.run({ kind: "command", script: "npm test" }).result,
        /no rule is written|so it is not edited/,
      );
      assert.equal(backend.runs.length, before);
      assert.equal(existsSync(elsewhere), false);
    });
  }
});

test("no rule and no lasting grant is offered for a program that covers everything", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make({ set: ['approval_policy="untrusted"'] });
    for (const script of ["bash -s", "python3 -c 'print(1)'", "sudo ls", "mytool $X > out"]) {
      const decision = guard.evaluate({ kind: "command", script });
      assert.equal(decision.decision, "ask", script);
      const keys = decision.decision === "ask" ? decision.request.options.map(({ key }) => key) : [];
      assert.equal(keys.includes("project") || keys.includes("user"), false, script);
    }
  });
});

test("a program in the workspace gets no lasting grant outside", async () => {
  await inYard(async ({ guard: make, workspace }) => {
    writeFileSync(join(workspace, "build.sh"), "#!/bin/sh\n", { mode: 0o755 });
    await using guard = await make();
    const offered = (action: Partial<Action> & object): readonly string[] => {
      const decision = guard.evaluate({ ...outside, ...action } as Action);
      return decision.decision === "ask" ? decision.request.options.map(({ key }) => key) : [];
    };
    assert.deepEqual(offered({ argv: ["./build.sh"] }), ["once", "no", "stop"]);
    assert.deepEqual(offered({ argv: ["make", "install"] }), ["once", "no", "stop"]);
    assert.deepEqual(offered({ argv: ["cat", "build.sh"] }), ["once", "no", "stop"]);
    assert.ok(offered({ argv: ["uname", "-a"], cwd: "/" }).includes("session"));
  });
});

test("a lasting grant is kept in the user's home, counts in a later session, and can be taken back", async () => {
  await inYard(async ({ guard: make, run, home }) => {
    const write: Action = { kind: "write", path: "/opt/paddock-test/a.txt", content: "x" };
    let asked = 0;
    const onAsk = async (): Promise<Answer> => {
      asked++;
      return { decision: "allow", by: "user", scope: "project" };
    };
    {
      await using guard = await make({ onAsk });
      await run(guard, write);
    }
    assert.equal(asked, 1);
    assert.equal(JSON.parse(readFileSync(join(home, "grants.json"), "utf8")).length, 1);
    {
      await using guard = await make({ onAsk });
      await run(guard, write);
      assert.equal(asked, 1);
      const [grant] = guard.grants.list();
      assert.equal(guard.grants.revoke(grant?.id ?? ""), true);
      assert.equal(guard.evaluate(write).decision, "ask");
    }
    assert.deepEqual(JSON.parse(readFileSync(join(home, "grants.json"), "utf8")), []);
    for (const wrong of ["{", '[{"scope":"user","covers":[{"kind":"write"}]}]']) {
      writeFileSync(join(home, "grants.json"), wrong);
      await assert.rejects(make(), /grants.json is not a list of grants/);
    }
  });
});

test("a lasting grant that one session takes back no longer counts in another that runs", async () => {
  await inYard(async ({ guard: make, run }) => {
    const write: Action = { kind: "write", path: "/opt/paddock-test/a.txt", content: "x" };
    let asked = 0;
    const onAsk = async (): Promise<Answer> => {
      asked++;
      return { decision: "allow", by: "user", scope: "project" };
    };
    await using one = await make({ onAsk });
    await using two = await make({ onAsk });
    await run(one, write);
    await run(two, write);
    assert.equal(asked, 1, "the other session has it too");
    const [grant] = two.grants.list();
    assert.equal(two.grants.revoke(grant?.id ?? ""), true);
    await two.close();
    await run(one, write);
    assert.equal(asked, 2);
  });
});

test("a file that is swapped while the question is open is asked about again", async () => {
  await inYard(async ({ guard: make, run, workspace, backend }) => {
    const script = join(workspace, "build.sh");
    writeFileSync(script, "echo good\n", { mode: 0o755 });
    const digests: string[] = [];
    await using guard = await make({
      onAsk: async (request) => {
        digests.push(request.digest);
        if (digests.length === 1) writeFileSync(script, "echo evil\n");
        return yes();
      },
    });
    const before = backend.runs.length;
    const result = await run(guard, {
      kind: "command",
      argv: ["./build.sh"],
      escalation: { kind: "outside" },
    });
    assert.equal(digests.length, 2);
    assert.notEqual(digests[0], digests[1]);
    assert.notEqual(result.outcome, "denied");
    assert.equal(backend.runs.length, before, "it ran outside, by the second answer");
  });
});

test("what a grant was given for is noticed when it is swapped: program on PATH, working directory, link", async () => {
  await inYard(async ({ guard: make, workspace, home }) => {
    const bin = join(home, "..", "bin");
    mkdirSync(bin);
    const tool = join(bin, "mytool");
    writeFileSync(tool, "#!/bin/sh\n", { mode: 0o755 });
    await using guard = await make({
      env: { HOME: join(home, ".."), PADDOCK_HOME: home, PATH: `${bin}:/usr/bin:/bin` },
    });
    const action: Action = {
      kind: "command",
      argv: ["mytool", "x"],
      cwd: workspace,
      escalation: { kind: "outside" },
    };
    const decision = guard.evaluate(action);
    assert.equal(decision.decision, "ask");
    const digest = decision.decision === "ask" ? decision.request.digest : "";
    const now = (): string => {
      const again = guard.evaluate(action);
      return again.decision === "ask" ? again.request.digest : "";
    };
    assert.equal(now(), digest);
    writeFileSync(tool, "#!/bin/sh\necho swapped\n", { mode: 0o755 });
    assert.notEqual(now(), digest);
    const elsewhere = join(home, "..", "moved");
    const before = now();
    renameSync(workspace, elsewhere);
    mkdirSync(workspace);
    assert.notEqual(now(), before, "another directory by the same name");
    rmSync(workspace, { recursive: true });
    symlinkSync(home, workspace);
    assert.notEqual(now(), before, "a link in its place");
    rmSync(workspace);
    renameSync(elsewhere, workspace);
    assert.equal(now(), before);
  });
});
