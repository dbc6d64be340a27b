import type { Answer, AnswerOption, ApprovalRequest } from "./decision.ts";

/** What an answer on offer stands for. */
export type AnswerMeaning = Readonly<Pick<Answer, "decision" | "scope">>;

const MEANINGS: Readonly<Record<AnswerOption["key"], AnswerMeaning>> = {
  once: { decision: "allow", scope: "once" },
  turn: { decision: "allow", scope: "turn" },
  session: { decision: "allow", scope: "session" },
  project: { decision: "allow", scope: "project" },
  user: { decision: "allow", scope: "user" },
  "never-project": { decision: "deny", scope: "project" },
  "never-user": { decision: "deny", scope: "user" },
  no: { decision: "deny" },
  stop: { decision: "stop" },
};

/**
 * Says what choosing an option decides, and for how long; a menu adds who chose it.
 *
 * @example
 * ```ts
 * import { answerMeaning } from "@paddock/guard";
 *
 * const answer = { ...answerMeaning("never-project"), by: "user" } as const; // deny, for this project
 * ```
 */
export function answerMeaning(key: AnswerOption["key"]): AnswerMeaning {
  return MEANINGS[key];
}

/** The option of a question that an answer chooses; undefined where it offers none such. */
export function chosenOption(request: ApprovalRequest, answer: AnswerMeaning): AnswerOption | undefined {
  const { decision } = answer;
  const named = answer.scope ?? "once";
  // A no that names no lasting scope is a plain one, and a stop lasts no longer than its turn.
  const scope = decision === "allow" ? named : decision === "stop" || named === "once" ? undefined : named;
  return request.options.find(({ key }) => {
    const meaning = answerMeaning(key);
    return meaning.decision === decision && meaning.scope === scope;
  });
}
