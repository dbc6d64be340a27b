/**
 * Model providers, tool definitions, the turn loop and the offline guide. An agent proposes; a guard decides, confines
 * and records.
 *
 * @module
 */
export { type Agent, type AgentOptions, createAgent } from "./agent.ts";
export { AgentError, type AgentErrorCode } from "./agent-error.ts";
export type { ConversationSink } from "./conversation.ts";
export type {
  AgentEvent,
  Message,
  Provider,
  ProviderEvent,
  StreamRequest,
  ToolCall,
  ToolSpec,
} from "./event.ts";
export { offlineGuide } from "./guide/offline-guide.ts";
export { GUIDE_GREETING, GUIDE_HELP } from "./guide/texts.ts";
export { BASE_INSTRUCTIONS } from "./instructions/base.ts";
export {
  type InstructionFile,
  type InstructionOptions,
  type Instructions,
  projectInstructions,
} from "./instructions/project-instructions.ts";
export type { Pace } from "./provider/attempts.ts";
export { createProvider, type ProviderOptions } from "./provider/create-provider.ts";
export { type DiscoveredProvider, discoverProviders } from "./provider/discover-providers.ts";
export {
  type ConfigReader,
  providerFromConfig,
  reviewProviderFromConfig,
} from "./provider/provider-from-config.ts";
export type { ProviderSettings, SettingsTable } from "./provider/settings.ts";
export { resultText } from "./result-text.ts";
export {
  listSessions,
  readSession,
  type SessionSummary,
  type StoredSession,
} from "./session/read-session.ts";
export type { SessionMeta } from "./session/rollout-line.ts";
export {
  createSessionFile,
  reopenSessionFile,
  type SessionFile,
  type SessionFileOptions,
} from "./session/session-file.ts";
export { type Tool, type ToolInput, ToolInputError } from "./tools/tool.ts";
export { TOOLS } from "./tools/tool-set.ts";
export { playTour, type TourOptions } from "./tour/play-tour.ts";
export { type TourStep, tourSteps } from "./tour/tour-steps.ts";
export { createTourWorkspace, type TourWorkspace } from "./tour/tour-workspace.ts";
