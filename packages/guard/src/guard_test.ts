import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inYard, yes } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { ApprovalRequest } from "./decision.ts";
import { GuardError } from "./guard-error.ts";

test("a harmless command runs inside, and its decision is recorded before it starts", async () => {
  await inYard(
    async ({ guard: make, run, records, backend, workspace }) => {
      await using guard = await make();
      const result = await run(guard, { kind: "command", script: "echo hi" });
      assert.equal(result.outcome, "done");
      assert.equal(result.text, "hi\n");
      const names = records.map((record) => record.name);
      assert.ok(names.indexOf("decision.made") < names.indexOf("execution.started"), names.join(" "));
      assert.equal(backend.runs.at(-1)?.plan.mode, "workspace-write");
      assert.equal(backend.runs.at(-1)?.command.cwd, workspace);
    },
    { script: () => ({ stdout: "hi\n" }) },
  );
});

test("a command that a rule forbids is denied with the rule and never started", async () => {
  await inYard(async ({ guard: make, run, backend, workspace, records }) => {
    const file = join(workspace, ".paddock", "rules", "x.rules");
    writeFileSync(
      file,
      'prefix_rule(pattern=["git", "push"], decision="forbidden", justification="ask a person to push")\n',
    );
    await using guard = await make();
    const before = backend.runs.length;
    const result = await run(guard, { kind: "command", script: "'git' push >/dev/null" });
    assert.equal(result.outcome, "denied");
    assert.equal(result.refusal?.by, "rule");
    assert.match(result.text, /ask a person to push/);
    assert.equal(result.refusal?.reasons[0]?.origin?.file, file);
    assert.equal(backend.runs.length, before);
    assert.ok(
      records.some((record) => record.name === "decision.made" && record.attributes["decision"] === "deny"),
    );
  });
});

test("a question is answered once, by another caller, and only with an answer it offers", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make();
    const run = guard.run({
      kind: "command",
      script: "make install",
      escalation: { kind: "outside", justification: "it installs" },
    });
    let request: ApprovalRequest | undefined;
    for await (const event of run.events) {
      if (event.kind !== "record" || event.record.name !== "approval.requested") continue;
      request = guard.pending[0];
      assert.equal(request?.title, "Run with NO sandbox?");
      assert.equal(request?.justification, "it installs");
      await assert.rejects(guard.answer("nope", { decision: "deny", by: "user" }), GuardError);
      await assert.rejects(
        guard.answer(request?.id ?? "", { decision: "allow", scope: "user", by: "user" }),
        /does not offer/,
      );
      await guard.answer(request?.id ?? "", { decision: "deny", by: "user", message: "use make test" });
      await assert.rejects(
        guard.answer(request?.id ?? "", { decision: "allow", by: "user" }),
        /no open question/,
      );
    }
    const result = await run.result;
    assert.equal(result.outcome, "denied");
    assert.match(result.text, /use make test/);
    assert.deepEqual(JSON.parse(JSON.stringify(request)), request);
  });
});

test("a yes runs what was asked, outside only when the question said so", async () => {
  await inYard(async ({ guard: make, run, workspace }) => {
    let asked: ApprovalRequest | undefined;
    await using guard = await make({
      onAsk: async (request) => {
        asked = request;
        return yes();
      },
    });
    const result = await run(guard, {
      kind: "command",
      argv: ["/bin/sh", "-c", "echo out > made"],
      escalation: { kind: "outside" },
    });
    assert.equal(result.outcome, "done");
    assert.equal(asked?.placement, "outside");
    assert.equal(result.report?.enforcement, "none");
    assert.ok(existsSync(join(workspace, "made")));
  });
});

test("what changed between question and answer does not run", async () => {
  await inYard(async ({ guard: make, run, workspace, backend }) => {
    const script = join(workspace, "build.sh");
    writeFileSync(script, "echo good\n", { mode: 0o755 });
    await using guard = await make({
      onAsk: async () => {
        writeFileSync(script, "echo evil\n");
        return yes();
      },
    });
    const before = backend.runs.length;
    const result = await run(guard, {
      kind: "command",
      argv: ["./build.sh"],
      escalation: { kind: "outside" },
    });
    assert.equal(result.refusal?.code, "changed-since-asked");
    assert.equal(backend.runs.length, before);
  });
});

test("a write inside happens in the sandbox, one outside asks and is refused without an answer", async () => {
  await inYard(async ({ guard: make, run, workspace, backend }) => {
    await using guard = await make({ onAsk: async () => ({ decision: "deny", by: "user" }) });
    const inside = await run(guard, { kind: "write", path: "a.txt", content: "x" });
    assert.equal(inside.outcome, "done");
    assert.equal(new TextDecoder().decode(backend.disk.get(join(workspace, "a.txt"))), "x");
    const outside = await run(guard, { kind: "write", path: "/etc/x", content: "x" });
    assert.equal(outside.outcome, "denied");
    assert.equal(backend.disk.has("/etc/x"), false);
  });
});

