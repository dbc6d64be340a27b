/**
 * The event catalogue and the tamper-evident local trail.
 *
 * @module
 */

export { checkEvent } from "./catalogue/check-event.ts";
export type {
  AttributeSpec,
  AttributeType,
  EventSpec,
  EventTable,
  RedactionClass,
} from "./catalogue/event-spec.ts";
export { EVENTS, eventSpec } from "./catalogue/events.ts";
export { type BridgeLogger, type BridgeProvider, bridgeTo } from "./export/bridge.ts";
export { type ExportFormat, exportLines } from "./export/export-lines.ts";
export type { ExportLog, LogMapper } from "./export/export-log.ts";
export type { ExportState, ExportTuning } from "./export/export-loop.ts";
export type { ExporterSettings, ExportSettings, ExportTls } from "./export/export-settings.ts";
export { contentOf, type ExportedTrailOptions, openExportedTrail } from "./export/open-exported-trail.ts";
export { readExportSettings } from "./export/read-export-settings.ts";
export { type ExportOptions, startExport, type TrailExport } from "./export/start-export.ts";
export type { EventAttributes, EventName } from "./generated/event-attributes.ts";
export {
  type CallFlow,
  type Day,
  gatherInsights,
  type Insights,
  type ServerUse,
  type Tally,
  type ToolUse,
} from "./insights/insights.ts";
export { insightsHtml } from "./insights/insights-html.ts";
export { insightsText, type Paint } from "./insights/insights-text.ts";
export type { Repeated, SuggestedRule } from "./insights/suggested-rules.ts";
export { type Condition, conditionOf, type QueryFilter } from "./query/condition.ts";
export { openQueryIndex, type QueryIndex, type QueryRow } from "./query/query-index.ts";
export type * from "./record.ts";
export { createRedaction, type RedactionOptions } from "./redact/redaction.ts";
export { type Judge, type RecordedAction, type Replayed, replayDecisions } from "./replay/replay.ts";
export { SIGMA_RULES, type SigmaRule, type SigmaSelection } from "./siem/sigma-rules.ts";
export { type EcsDocument, toEcs } from "./siem/to-ecs.ts";
export { type OcsfEvent, toOcsf } from "./siem/to-ocsf.ts";
export { findRecords } from "./story/find-records.ts";
export {
  type Story,
  type StoryCall,
  type StoryConnection,
  type StoryExecution,
  type StoryTurn,
  tellStory,
} from "./story/story.ts";
export { type StoryLine, storyLines } from "./story/story-lines.ts";
export { explainRecord, type WhyAnswer } from "./story/why.ts";
export type { WhyLink } from "./story/why-link.ts";
export type { Disk } from "./trail/disk.ts";
export { listSessions, type SessionEntry } from "./trail/list-sessions.ts";
export { openTrail } from "./trail/open-trail.ts";
export { readAnchors } from "./trail/read-anchors.ts";
export { readTrail, recordFilter, type TrailFilter } from "./trail/read-trail.ts";
export { applyRetention, type Removed } from "./trail/retention.ts";
export type { ContentSwitches, Redact, Retention, TrailOptions } from "./trail/trail-options.ts";
export { type Anchor, type VerifyOptions, verifyTrail } from "./trail/verify-trail.ts";
export { TrailError, type TrailErrorCode } from "./trail-error.ts";
export { type Alert, readAlert } from "./triage/alert.ts";
export { type CheckedClaim, checkSummary } from "./triage/check-summary.ts";
export type { Claim } from "./triage/suspicions.ts";
export { type Match, type Triage, type TriageClass, triageAlert } from "./triage/triage.ts";
