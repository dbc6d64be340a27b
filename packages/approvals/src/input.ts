import type { ActionFacts, ApprovalPolicy, Origin } from "./facts.ts";
import type { Grant } from "./grant.ts";
import type { ApprovalRequirements } from "./requirements.ts";

/** Who answers questions. */
export type Reviewer = "user" | "auto_review";

/** How much of the machine an action reaches: `profile` is a named permission profile, confined like the first two. */
export type Mode = "read-only" | "workspace-write" | "danger-full-access" | "profile";

/** Everything that one evaluation depends on. The result depends on nothing else: no clock, no environment, no files. */
export interface EvaluationInput {
  /** When questions are asked. */
  readonly policy: ApprovalPolicy;
  /** Who answers them. */
  readonly reviewer: Reviewer;
  /** How much of the machine commands reach. */
  readonly mode: Mode;
  /** What is about to happen, with what the other engines say about it. */
  readonly action: ActionFacts;
  /** Active grants; expired and spent ones must already be gone (see `createGrants`). */
  readonly grants: readonly Grant[];
  /** `codex` gives every row the meaning it has in Codex. */
  readonly compat?: "codex";
  /** Managed limits. A value outside them is moved to the nearest stricter one, or everything is denied. */
  readonly requirements?: ApprovalRequirements;
  /** sha-256 hex of the exact action; exact grants match by it and nothing else. */
  readonly digest?: string;
  /** `all`: every command is reviewed before it runs, also inside the sandbox. Default `questions`. */
  readonly review?: "questions" | "all";
  /** False when no person can answer, so that a rule that only a person may answer is refused. Default true. */
  readonly person?: boolean;
  /** True when the profile hides files: rules then never lift a command out of the sandbox. Default false. */
  readonly deniedReads?: boolean;
  /** True when requirements moved the policy away from what was configured. Default false. */
  readonly policyMoved?: boolean;
  /** Where the deciding keys were written, for the reasons. */
  readonly origins?: { readonly policy?: Origin; readonly mode?: Origin; readonly reviewer?: Origin };
}
