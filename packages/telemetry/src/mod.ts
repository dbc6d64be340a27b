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
export type { ExportState } from "./export/export-loop.ts";
export type { ExporterSettings, ExportSettings, ExportTls } from "./export/export-settings.ts";
export { readExportSettings } from "./export/read-export-settings.ts";
export { type ExportOptions, startExport, type TrailExport } from "./export/start-export.ts";
export type { EventAttributes, EventName } from "./generated/event-attributes.ts";
export type * from "./record.ts";
export { createRedaction, type RedactionOptions } from "./redact/redaction.ts";
export type { Disk } from "./trail/disk.ts";
export { openTrail } from "./trail/open-trail.ts";
export { readTrail, recordFilter, type TrailFilter } from "./trail/read-trail.ts";
export { applyRetention, type Removed } from "./trail/retention.ts";
export type { ContentSwitches, Redact, Retention, TrailOptions } from "./trail/trail-options.ts";
export { type Anchor, type VerifyOptions, verifyTrail } from "./trail/verify-trail.ts";
export { TrailError, type TrailErrorCode } from "./trail-error.ts";
