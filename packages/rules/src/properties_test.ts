import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { generateScript } from "../test/fuzz/generate.ts";
import { Random } from "../test/fuzz/random.ts";
import { joinWords, loadRules, type RuleDecision, type RuleSet, splitWords } from "./mod.ts";
import { evaluate, StarlarkError } from "./starlark/mod.ts";

const SEVERITY: Readonly<Record<RuleDecision, number>> = { allow: 0, none: 1, ask: 2, deny: 3 };
const RUNS = { numRuns: Number(process.env["PADDOCK_RUNS"] ?? 60) };

const script = fc.integer({ min: 0, max: 2 ** 31 }).map((seed) => generateScript(new Random(seed)));
const words = fc.array(
  fc.constantFrom("git", "ls", "cat", "rm", "push", "status", "-rf", "x", "a", "b", "sh", "env", "--all"),
  { minLength: 1, maxLength: 3 },
);
const rule = (decisions: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({ words, decision: fc.constantFrom(...decisions) })
    .map(
      ({ words: pattern, decision }) =>
        `prefix_rule(pattern=${JSON.stringify(pattern)}, decision="${decision}")`,
    );
const rules = fc.array(rule(["allow", "allow", "prompt", "forbidden"]), { maxLength: 8 });

function load(files: readonly string[]): RuleSet {
  return loadRules(files.map((text, at) => ({ path: `${at}.rules`, layer: "user", text })));
}

function decide(set: RuleSet, text: string): RuleDecision {
  return set.check({ kind: "script", text }).decision;
}

test("adding a rule that asks or denies never loosens a verdict", () => {
  fc.assert(
    fc.property(rules, rule(["prompt", "forbidden"]), script, (before, added, text) => {
      const loose = SEVERITY[decide(load([before.join("\n")]), text)];
      const strict = SEVERITY[decide(load([[...before, added].join("\n")]), text)];
      assert.ok(strict >= loose, `${text} with ${added}`);
    }),
    RUNS,
  );
});

test("a rule that asks or denies never says less than it does in Codex", () => {
  fc.assert(
    fc.property(rules, script, (lines, text) => {
      const files = [
        {
          path: "a.rules",
          layer: "user",
          text: [...lines, 'prefix_rule(pattern=["bash", "-lc"], decision="prompt")'].join("\n"),
        },
      ];
      const codex = loadRules(files, { compat: "codex" }).check({ kind: "script", text }).decision;
      if (codex === "ask" || codex === "deny")
        assert.ok(SEVERITY[decide(loadRules(files), text)] >= SEVERITY[codex], text);
    }),
    RUNS,
  );
});

test("adding a rule that allows never makes a verdict stricter", () => {
  fc.assert(
    fc.property(rules, rule(["allow"]), script, (before, added, text) => {
      const first = SEVERITY[decide(load([before.join("\n")]), text)];
      assert.ok(SEVERITY[decide(load([[...before, added].join("\n")]), text)] <= first);
    }),
    RUNS,
  );
});

test("the order of files never changes a decision", () => {
  fc.assert(
    fc.property(rules, rules, rules, script, (a, b, c, text) => {
      const files = [a, b, c].map((lines) => lines.join("\n"));
      assert.equal(decide(load(files), text), decide(load([...files].reverse()), text));
    }),
    RUNS,
  );
});

test("the verdict of `a && b` is never looser than that of `a` or of `b`", () => {
  fc.assert(
    fc.property(rules, script, script, (lines, a, b) => {
      const set = load([lines.join("\n")]);
      const left = set.check({ kind: "script", text: a });
      const right = set.check({ kind: "script", text: b });
      // A text that is broken, or ends within a comment or here-document, is not the left side of an operator.
      if (
        ![left, right].every(({ opaque }) => opaque.every(({ code }) => code !== "syntax")) ||
        /[#<\\&;]/.test(a) ||
        /<</.test(b)
      )
        return;
      const both = set.check({ kind: "script", text: `${a.replace(/[ \t\n]+$/, "")} && ${b}` });
      assert.ok(
        SEVERITY[both.decision] >= Math.max(SEVERITY[left.decision], SEVERITY[right.decision]),
        JSON.stringify([a, b]),
      );
    }),
    RUNS,
  );
});

test("quoting words and splitting them again gives the same words", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: "binary", maxLength: 12 }).filter((word) => !word.includes("\0")),
        { minLength: 1 },
      ),
      (argv) => {
        assert.deepEqual(splitWords(joinWords(argv)), argv);
      },
    ),
    RUNS,
  );
});

test("any text at all gives a verdict, and arbitrary text is never allowed without a rule", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      assert.notEqual(decide(load([]), text), "allow");
    }),
    RUNS,
  );
});

test("any text at all is a Starlark program or a Starlark error", () => {
  const token = fc.constantFrom(
    "def ",
    "f(",
    ")",
    ":",
    "\n",
    "\n    ",
    "[",
    "]",
    "{",
    "}",
    "for x in ",
    "if ",
    "else",
    "x",
    "=",
    "1",
    "'a'",
    "f'{",
    "}'",
    "lambda ",
    ",",
    "*",
    "**",
    "->",
    "\\",
    "#",
    "load(",
    "\t",
    '"',
    "b'",
    "|",
    "not ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(token, { maxLength: 25 }).map((tokens) => tokens.join("")),
        fc.string({ unit: "binary", maxLength: 40 }),
      ),
      (text) => {
        try {
          evaluate("t.star", text, { limits: { steps: 10_000 } });
        } catch (error) {
          assert.ok(error instanceof StarlarkError, String((error as Error).stack));
          assert.ok(error.at.line >= 1 && error.at.column >= 1);
        }
      },
    ),
    { numRuns: RUNS.numRuns * 3 },
  );
});
