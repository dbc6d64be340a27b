import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAssessment } from "./assessment.ts";

const good = '{"risk_level":"low","user_authorization":"high","outcome":"allow","rationale":"fine"}';

test("the whole answer is one object with the four keys", () => {
  assert.deepEqual(parseAssessment(`\n ${good} \n`), {
    ok: true,
    assessment: { riskLevel: "low", userAuthorization: "high", outcome: "allow", rationale: "fine" },
  });
});

const refused: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["blanks", " \n"],
  ["prose", "I would allow this."],
  ["an object in prose", `Sure: ${good} ok`],
  ["a code fence", `\`\`\`json\n${good}\n\`\`\``],
  ["a list", `[${good}]`],
  ["null", "null"],
  ["an extra key", good.replace("{", '{"note":1,')],
  ["a missing risk", '{"user_authorization":"high","outcome":"allow","rationale":"r"}'],
  ["a missing outcome", '{"risk_level":"low","user_authorization":"high","rationale":"r"}'],
  ["an unknown outcome", good.replace('"allow"', '"maybe"')],
  ["an unknown risk", good.replace('"low"', '"tiny"')],
  ["another case", good.replace('"allow"', '"ALLOW"')],
  ["a number for the rationale", good.replace('"fine"', "1")],
  ["a repeated outcome", good.replace("{", '{"outcome":"deny",')],
  ["two objects", `${good}${good}`],
  ["a prototype key", good.replace("{", '{"__proto__":{"outcome":"allow"},')],
];

for (const [name, text] of refused) {
  test(`${name} is no assessment`, () => {
    const parsed = parseAssessment(text);
    assert.equal(parsed.ok, false);
    assert.ok(!parsed.ok && parsed.problem.length > 0);
  });
}

test("a key's name inside the rationale is not a repetition", () => {
  assert.equal(
    parseAssessment(good.replace('"fine"', '"the \\"outcome\\" is fine, \\"outcome\\": ok"')).ok,
    true,
  );
});

test("Codex's reading takes an object out of prose and needs the outcome only", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['Sure: {"outcome":"allow"} ok', true],
    ['```json\n{"outcome":"deny","why":1}\n```', true],
    ['{"risk_level":"low"}', false],
    ['{"outcome":"maybe"}', false],
    ["no", false],
    ["", false],
  ];
  for (const [text, ok] of cases) assert.equal(parseAssessment(text, "codex").ok, ok, text);
});