test("a patch is applied whole or not at all", async () => {
  await inYard(async ({ guard: make, run, workspace, backend }) => {
    const put = (name: string, text: string): void =>
      void backend.disk.set(join(workspace, name), new TextEncoder().encode(text));
    const get = (name: string): string => new TextDecoder().decode(backend.disk.get(join(workspace, name)));
    put("a", "one\ntwo\n");
    put("b", "three\n");
    await using guard = await make();
    const patch = (b: string): string =>
      `*** Begin Patch\n*** Update File: a\n-two\n+2\n*** Update File: b\n-${b}\n+3\n*** End Patch`;
    const bad = await run(guard, { kind: "patch", patch: patch("missing") });
    assert.equal(bad.outcome, "failed");
    assert.match(bad.text, /b: chunk 1.*nothing was written/);
    assert.equal(get("a"), "one\ntwo\n");
    const late = `*** Begin Patch\n*** Update File: a\n-two\n+2\n*** Delete File: b\n*** Add File: c\n+x\n*** End Patch`;
    put("c", "there already\n");
    const clash = await run(guard, { kind: "patch", patch: late });
    assert.equal(clash.outcome, "failed");
    assert.equal(get("a") + get("b") + get("c"), "one\ntwo\nthree\nthere already\n");
    const good = await run(guard, { kind: "patch", patch: patch("three") });
    assert.equal(good.outcome, "done");
    assert.equal(get("a") + get("b"), "one\n2\n3\n");
  });
});

test("a trail that cannot be written stops the action", async () => {
  await inYard(async ({ guard: make, backend }) => {
    const guard = await make();
    const before = backend.runs.length;
    await guard.close();
    assert.throws(() => guard.run({ kind: "command", script: "echo" }), GuardError);
    let full = false;
    const trail = {
      session: "s",
      directory: "/nowhere",
      append: async () => {
        if (full) throw new Error("ENOSPC");
        return {
          v: 1,
          seq: 1,
          time: "",
          id: "",
          name: "",
          severity: "info",
          ids: { session: "s" },
          attributes: {},
        } as const;
      },
      close: async () => {},
      [Symbol.asyncDispose]: async () => {},
    };
    const other = await make({ trail });
    full = true;
    const run = other.run({ kind: "command", script: "echo" });
    await assert.rejects(run.result, /nothing is run/);
    assert.equal(backend.runs.length, before);
  });
});

test("a backend that cannot give what the plan promises refuses the guard", async () => {
  await inYard(
    async ({ guard: make }) => {
      await assert.rejects(
        make(),
        (error: unknown) => error instanceof GuardError && error.code === "sandbox-unavailable",
      );
    },
    { lost: ["fs.read.deny"] },
  );
});

test("a denial is named in the result and in the trail", async () => {
  await inYard(
    async ({ guard: make, run, records }) => {
      await using guard = await make();
      const result = await run(guard, { kind: "command", script: "touch /etc/x" });
      assert.equal(result.outcome, "blocked");
      assert.match(result.text, /The sandbox blocked: create \/etc\/x \(EROFS\)/);
      assert.equal(result.refusal?.by, "sandbox");
      assert.equal(
        records.find((record) => record.name === "sandbox.denied")?.attributes["object"],
        "/etc/x",
      );
    },
    {
      script: () => ({
        stderr: "touch: cannot touch\n",
        status: { kind: "exit", code: 1 },
        denials: [{ layer: "mount", operation: "create", object: "/etc/x", errno: "EROFS" }],
      }),
    },
  );
});

test("evaluate() says what would happen and starts nothing", async () => {
  await inYard(async ({ guard: make, backend }) => {
    await using guard = await make();
    const before = backend.runs.length;
    assert.equal(guard.evaluate({ kind: "command", script: "ls" }).decision, "allow");
    assert.equal(
      guard.evaluate({ kind: "command", script: "ls", escalation: { kind: "outside" } }).decision,
      "ask",
    );
    assert.equal(
      guard.evaluate({ kind: "network", host: "example.com", port: 443, protocol: "https" }).decision,
      "deny",
    );
    assert.equal(backend.runs.length, before);
    assert.equal(guard.pending.length, 0);
  });
});

test("two guards in one process share nothing", async () => {
  await inYard(async (one) => {
    await inYard(async (two) => {
      await using first = await one.guard();
      await using second = await two.guard({ set: ['approval_policy="never"'] });
      const action: Action = { kind: "command", script: "ls", escalation: { kind: "outside" } };
      assert.equal(first.evaluate(action).decision, "ask");
      assert.equal(second.evaluate(action).decision, "deny");
    });
  });
});

test("a cancelled run withdraws its question", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make();
    const abort = new AbortController();
    const run = guard.run(
      { kind: "command", script: "ls", escalation: { kind: "outside" } },
      { signal: abort.signal },
    );
    for await (const event of run.events) {
      if (event.kind === "record" && event.record.name === "approval.requested") abort.abort();
    }
    assert.equal((await run.result).outcome, "stopped");
    assert.equal(guard.pending.length, 0);
  });
});
