/**
 * Takes one proposed action, decides it, runs it confined and records why.
 *
 * @module
 */
export type * from "./action.ts";
export { type AgentAccess, agentAccess } from "./agents/agent-access.ts";
export { AGENT_PROFILES, type AgentHooking, type AgentProfile } from "./agents/agent-profiles.ts";
export { findAgent } from "./agents/find-agent.ts";
export { PROVIDERS, type Provider, type ProviderName } from "./agents/providers.ts";
export { type AnswerMeaning, answerMeaning } from "./answer-meaning.ts";
export { answerQuestion, openQuestions } from "./answer-question.ts";
export {
  type Boundary,
  type BoundarySurroundings,
  type McpBoundary,
  type McpMode,
  type ReviewBoundary,
  resolveBoundary,
} from "./boundary.ts";
export { configuredSecrets } from "./configured-secrets.ts";
export { createGuard, type GuardOptions } from "./create-guard.ts";
export type * from "./decision.ts";
export {
  defineTool,
  type GuardedTool,
  type SchemaIssue,
  type SchemaResult,
  type ToolDefinition,
  type ToolEffect,
  type ToolSchema,
} from "./define-tool.ts";
export {
  commandEnvironment,
  DEFAULT_ENVIRONMENT,
  type EnvironmentChoice,
  type EnvironmentPolicy,
} from "./environment.ts";
export { type ActionExplanation, type ExplainOptions, explainAction } from "./explain-action.ts";
export { explainNetwork, type NetworkExplanation } from "./explain-network.ts";
export type { FileFacts } from "./files/file-outcome.ts";
export type { LivePolicy } from "./follow-policy.ts";
export { GuardError, type GuardErrorCode } from "./guard-error.ts";
export type * from "./guard-types.ts";
export type { Hook, HookVerdict } from "./hook.ts";
export { installRoots } from "./install-roots.ts";
export { lastingGrants, revokeLastingGrant } from "./lasting-grants.ts";
export { networkPolicyOf } from "./network-policy.ts";
export { paddockHome } from "./paddock-home.ts";
export { type AppliedChunks, applyChunks } from "./patch/apply-chunks.ts";
export { type ParsedPatch, type PatchChunk, type PatchOperation, parsePatch } from "./patch/parse-patch.ts";
export { readAction } from "./read-action.ts";
export type { SessionClient } from "./record-start.ts";
export type { Refusal, RefusedBy } from "./refusal.ts";
export {
  type ProviderMessage,
  type ReviewProvider,
  reviewModelOf,
  type StreamedEvent,
} from "./review-model.ts";
export type * from "./run.ts";
export type { GuardEgressOptions } from "./session.ts";
export { quoteWord, subjectOf } from "./subject.ts";
export { type TrustFile, writeTrustFile } from "./trust-file.ts";
export { type CommandBoundary, unconfiguredBoundary } from "./unconfigured-boundary.ts";
