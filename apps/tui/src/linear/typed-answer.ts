import type { Answer, AnswerOption, ApprovalRequest } from "@paddock/guard";
import { letterOf, optionsOf } from "../state/card.ts";

const words = {
  once: "once",
  turn: "turn",
  session: "session",
  project: "always",
  user: "always-mine",
  no: "no",
  stop: "stop",
} as const;

/** The word that gives an answer in linear mode. */
export function wordOf(option: AnswerOption): string {
  return words[option.key];
}

/** What a typed line stands for; undefined when it is none of the answers. Words after `no` are for the agent. */
export function typedAnswer(request: ApprovalRequest, line: string): Answer | undefined {
  const [first = "", ...rest] = line.trim().split(/\s+/);
  const option = optionsOf(request).find((one) => first === wordOf(one) || first === letterOf(one));
  if (option === undefined) return undefined;
  if (option.key === "stop") return { decision: "stop", by: "user" };
  if (option.key === "no")
    return { decision: "deny", by: "user", ...(rest.length === 0 ? {} : { message: rest.join(" ") }) };
  return { decision: "allow", scope: option.key, by: "user" };
}
