import type { AttributeValue, TrailRecord } from "../record.ts";
import { spanIdOf, traceIdOf } from "./export-log.ts";

/** A finished piece of work. */
export interface ExportSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

const number = (value: AttributeValue | undefined): number => (typeof value === "number" ? value : 0);
const text = (value: AttributeValue | undefined): string => (typeof value === "string" ? value : "");

/**
 * The span that a record ends: a turn, a model response, a tool call, an execution. Start is end minus duration, so no
 * state is needed and a restart loses no span.
 */
export function spanOf(record: TrailRecord): ExportSpan | undefined {
  const { ids, attributes, name } = record;
  if (ids.turn === undefined) return undefined;
  const end = Date.parse(record.time);
  const outcome = text(attributes["outcome"]);
  const common = {
    traceId: traceIdOf(ids.turn),
    start: end - number(attributes["duration_ms"]),
    end,
    failed: ["failed", "denied", "blocked", "timeout", "unavailable"].includes(outcome),
  };
  const base = { "conversation.id": ids.session, "turn.id": ids.turn, outcome };
  if (name === "turn.completed")
    return {
      ...common,
      name: "session_task.turn",
      spanId: spanIdOf(ids.turn),
      attributes: {
        ...base,
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.usage.input_tokens": number(attributes["input_tokens"]),
        "gen_ai.usage.output_tokens": number(attributes["output_tokens"]),
      },
    };
  const parentSpanId = spanIdOf(ids.turn);
  if (name === "model.response")
    return {
      ...common,
      name: `chat ${text(attributes["model"])}`.trim(),
      spanId: spanIdOf(record.id),
      parentSpanId,
      attributes: {
        ...base,
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": text(attributes["model"]),
        "gen_ai.usage.input_tokens": number(attributes["input_tokens"]),
        "gen_ai.usage.output_tokens": number(attributes["output_tokens"]),
      },
    };
  if (name === "tool.completed" && ids.call !== undefined)
    return {
      ...common,
      name: `execute_tool ${text(attributes["tool"])}`.trim(),
      spanId: spanIdOf(ids.call),
      parentSpanId,
      attributes: {
        ...base,
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": text(attributes["tool"]),
        "gen_ai.tool.call.id": ids.call,
        ...(text(attributes["server"]) === "" ? {} : { "mcp.server.name": text(attributes["server"]) }),
      },
    };
  if (name === "execution.ended" && ids.execution !== undefined)
    return {
      ...common,
      name: "execution",
      spanId: spanIdOf(ids.execution),
      parentSpanId: ids.call === undefined ? parentSpanId : spanIdOf(ids.call),
      attributes: {
        ...base,
        "execution.id": ids.execution,
        "process.exit.code": number(attributes["exit_code"]),
        "sandbox.enforcement": text(attributes["enforcement"]),
      },
    };
  return undefined;
}
