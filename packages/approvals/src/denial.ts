import type { ApprovalPolicy, Reason } from "./facts.ts";
import type { Mode } from "./input.ts";
import { mayAsk } from "./policy.ts";

/** What follows when the sandbox blocked a command that was allowed to start inside it. */
export interface AfterDenial {
  /** `report` tells the model; `ask` puts a new question; `rerun-outside` is what Codex does under untrusted. */
  readonly kind: "report" | "ask" | "rerun-outside";
  /** Why, most telling first. */
  readonly reasons: readonly Reason[];
}

/** The settings that decide what follows a denial. */
export interface DenialInput {
  /** The policy in force, after requirements. */
  readonly policy: ApprovalPolicy;
  /** The mode in force, after requirements. */
  readonly mode: Mode;
  /** `codex` answers with what Codex was seen to do. */
  readonly compat?: "codex";
}

/**
 * Decides what follows when the sandbox blocked something. By default nothing ever leaves the sandbox without a
 * question that says so. Under compat the answer is what Codex was seen to do, for comparison: `rerun-outside` is
 * never carried out by the guard, which asks instead.
 */
export function evaluateDenial(input: DenialInput): AfterDenial {
  const report = (code: string, text: string): AfterDenial => ({ kind: "report", reasons: [{ code, text }] });
  const question: AfterDenial = {
    kind: "ask",
    reasons: [{ code: "denial.retry", text: "The sandbox blocked it; running it outside needs a yes." }],
  };
  const { policy, compat } = input;
  if (input.mode === "danger-full-access") {
    return report("mode.full-access", "There is no sandbox that could have blocked it.");
  }
  if (!mayAsk(policy, "sandbox", compat)) {
    return report("denial.unaskable", "The approval policy asks nothing about leaving the sandbox.");
  }
  if (policy.kind === "untrusted") {
    return compat === "codex"
      ? {
          kind: "rerun-outside",
          reasons: [{ code: "denial.codex", text: "Codex reruns an accepted command outside the sandbox." }],
        }
      : question;
  }
  if (policy.kind === "granular" || (policy.kind === "on-failure" && compat === undefined)) return question;
  return report("denial.on-request", "The agent may ask for more itself.");
}
