import assert from "node:assert/strict";
import { test } from "node:test";
import { plainSteps } from "./cell-script.ts";

const accepted: readonly [script: string, steps: string][] = [
  ["git status", "always git|status"],
  ["git add -A && git commit -qm 'a message'", "always git|add|-A, success git|commit|-qm|a message"],
  ['git add .; git commit -m "x y"\ngit log', "always git|add|., always git|commit|-m|x y, always git|log"],
  ["git add . ;\n", "always git|add|."],
  ["git commit -m 'it'\"s\"ok", "always git|commit|-m|itsok"],
  ["git log HEAD^", "always git|log|HEAD^"],
  ["git log HEAD~1 main^~~", "always git|log|HEAD~1|main^~~"],
];
for (const [script, expected] of accepted) {
  test(`plainSteps() reads ${JSON.stringify(script)}`, () => {
    const steps = plainSteps(script);
    assert.equal(steps?.map((step) => `${step.after} ${step.argv.join("|")}`).join(", "), expected);
  });
}

const refused = [
  "",
  " ",
  "git status | cat",
  "git status || true",
  "git status &",
  "git log > x",
  "git log < x",
  "git log $(id)",
  "git log `id`",
  "git log $HOME",
  'git log "$HOME"',
  "git log *",
  "git log ~",
  "git log ~/x",
  "git log --x=~/y",
  "git log a:~b",
  "git log ''~b",
  "git log \\x",
  "X=1 git log",
  "(git log)",
  "{ git log; }",
  "git log # x",
  "git log 'x",
  "git add . &&",
  "&& git log",
  "; git log",
  "git log\r",
  "'git' log",
  "git log !x",
  "git log {a,b}",
  "git log\u00a0x",
];
for (const script of refused) {
  test(`plainSteps() refuses ${JSON.stringify(script)}`, () => assert.equal(plainSteps(script), undefined));
}
