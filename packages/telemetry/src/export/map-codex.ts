import type { AttributeValue, TrailRecord } from "../record.ts";
import { CallMemory } from "./call-memory.ts";
import { codexEvents } from "./codex-events.ts";
import { describeRecord, type ExportLog, type LogMapper, severityOf, traceContext } from "./export-log.ts";
import { correlation, ownMapper } from "./map-own.ts";

/** Which of Codex's optional events are sent, and how much of an output. */
export interface CodexMapping {
  readonly flatSeverity: boolean;
  readonly outputBytes: number;
  readonly agentResponses: boolean;
  readonly guardianAssessments: boolean;
}

/**
 * Maps records to the events of Codex 0.169: the same names, attribute names and types, so that dashboards and rules
 * written for it go on working. Our own correlation ids are added. Records that Codex has no event for keep our content
 * under `codex.NAME`.
 */
export function codexMapper(options: CodexMapping): LogMapper {
  const memory = new CallMemory();
  const rest = ownMapper({
    prefix: "codex",
    flatSeverity: options.flatSeverity,
    outputBytes: options.outputBytes,
  });
  return {
    note(record) {
      memory.note(record);
    },
    map(record): readonly ExportLog[] {
      const session = memory.note(record);
      const events = codexEvents(record, session, options);
      if (events === undefined) return rest.map(renamed(record));
      return events.map(({ name, attributes }) => {
        const eventName = `codex.${name}`;
        const block: Record<string, AttributeValue> = {
          ...correlation(record),
          "event.name": eventName,
          "app.version": session.version,
          originator: session.originator,
          "terminal.type": session.terminal,
          model: session.model,
          slug: session.model,
        };
        for (const [key, value] of Object.entries(attributes)) if (value !== undefined) block[key] = value;
        return {
          eventName,
          time: Date.parse(record.time),
          ...severityOf(record, options.flatSeverity),
          body: describeRecord(record),
          attributes: block,
          ...traceContext(record.ids),
        };
      });
    },
  };
}

/** Codex writes event names with one dot and underscores. */
function renamed(record: TrailRecord): TrailRecord {
  return { ...record, name: record.name.replaceAll(".", "_") };
}
