import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRules, type RuleSet } from "./mod.ts";

function rule(words: string, decision: string, more = ""): string {
  return `prefix_rule(pattern=${JSON.stringify(words.split(" "))}, decision="${decision}"${more})`;
}

function load(...lines: readonly string[]): RuleSet {
  return loadRules([{ path: "t.rules", layer: "user", text: lines.join("\n") }]);
}

test("many rules about what is not fixed are one reason, beside those for what is", () => {
  const set = load(
    rule("git push", "forbidden"),
    rule("rm", "prompt"),
    rule("curl", "forbidden", ', justification="no net"'),
  );
  const verdict = set.check({ kind: "script", text: "X=$(cat f); $X a; git push" });
  const open = verdict.segments.find(({ argv }) => argv[0] === "$X");
  assert.equal(open?.matches.filter(({ perhaps }) => perhaps).length, 3);
  const texts = (code: string): readonly string[] =>
    verdict.reasons.filter((reason) => reason.code === code).map(({ text }) => text);
  assert.deepEqual(texts("rule-deny"), ["`git push` is forbidden"]);
  assert.deepEqual(texts("rule-open"), [
    "`$X a` may be a command that a rule asks about or forbids.",
    "The text does not fix all that runs, and a rule asks about or forbids some commands.",
  ]);
  const one = set.check({ kind: "script", text: 'X=$(cat f); "$X" -o f' });
  assert.equal(one.decision, "ask");
  const alone = load(rule("curl", "forbidden", ', justification="no net"')).check({
    kind: "script",
    text: '"$X" -o f',
  });
  assert.equal(
    alone.reasons.find(({ code }) => code === "rule-open")?.text,
    "`$X` may be a command that a rule asks about or forbids: no net",
  );
});
