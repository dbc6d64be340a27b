import { type Evaluation, parseAssessment, settle, settleAsCodex } from "@paddock/approvals";
import type { RawCase } from "../suite.ts";
import { type Fate, runs } from "./expectation.ts";
import { object } from "./fields.ts";

/** Answers that are asked for before a review counts as failed. */
const ATTEMPTS = 3;

function fateOf(
  text: string,
  strict: boolean,
  compat: "codex" | undefined,
): "allow" | "deny" | "ask" | undefined {
  const parsed = parseAssessment(text, strict ? "strict" : "codex");
  if (!parsed.ok) return undefined;
  return (compat === "codex" ? settleAsCodex(parsed.assessment) : settle(parsed.assessment)).outcome;
}

/**
 * What the reviewer's answer of a case makes of its question: our table by default, what Codex was seen to do under
 * compat. A list holds one answer for each attempt. Undefined where no reviewer answers.
 */
export function caseReview(
  action: RawCase,
  evaluation: Evaluation,
  compat: "codex" | undefined,
): Fate | undefined {
  if (action["review"] === undefined) return undefined;
  if (evaluation.decision !== "ask" || evaluation.reviewer !== "auto_review") return undefined;
  const answers = Array.isArray(action["review"]) ? action["review"] : [action["review"]];
  for (const answer of answers.slice(0, ATTEMPTS)) {
    const { raw } = object(answer);
    const text = typeof raw === "string" ? raw : JSON.stringify(object(answer));
    // Codex takes an empty message for an answer that fails, and asks no more.
    if (compat === "codex" && text.trim() === "") return "refuse";
    const outcome = fateOf(text, compat === undefined && typeof raw === "string", compat);
    if (outcome === undefined) continue;
    if (outcome === "allow") return runs(evaluation.placement);
    return outcome === "ask" ? "ask" : "refuse";
  }
  return "refuse";
}
