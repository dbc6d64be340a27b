import type { Answer, ApprovalRequest } from "@paddock/guard";
import { optionsOf } from "../state/card.ts";
import type { Marks } from "../text/marks.ts";
import type { LineInput } from "./line-input.ts";
import { questionLines } from "./question-lines.ts";
import { typedAnswer, wordOf } from "./typed-answer.ts";

/** Puts a question in plain lines, and once more where the risk is high; undefined when nobody answers any more. */
export async function askAnswer(
  request: ApprovalRequest,
  input: LineInput,
  by: { readonly out: (text: string) => void; readonly marks: Marks; readonly signal: AbortSignal },
): Promise<Answer | undefined> {
  const { out, marks, signal } = by;
  out(questionLines(request, marks));
  const words = optionsOf(request).map(wordOf).join(", ");
  for (;;) {
    const line = await input.ask(`Type ${words}: `, { signal });
    if (line === undefined) return undefined;
    const answer = typedAnswer(request, line);
    if (answer === undefined) continue;
    const risky = answer.decision === "allow" && request.risk === "high";
    if (risky && (await input.ask("High risk. Type yes to allow it this once: ", { signal })) !== "yes")
      continue;
    return answer;
  }
}
