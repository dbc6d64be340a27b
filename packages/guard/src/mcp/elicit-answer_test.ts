import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnswerOption, ApprovalRequest } from "../decision.ts";
import { answerOf, formOf } from "./elicit-answer.ts";

const file = "/ws/.paddock/rules/approved.rules";
const line = 'network_rule(host="new.example", protocol="https", decision="deny")';
const options: readonly AnswerOption[] = [
  { key: "once", label: "once" },
  { key: "never-project", label: "never in this project", stores: { text: line, file } },
  { key: "no", label: "no, and tell the agent why" },
  { key: "stop", label: "stop the turn" },
];
const request: ApprovalRequest = {
  v: 1,
  id: "q",
  action: { kind: "network", host: "new.example", port: 443, protocol: "https" },
  digest: "d",
  title: "Let it reach new.example:443?",
  subject: "https new.example:443",
  cwd: "/ws",
  crosses: [],
  stays: [],
  placement: "inside",
  risk: "normal",
  reasons: [],
  options,
  createdAt: "2026-01-01T00:00:00.000Z",
};

test("the form says yes before what allows alone, names the rule and its file, and chooses nothing", () => {
  const { answer } = formOf(request).requestedSchema.properties;
  assert.deepEqual(answer, {
    type: "string",
    title: "Answer",
    oneOf: [
      { const: "once", title: "yes, once" },
      { const: "never-project", title: `never in this project: ${line} (written to ${file})` },
      { const: "no", title: "no, and tell the agent why" },
      { const: "stop", title: "stop the turn" },
    ],
  });
});

const by = "user";
const answers: readonly [content: Record<string, string> | undefined, answer: unknown][] = [
  [{ answer: "once" }, { decision: "allow", scope: "once", by }],
  [
    { answer: "once", message: "ok" },
    { decision: "allow", scope: "once", by },
  ],
  [
    { answer: "never-project", message: "it tracks" },
    { decision: "deny", scope: "project", by, message: "it tracks" },
  ],
  [{ answer: "never-user" }, { decision: "deny", by }],
  [{ answer: "no" }, { decision: "deny", by }],
  [{ answer: "stop" }, { decision: "stop", by }],
  [undefined, { decision: "deny", by }],
];
for (const [content, answer] of answers) {
  test(`${JSON.stringify(content)} means ${JSON.stringify(answer)}`, () => {
    const result = { action: "accept" as const, ...(content === undefined ? {} : { content }) };
    assert.deepEqual(answerOf(request, result), answer);
    assert.equal(answerOf(request, { ...result, action: "decline" }).scope, undefined);
  });
}
