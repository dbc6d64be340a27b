// The package names no types for this file in its export map; Deno is told where they are.
// @ts-types="@modelcontextprotocol/sdk/types"
import type { ElicitRequestFormParams, ElicitResult } from "@modelcontextprotocol/sdk/types.js";
import { answerMeaning } from "../answer-meaning.ts";
import type { Answer, AnswerOption, ApprovalRequest } from "../decision.ts";

/** The question in full: what, where, why, what it crosses and what stays. */
function messageOf(request: ApprovalRequest): string {
  const { title, subject, cwd, reasons, crosses, stays, justification } = request;
  return [
    title,
    subject,
    `in ${cwd}`,
    ...reasons.map(({ text }) => `why: ${text}`),
    ...crosses.map((text) => `crosses ${text}`),
    ...stays.map((text) => `stays ${text}`),
    ...(justification === undefined ? [] : [`the agent says (not checked): ${justification}`]),
  ].join("\n");
}

function labelOf({ key, label, stores }: AnswerOption): string {
  const words = answerMeaning(key).decision === "allow" ? `yes, ${label}` : label;
  if (stores === undefined) return words;
  return `${words}: ${stores.text}${stores.file === undefined ? "" : ` (written to ${stores.file})`}`;
}

/** The question as a form for the person in front of an MCP client. Nothing is chosen beforehand. */
export function formOf(request: ApprovalRequest): ElicitRequestFormParams {
  return {
    mode: "form",
    message: messageOf(request),
    requestedSchema: {
      type: "object",
      properties: {
        answer: {
          type: "string",
          title: "Answer",
          oneOf: request.options.map((option) => ({ const: option.key, title: labelOf(option) })),
        },
        message: { type: "string", title: "Words for the agent, with a no" },
      },
      required: ["answer"],
    },
  };
}

/** What the person chose; closing the form, or an answer that was not offered, is a no. */
export function answerOf(request: ApprovalRequest, { action, content }: ElicitResult): Answer {
  const key = request.options.find((option) => option.key === content?.["answer"])?.key;
  const words = content?.["message"];
  const message = typeof words === "string" && words !== "" ? { message: words } : {};
  if (action !== "accept" || key === undefined) return { decision: "deny", by: "user", ...message };
  const meaning = answerMeaning(key);
  return { ...meaning, by: "user", ...(meaning.decision === "allow" ? {} : message) };
}
