import type { TrailRecord } from "../record.ts";
import { type LogMapper, traceIdOf } from "./export-log.ts";
import { ownMapper } from "./map-own.ts";

/** The part of an OpenTelemetry logger that is used; both `@opentelemetry/api-logs` and `@opentelemetry/api` fit. */
export interface BridgeLogger {
  /** Takes one log record. */
  emit(record: {
    readonly eventName: string;
    readonly timestamp: number;
    readonly observedTimestamp: number;
    readonly severityNumber: number;
    readonly severityText: string;
    readonly body: string;
    // biome-ignore lint/suspicious/noExplicitAny: the two APIs type attribute values differently and share no type
    readonly attributes: any;
  }): void;
}

/** The part of a logger provider that is used. */
export interface BridgeProvider {
  /** Gives the logger of a scope. */
  getLogger(name: string, version?: string): BridgeLogger;
}

/**
 * Sends records through a logger provider that the integrator holds. The provider is given, never looked up: the two
 * OpenTelemetry APIs have separate globals, and a record sent through the wrong one is lost without a word.
 *
 * The result fits `onRecord` of `openTrail`. It is as lossy as the provider's own processor: the trail is the record.
 */
export function bridgeTo(
  provider: BridgeProvider,
  options: { readonly prefix?: string; readonly mapper?: LogMapper } = {},
): (record: TrailRecord) => void {
  const logger = provider.getLogger("paddock");
  const mapper =
    options.mapper ??
    ownMapper({ prefix: options.prefix ?? "paddock", flatSeverity: false, outputBytes: 2048 });
  return (record) => {
    for (const log of mapper.map(record))
      logger.emit({
        eventName: log.eventName,
        timestamp: log.time,
        observedTimestamp: log.time,
        severityNumber: log.severityNumber,
        severityText: log.severityText,
        body: log.body,
        attributes: {
          ...log.attributes,
          // The provider takes its trace context from the caller's; ours is told beside it.
          ...(record.ids.turn === undefined ? {} : { "paddock.trace_id": traceIdOf(record.ids.turn) }),
        },
      });
  };
}
