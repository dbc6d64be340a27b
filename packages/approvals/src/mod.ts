/**
 * The pure decision table, grants with scope and expiry, and the automatic reviewer.
 *
 * @module
 */
export { type AmendmentInput, type AmendmentSegment, proposeAmendments } from "./amendment.ts";
export { type AfterDenial, type DenialInput, evaluateDenial } from "./denial.ts";
export { type ActionBinding, type BoundFile, canonicalJson, digestAction } from "./digest.ts";
export { type DescribedRow, describeTable, documentTable } from "./document.ts";
export { ApprovalsError, type ApprovalsErrorCode } from "./errors.ts";
export {
  type EscalationArguments,
  type EscalationOffer,
  type ParsedEscalation,
  parseEscalation,
} from "./escalation.ts";
export { type Explained, evaluate, explain, type PathStep } from "./evaluate.ts";
export type * from "./facts.ts";
export { type Cover, findGrants, type Grant, type Need } from "./grant.ts";
export {
  type Clock,
  createGrants,
  GRANT_LIFETIME,
  type GrantContext,
  type Grants,
  type GrantsOptions,
  type NewGrant,
} from "./grants.ts";
export type { EvaluationInput, Mode, Reviewer } from "./input.ts";
export {
  type Admission,
  admitElicitation,
  admitServer,
  admitTool,
  type ServerFacts,
  type ServerIdentity,
} from "./mcp-admission.ts";
export { mayAsk, policyKey, type Topic } from "./policy.ts";
export { checkAmendment, refusePrefix } from "./prefix-class.ts";
export { type Proposal, type ProposalInput, proposeGrants, shortestPrefix } from "./proposal.ts";
export { readGrant } from "./read-grant.ts";
export {
  type ApprovalRequirements,
  type Clamped,
  clampSettings,
  type PolicyWord,
  type Settings,
} from "./requirements.ts";
export {
  ASSESSMENT_SCHEMA,
  type Assessment,
  type ParsedAssessment,
  type ProposedOutcome,
  parseAssessment,
  type RiskLevel,
  type UserAuthorization,
} from "./reviewer/assessment.ts";
export type { BreakerLimits } from "./reviewer/breaker.ts";
export { type AutomaticReviewer, createReviewer, type ReviewerOptions } from "./reviewer/create-reviewer.ts";
export type { EvidenceLimits, ReviewRequest } from "./reviewer/evidence.ts";
export type {
  ModelReply,
  ModelRequest,
  ModelUsage,
  ReviewItem,
  ReviewModel,
  ReviewTool,
  ReviewTools,
} from "./reviewer/model.ts";
export { type Settled, settle, settleAsCodex } from "./reviewer/outcome.ts";
export { type Preclassified, preclassify } from "./reviewer/preclassify.ts";
export { DEFAULT_REVIEW_POLICY, REVIEWER_PROMPT_VERSION, reviewerInstructions } from "./reviewer/prompt.ts";
export type { Review, ReviewInput, ReviewRecord, ReviewSource, ReviewStatus } from "./reviewer/review.ts";
export { type ReviewerSettings, reviewRequired } from "./reviewer/settings.ts";
export { runtimeTimer, type Timer } from "./reviewer/timer.ts";
export type { EvidenceBudget, TranscriptEntry } from "./reviewer/transcript.ts";
export type { TrunkUse } from "./reviewer/trunk.ts";
