import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { ApprovalRequest } from "./decision.ts";

// Variables that an action brings along can change what its words do: PATH, a loader variable, a shell's start-up file.

const outside: Action = {
  kind: "command",
  argv: ["uname", "-s", "-r"],
  cwd: "/",
  escalation: { kind: "outside" },
};

test("a session grant for a command does not cover it with an environment of its own", async () => {
  await inYard(async ({ guard: make, run }) => {
    const asked: ApprovalRequest[] = [];
    await using guard = await make({
      onAsk: async (request) => {
        asked.push(request);
        return { decision: "allow", by: "user", scope: "session" };
      },
    });
    await run(guard, outside);
    assert.match(asked[0]?.options.find(({ key }) => key === "session")?.stores?.text ?? "", /uname -s/);
    assert.equal(guard.evaluate(outside).decision, "allow");
    for (const env of [{ PATH: "/tmp/evil:/usr/bin" }, { LD_PRELOAD: "/tmp/x.so" }, { A: "1" }]) {
      const decision = guard.evaluate({ ...outside, env });
      assert.equal(decision.decision, "ask", JSON.stringify(env));
      const covers = (decision.decision === "ask" ? decision.request.options : []).flatMap(
        (option) => option.covers ?? [],
      );
      assert.deepEqual(new Set(covers.map(({ kind }) => kind)), new Set(["exact"]));
    }
  });
});

test("the question names what is added to the environment", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make();
    const decision = guard.evaluate({ ...outside, env: { LD_PRELOAD: "/tmp/my lib.so" } });
    assert.equal(
      decision.decision === "ask" ? decision.request.subject : "",
      "uname -s -r\n(with LD_PRELOAD='/tmp/my lib.so')",
    );
  });
});

test("an allow rule that takes a command outside does not cover it with an environment of its own", async () => {
  await inYard(async ({ guard: make, workspace, home }) => {
    const rules =
      'prefix_rule(pattern=["docker"], decision="allow")\nprefix_rule(pattern=["git", "push"], decision="forbidden")\n';
    writeFileSync(join(workspace, ".paddock", "rules", "x.rules"), rules);
    await using guard = await make();
    const plain: Action = { kind: "command", script: "docker ps" };
    const reasons = (action: Action): string =>
      guard
        .evaluate(action)
        .reasons.map(({ code }) => code)
        .join();
    assert.match(reasons(plain), /rule/);
    assert.doesNotMatch(reasons({ ...plain, env: { PATH: home } }), /rule/);
    const push: Action = { kind: "command", argv: ["git", "push"], env: { A: "1" } };
    assert.equal(guard.evaluate(push).decision, "deny");
  });
});

test("a program is bound as the PATH that the action brings finds it", async () => {
  await inYard(async ({ guard: make, home, workspace }) => {
    writeFileSync(join(home, "uname"), "#!/bin/sh\n", { mode: 0o755 });
    await using guard = await make();
    const digest = (): string => {
      const decision = guard.evaluate({ ...outside, cwd: workspace, env: { PATH: home } });
      return decision.decision === "ask" ? decision.request.digest : "";
    };
    const before = digest();
    writeFileSync(join(home, "uname"), "#!/bin/sh\necho swapped\n");
    assert.notEqual(digest(), before);
  });
});
