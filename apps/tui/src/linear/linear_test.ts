import assert from "node:assert/strict";
import { test } from "node:test";
import { hostRequest, request, result } from "../testing/samples.ts";
import { unicodeMarks } from "../text/marks.ts";
import { linearLines } from "./linear-lines.ts";
import { questionLines } from "./question-lines.ts";
import { typedAnswer } from "./typed-answer.ts";

const lines = () =>
  linearLines({ marks: unicodeMarks, mode: "workspace-write", messages: true, style: (_name, text) => text });

test("output comes in whole lines, whatever pieces it arrives in, and nothing moves the cursor", () => {
  const linear = lines();
  const output = (text: string): string =>
    linear.event({ kind: "run", call: "c", event: { kind: "output", stream: "stdout", text } });
  const printed = [
    output("on"),
    output("e\ntw"),
    output("\u001b[2Jo"),
    linear.event({ kind: "result", call: "c", title: "x", result: result() }),
  ];
  assert.deepEqual(printed, ["", "│ one\n", "", "│ two\n✓ x  [workspace, net off]\n"]);
});

test("a refusal names who refused, why and where it is written", () => {
  const text = lines().event({
    kind: "result",
    call: "c",
    title: "git push",
    result: result({
      outcome: "denied",
      refusal: {
        code: "rule",
        by: "rule",
        reasons: [
          {
            code: "rule",
            text: "a person pushes",
            origin: { layer: "user", file: "/h/default.rules", line: 3 },
          },
        ],
        alternative: "ask",
      },
    }),
  });
  assert.match(text, /denied by rule/);
  assert.match(text, /a person pushes \(user: \/h\/default\.rules:3\)/);
  assert.match(text, /instead: ask/);
});

test("a question as lines holds the command, what it crosses, its reason with source, and what an answer stores", () => {
  const text = questionLines(request(), unicodeMarks);
  for (const part of [
    "$ git push origin HEAD",
    "network -> git.example.org:443",
    "default.rules:14",
    "prefix_rule(",
    "would also allow: git push origin --force",
    "(the model's words)",
  ])
    assert.ok(text.includes(part), part);
});

const answers: readonly (readonly [string, unknown])[] = [
  ["once", { decision: "allow", scope: "once", by: "user" }],
  ["y", { decision: "allow", scope: "once", by: "user" }],
  ["session", { decision: "allow", scope: "session", by: "user" }],
  ["always", { decision: "allow", scope: "project", by: "user" }],
  ["no", { decision: "deny", by: "user" }],
  ["no use a branch", { decision: "deny", by: "user", message: "use a branch" }],
  ["stop", { decision: "stop", by: "user" }],
  ["", undefined],
  ["yes please", undefined],
  ["1", undefined],
];
for (const [line, answer] of answers) {
  test(`typing ${JSON.stringify(line)} means ${JSON.stringify(answer)}`, () => {
    assert.deepEqual(typedAnswer(request(), line), answer);
  });
}

const denials: readonly (readonly [string, unknown])[] = [
  ["never", { decision: "deny", scope: "project", by: "user" }],
  ["d", { decision: "deny", scope: "project", by: "user" }],
  ["never-mine it tracks", { decision: "deny", scope: "user", by: "user", message: "it tracks" }],
  ["f", { decision: "deny", scope: "user", by: "user" }],
  ["n", { decision: "deny", by: "user" }],
];
for (const [line, answer] of denials) {
  test(`typing ${JSON.stringify(line)} about a host means ${JSON.stringify(answer)}`, () => {
    assert.deepEqual(typedAnswer(hostRequest(), line), answer);
    if (line !== "n") assert.equal(typedAnswer(request(), line), undefined);
  });
}

test("a question about a host says which line a denial for good writes, and to which file", () => {
  const text = questionLines(hostRequest(), unicodeMarks).replaceAll(/\s*\n│\s+/g, " ");
  const { label, stores } = hostRequest().options[1]!;
  assert.ok(text.includes(`d  ${label} ${stores?.text}  written to ${stores?.file}`), text);
});

test("high risk offers nothing that lasts", () => {
  assert.equal(typedAnswer(request({ risk: "high" }), "session"), undefined);
});
