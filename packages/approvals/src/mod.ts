/**
 * The pure decision table, grants with scope and expiry, and the automatic reviewer.
 *
 * @module
 */
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
export {
  type ApprovalRequirements,
  type Clamped,
  clampSettings,
  type PolicyWord,
  type Settings,
} from "./requirements.ts";
