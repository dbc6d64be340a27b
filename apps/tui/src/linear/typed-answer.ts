import { type Answer, type AnswerOption, type ApprovalRequest, answerMeaning } from "@paddock/guard";
import { letterOf, optionsOf } from "../state/card.ts";

const words = {
  once: "once",
  turn: "turn",
  session: "session",
  project: "always",
  user: "always-mine",
  "never-project": "never",
  "never-user": "never-mine",
  no: "no",
  stop: "stop",
} as const;

/** The word that gives an answer in linear mode. */
export function wordOf(option: AnswerOption): string {
  return words[option.key];
}

/** What a typed line stands for; undefined when it is none of the answers. Words after a no are for the agent. */
export function typedAnswer(request: ApprovalRequest, line: string): Answer | undefined {
  const [first = "", ...rest] = line.trim().split(/\s+/);
  const option = optionsOf(request).find((one) => first === wordOf(one) || first === letterOf(one));
  if (option === undefined) return undefined;
  const meaning = answerMeaning(option.key);
  const message = meaning.decision === "deny" && rest.length > 0 ? { message: rest.join(" ") } : {};
  return { ...meaning, by: "user", ...message };
}
