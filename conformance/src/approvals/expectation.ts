import type { Evaluation } from "@paddock/approvals";

/** The words of the corpus for what becomes of an action. */
export type Fate = "ask" | "refuse" | "run-sandboxed" | "run-unsandboxed";

/** Where an action runs, in the words of the corpus. */
export function runs(placement: "inside" | "outside"): Fate {
  return placement === "inside" ? "run-sandboxed" : "run-unsandboxed";
}

/** An evaluation in the words of the corpus. */
export function fateOf(evaluation: Evaluation): Fate {
  if (evaluation.decision === "deny") return "refuse";
  return evaluation.decision === "ask" ? "ask" : runs(evaluation.placement);
}
