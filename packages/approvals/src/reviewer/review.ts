import type { ActionFacts, Reason } from "../facts.ts";
import type { Assessment } from "./assessment.ts";
import type { EvidenceLimits, ReviewRequest } from "./evidence.ts";
import type { TrunkUse } from "./trunk.ts";

/** Who or what gave the answer. */
export type ReviewSource = "model" | "classifier" | "override" | "breaker" | "host";

/** How a review ended. Everything but `approved` keeps the action from running by itself. */
export type ReviewStatus = "approved" | "denied" | "asked" | "failed" | "timed-out" | "aborted";

/** What a review was made from and what it cost; for the record. */
export interface ReviewRecord {
  readonly promptVersion: string;
  readonly model: string;
  /** sha-256 hex of instructions and evidence. */
  readonly evidenceDigest?: string;
  readonly trunk?: TrunkUse;
  readonly attempts: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly omittedEntries: number;
  readonly cutEntries: number;
  readonly durationMs: number;
}

/** The answer to one review. JSON-safe. */
export interface Review {
  readonly v: 1;
  readonly digest: string;
  readonly source: ReviewSource;
  readonly status: ReviewStatus;
  /** `ask` puts the question to the user. */
  readonly outcome: "allow" | "deny" | "ask";
  readonly reasons: readonly Reason[];
  readonly assessment?: Assessment;
  /** True when so much was denied that the turn must stop. */
  readonly interrupt: boolean;
  /** Text for the agent when the answer is not allow. */
  readonly advice?: string;
  readonly record: ReviewRecord;
}

/** What to review: the evidence, and the facts for the rules of thumb. */
export interface ReviewInput extends ReviewRequest {
  readonly facts?: ActionFacts;
  readonly placement?: "inside" | "outside";
}

/** What the agent is told after a denial: the decision is about the effect, so no detour. */
export function denialAdvice(rationale: string): string {
  return `The reviewer refused this action${rationale === "" ? "" : `: ${rationale}`}. Do not reach the same effect another way. Take a materially safer way if there is one, or stop and ask the user.`;
}

/** What the agent is told when no review took place. */
export function outageAdvice(problem: string): string {
  return `This action could not be reviewed (${problem}). That says nothing about its safety. Do not work around it; go on with something else or ask the user.`;
}
