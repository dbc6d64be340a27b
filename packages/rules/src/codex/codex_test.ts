import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkArgv, chooseCodexAmendment, loadRules, type Segment } from "../mod.ts";

interface RuleCase {
  readonly id: string;
  readonly rules: string;
  readonly extra_rules?: readonly string[];
  readonly argv: readonly string[];
  readonly flags: readonly string[];
  readonly expect: {
    readonly exit: number;
    readonly error?: string;
    readonly decision?: string | null;
    readonly matchedRules?: readonly unknown[];
    readonly stderr?: string;
    readonly at?: string;
  };
}

interface DecisionCase {
  readonly id: string;
  readonly approval: unknown;
  readonly sandbox: string;
  readonly rules: string;
  readonly requirements?: string;
  readonly call: {
    readonly cmd: string;
    readonly sandbox_permissions?: string;
    readonly prefix_rule?: readonly string[];
    readonly justification?: string;
  };
  readonly expect: {
    readonly verdict: string;
    readonly reason?: string | null;
    readonly amendment?: readonly string[] | null;
  };
}

function cases<T>(name: string): readonly T[] {
  const file = fileURLToPath(new URL(`../../../../conformance/cases/${name}`, import.meta.url));
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

const FOLDERS: Readonly<Record<string, string>> = { CWD: "/w/cwd", PARENT: "/w", HOME: "/home/u" };

function fill<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value).replace(/\$(CWD|PARENT|HOME)/g, (_, name: string) => FOLDERS[name]!),
  ) as T;
}

/** What follows a bracket in a recorded message is a dump in another language's syntax. */
function comparable(message: string): string {
  return message.split(/[[{]/)[0]!.trim();
}

test("argv under rule files: every recorded case gives the same result, message and place", () => {
  for (const raw of cases<RuleCase>("rules.jsonl")) {
    if (raw.expect.error === "usage") continue;
    const item = fill(raw);
    const files = [item.rules, ...(item.extra_rules ?? [])].map((text, at) => ({
      path: at === 0 ? "t.rules" : `t${at + 1}.rules`,
      text,
      layer: "test",
    }));
    const resolveHostExecutables = item.flags.includes("--resolve-host-executables");
    const outcome = checkArgv(files, item.argv, { cwd: "/w/cwd", home: "/home/u", resolveHostExecutables });
    if (outcome.kind === "result") {
      assert.equal(item.expect.exit, 0, item.id);
      assert.equal(outcome.result.decision ?? null, item.expect.decision ?? null, item.id);
      assert.equal(
        JSON.stringify(outcome.result.matchedRules),
        JSON.stringify(item.expect.matchedRules),
        item.id,
      );
    } else {
      assert.equal(item.expect.exit, 1, `${item.id}: ${outcome.message}`);
      assert.ok(
        outcome.text.includes(comparable(item.expect.stderr ?? "")),
        `${item.id}: ${outcome.message}`,
      );
      if (item.expect.at !== undefined)
        assert.ok(outcome.text.includes(item.expect.at), `${item.id}: ${outcome.text}`);
    }
  }
});

test("reasons and amendments of recorded questions are the same", () => {
  let compared = 0;
  for (const item of cases<DecisionCase>("decisions.jsonl")) {
    // What a granular policy offers is a matter of the approvals, not of the rules.
    if (
      item.expect.verdict !== "prompt" ||
      item.requirements !== undefined ||
      typeof item.approval !== "string"
    )
      continue;
    const rules = loadRules([{ path: "user.rules", text: item.rules, layer: "user" }], { compat: "codex" });
    const verdict = rules.check({ kind: "script", text: item.call.cmd, shell: "/bin/bash" }, { cwd: "/ws" });
    const asksAlways = item.approval === "untrusted" || item.call.sandbox_permissions === "require_escalated";
    const asks = (segment: Segment): boolean => asksAlways || segment.danger !== undefined;
    const proposed = item.call.prefix_rule;
    const amendment = chooseCodexAmendment({
      verdict,
      asks,
      ...(proposed === undefined ? {} : { proposed }),
    });
    assert.deepEqual(amendment?.prefix ?? null, item.expect.amendment ?? null, item.id);
    const reason = verdict.reasons[0]?.text ?? item.call.justification ?? null;
    assert.equal(reason, item.expect.reason, item.id);
    compared += 1;
  }
  assert.ok(compared > 300);
});

test("one broken file drops every file, and managed rules stay", () => {
  const rules = loadRules(
    [
      { path: "a.rules", text: 'prefix_rule(pattern=["rm"], decision="forbidden")', layer: "user" },
      { path: "b.rules", text: "prefix_rule(", layer: "project" },
    ],
    {
      compat: "codex",
      managed: [
        { rule: { pattern: [{ token: "dd" }], decision: "forbidden" }, origin: { layer: "requirements" } },
      ],
    },
  );
  assert.equal(rules.check({ kind: "script", text: "rm x" }).decision, "none");
  assert.equal(rules.check({ kind: "script", text: "dd if=a" }).decision, "deny");
});

test("an allow rule for every command leaves the sandbox; for some it does not", () => {
  const rules = loadRules([{ path: "a.rules", text: 'prefix_rule(pattern=["ok"])', layer: "user" }], {
    compat: "codex",
  });
  assert.deepEqual(pick(rules.check({ kind: "script", text: "ok && ok x" })), ["allow", "outside"]);
  assert.deepEqual(pick(rules.check({ kind: "script", text: "ok && other" })), ["none", undefined]);
  assert.deepEqual(pick(rules.check({ kind: "script", text: "ok > f" })), ["none", undefined]);
});

function pick({ decision, placement }: { decision: string; placement?: string }): readonly unknown[] {
  return [decision, placement];
}
