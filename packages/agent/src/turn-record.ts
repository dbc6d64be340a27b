import type { RunResult } from "@paddock/guard";
import type { AttributeValue, Trail } from "@paddock/telemetry";
import type { Provider, ToolCall } from "./event.ts";

/** Tokens of a turn or of one answer. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
}

/** Writes the records of one turn that are the agent's: the guard writes its own beside them. */
export interface TurnRecord {
  started(prompt: string): Promise<void>;
  requested(messages: number, tools: number): Promise<void>;
  responded(
    outcome: "done" | "failed" | "cancelled",
    usage: Usage,
    calls: number,
    error?: string,
  ): Promise<void>;
  called(call: ToolCall, result: RunResult): Promise<void>;
  ended(
    phase: "completed" | "failed" | "cancelled",
    usage: Usage,
    calls: number,
    error?: string,
  ): Promise<void>;
}

function tokens(usage: Usage): Record<string, AttributeValue> {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cached_tokens: usage.cachedTokens,
  };
}

function failure(error: string | undefined): Record<string, AttributeValue> {
  return error === undefined ? {} : { error };
}

/** Makes the record of a turn; without a trail it writes nothing. */
export function turnRecord(
  trail: Trail | undefined,
  turn: string,
  provider: Provider,
  now: () => number,
): TurnRecord {
  const model = { model: provider.model, provider: provider.name };
  const begun = now();
  let asked = begun;
  const append = async (
    name: string,
    attributes: Record<string, AttributeValue>,
    call?: string,
  ): Promise<void> => {
    await trail?.append({ name, ids: { turn, ...(call === undefined ? {} : { call }) }, attributes });
  };
  return {
    async started(prompt) {
      await append("turn.started", model);
      await append("prompt.received", { origin: "user", prompt, prompt_length: prompt.length });
    },
    async requested(messages, tools) {
      asked = now();
      await append("model.request", { ...model, messages, tools });
    },
    async responded(outcome, usage, calls, error) {
      const took = { duration_ms: now() - asked };
      await append("model.response", {
        ...model,
        outcome,
        ...took,
        ...tokens(usage),
        calls,
        ...failure(error),
      });
    },
    async called(call, result) {
      const { status } = result;
      await append(
        "tool.completed",
        {
          tool: call.name,
          arguments: call.arguments,
          outcome: result.outcome,
          duration_ms: result.durationMs,
          ...(status?.kind === "exit" ? { exit_code: status.code } : {}),
          ...(status?.kind === "signal" ? { signal: status.signal } : {}),
          output: result.text,
          output_length: result.text.length,
        },
        call.id,
      );
    },
    async ended(phase, usage, calls, error) {
      const outcome = phase === "completed" ? "done" : phase;
      await append("turn.completed", {
        phase,
        outcome,
        duration_ms: now() - begun,
        ...tokens(usage),
        calls,
        ...failure(error),
      });
    },
  };
}
