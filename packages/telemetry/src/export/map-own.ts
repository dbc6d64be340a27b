import { eventSpec } from "../catalogue/events.ts";
import type { AttributeValue, TrailRecord } from "../record.ts";
import { cutText } from "../redact/cut-text.ts";
import { describeRecord, type ExportLog, type LogMapper, severityOf, traceContext } from "./export-log.ts";

/** The correlation block of every log: one query by any of them finds the whole story. */
export function correlation(record: TrailRecord): Record<string, AttributeValue> {
  const { ids, source } = record;
  const block: Record<string, AttributeValue> = {
    "event.id": record.id,
    "event.sequence": record.seq,
    "event.timestamp": record.time,
    "conversation.id": ids.session,
    "gen_ai.conversation.id": ids.session,
  };
  if (ids.turn !== undefined) block["turn.id"] = ids.turn;
  if (ids.call !== undefined) {
    block["call_id"] = ids.call;
    block["gen_ai.tool.call.id"] = ids.call;
  }
  if (ids.approval !== undefined) block["approval.id"] = ids.approval;
  if (ids.decision !== undefined) block["decision.id"] = ids.decision;
  if (ids.execution !== undefined) block["execution.id"] = ids.execution;
  if (ids.connection !== undefined) block["connection.id"] = ids.connection;
  if (ids.prompt !== undefined) block["prompt.id"] = ids.prompt;
  if (ids.item !== undefined) block["item.id"] = ids.item;
  if (ids.parent !== undefined) block["parent.conversation.id"] = ids.parent;
  if (source !== undefined) {
    block["host.id"] = source.host;
    block["user.name"] = source.user;
    if (source.policy !== undefined) block["policy.digest"] = source.policy;
  }
  if (record.hash !== undefined) block["event.hash"] = record.hash;
  return block;
}

const outputNotice = "\n[... telemetry preview truncated ...]";

/** Cuts an output to what may be sent, at the border of a character, and says so. */
export function previewOutput(
  text: string,
  bytes: number,
): { readonly text: string; readonly truncated: boolean } {
  const kept = cutText(text, bytes);
  return kept.length === text.length
    ? { text, truncated: false }
    : { text: kept + outputNotice, truncated: true };
}

/** Maps records to our own names: `PREFIX.NAME`, attributes as `PREFIX.KEY`, with OpenTelemetry's names beside them. */
export function ownMapper(options: {
  readonly prefix: string;
  readonly flatSeverity: boolean;
  readonly outputBytes: number;
}): LogMapper {
  const { prefix, flatSeverity, outputBytes } = options;
  const names = new Map<string, EventNames>();
  return {
    note() {},
    map(record): readonly ExportLog[] {
      let known = names.get(record.name);
      if (known === undefined) {
        known = namesOf(record.name, prefix);
        // Records of a damaged trail could name anything; what the catalogue knows is few.
        if (names.size < 256) names.set(record.name, known);
      }
      const attributes = correlation(record);
      attributes["event.name"] = known.event;
      for (const key in record.attributes) {
        let value = record.attributes[key] as AttributeValue;
        const name: EventNames["keys"][string] | undefined = Object.hasOwn(known.keys, key)
          ? known.keys[key]
          : undefined;
        if (name?.output === true && typeof value === "string") {
          const preview = previewOutput(value, outputBytes);
          value = preview.text;
          if (preview.truncated) attributes[`${name.own}_truncated`] = true;
        }
        const own = name?.own ?? `${prefix}.${key}`;
        if (attributes[own] === undefined) attributes[own] = value;
        if (name?.otel !== undefined) attributes[name.otel] = value;
      }
      return [
        {
          eventName: known.event,
          time: Date.parse(record.time),
          ...severityOf(record, flatSeverity),
          body: describeRecord(record),
          attributes,
          ...traceContext(record.ids),
        },
      ];
    },
  };
}

/** The names of an event and its attributes on the wire, put together once. */
interface EventNames {
  readonly event: string;
  readonly keys: Readonly<
    Record<string, { readonly own: string; readonly otel: string | undefined; readonly output: boolean }>
  >;
}

function namesOf(name: string, prefix: string): EventNames {
  const keys: Record<string, EventNames["keys"][string]> = {};
  for (const [key, spec] of Object.entries(eventSpec(name)?.attributes ?? {}))
    keys[key] = { own: `${prefix}.${key}`, otel: spec.otel, output: spec.redaction === "output" };
  return { event: `${prefix}.${name}`, keys };
}
