import type { ActionFacts, Reason } from "../facts.ts";
import type { Assessment } from "./assessment.ts";
import type { ReviewRequest } from "./evidence.ts";
import type { TrunkUse } from "./trunk.ts";

/** Who or what gave the answer. */
export type ReviewSource = "model" | "classifier" | "override" | "breaker" | "host";

/** How a review ended. Everything but `approved` keeps the action from running by itself. */
export type ReviewStatus = "approved" | "denied" | "asked" | "failed" | "timed-out" | "aborted";

/** What a review was made from and what it cost; for the record. */
export interface ReviewRecord {
  /** Version of the instructions. */
  readonly promptVersion: string;
  /** Name of the model. */
  readonly model: string;
  /** sha-256 hex of instructions and evidence. */
  readonly evidenceDigest?: string;
  /** Whether the session's earlier reviews were in view. */
  readonly trunk?: TrunkUse;
  /** Answers and failed calls; tools do not count. */
  readonly attempts: number;
  /** Tools that the model used. */
  readonly toolCalls: number;
  /** Tokens read, where the provider says. */
  readonly inputTokens: number;
  /** Tokens written, where the provider says. */
  readonly outputTokens: number;
  /** Entries of the conversation that were left out. */
  readonly omittedEntries: number;
  /** Entries whose middle was cut. */
  readonly cutEntries: number;
  /** From start to answer, in milliseconds. */
  readonly durationMs: number;
}

/** The answer to one review. JSON-safe. */
export interface Review {
  /** Version of this shape. */
  readonly v: 1;
  /** The action that was reviewed. */
  readonly digest: string;
  /** Who or what answered. */
  readonly source: ReviewSource;
  /** How it ended. */
  readonly status: ReviewStatus;
  /** `ask` puts the question to the user. */
  readonly outcome: "allow" | "deny" | "ask";
  /** Why, most telling last. */
  readonly reasons: readonly Reason[];
  /** What the model said, where it said something valid. */
  readonly assessment?: Assessment;
  /** True when so much was denied that the turn must stop. */
  readonly interrupt: boolean;
  /** Text for the agent when the answer is not allow. */
  readonly advice?: string;
  /** What it was made from and what it cost. */
  readonly record: ReviewRecord;
}

/** What to review: the evidence, and the facts for the rules of thumb. */
export interface ReviewInput extends ReviewRequest {
  /** The facts that the table judged. */
  readonly facts?: ActionFacts;
  /** Where the action would run. Default outside. */
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
