import { appendFileSync } from "node:fs";
import type { ReviewModel, Timer } from "@paddock/approvals";
import type { RawCase } from "../suite.ts";

/** Answers that were kept earlier, by case; several for one case are given one after the other. */
export type Answers = ReadonlyMap<string, readonly string[]>;

/** Reads kept answers, in the order in which they were given. */
export function readAnswers(lines: readonly RawCase[]): Answers {
  const answers = new Map<string, string[]>();
  for (const line of lines) {
    const id = String(line["id"]);
    answers.set(id, [...(answers.get(id) ?? []), String(line["text"])]);
  }
  return answers;
}

/** A model that says again what was kept; the last answer stands for every further attempt. */
export function recordedModel(answers: Answers, id: string): ReviewModel {
  const kept = answers.get(id) ?? [];
  let at = 0;
  return {
    name: "recorded answers",
    complete: () => {
      const text = kept[Math.min(at++, kept.length - 1)];
      return text === undefined
        ? Promise.reject(new Error(`there is no recorded answer for ${id}`))
        : Promise.resolve({ kind: "answer", text });
    },
  };
}

/** Keeps what a model answers, one line for each reply. */
export function recordingModel(model: ReviewModel, id: string, file: string): ReviewModel {
  return {
    name: model.name,
    async complete(request, options) {
      const reply = await model.complete(request, options);
      if (reply.kind === "answer") {
        appendFileSync(file, `${JSON.stringify({ id, by: model.name, text: reply.text })}\n`);
      }
      return reply;
    },
  };
}

/** Waits nothing between attempts: what is played needs no patience. The time limit itself never fires. */
export const atOnce: Timer = {
  wait: (ms, signal) =>
    ms < 60_000
      ? Promise.resolve()
      : new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
        ),
};
