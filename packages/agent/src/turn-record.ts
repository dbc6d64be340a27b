import type { RunResult } from "@paddock/guard";
import type { AttributeValue, Trail } from "@paddock/telemetry";
import type { Provider, ToolCall } from "./event.ts";

/** Tokens of a turn or of one answer. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
}

/** One answer of the model, as far as the record tells of it. */
export interface AnswerFacts {
  readonly usage: Usage;
  readonly calls: readonly unknown[];
  /** Summary of the reasoning; written only where the configuration says so. */
  readonly reasoning: string;
  /** Milliseconds from the request to the first piece of the answer; absent when none came. */
  readonly firstMs?: number;
  /** Times the request was made again. */
  readonly retries: number;
}

/** Writes the records of one turn that are the agent's: the guard writes its own beside them. */
export interface TurnRecord {
  started(prompt: string): Promise<void>;
  /** The person said something while the turn was running. */
  steered(prompt: string): Promise<void>;
  requested(messages: number, tools: number): Promise<void>;
  responded(outcome: "done" | "failed" | "cancelled", answer: AnswerFacts, error?: string): Promise<void>;
  called(call: ToolCall, result: RunResult): Promise<void>;
  ended(
    phase: "completed" | "failed" | "cancelled",
    usage: Usage,
    calls: number,
    ending?: { readonly error?: string; readonly response?: string },
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
    // A turn serves one request of the person, so one id names both.
    const ids = { turn, prompt: turn, ...(call === undefined ? {} : { call }) };
    await trail?.append({ name, ids, attributes });
  };
  const prompted = (prompt: string): Promise<void> =>
    append("prompt.received", { origin: "user", prompt, prompt_length: prompt.length });
  const { credential } = provider;
  return {
    async started(prompt) {
      await append("turn.started", model);
      await prompted(prompt);
      if (credential !== undefined)
        await append("credential.used", { ...credential, operation: "read", outcome: "done" });
    },
    steered: prompted,
    async requested(messages, tools) {
      asked = now();
      await append("model.request", { ...model, messages, tools });
    },
    async responded(outcome, { usage, calls, reasoning, firstMs, retries }, error) {
      await append("model.response", {
        ...model,
        outcome,
        attempt: retries,
        duration_ms: now() - asked,
        ...(firstMs === undefined ? {} : { ttft_ms: firstMs }),
        ...tokens(usage),
        calls: calls.length,
        ...(reasoning === "" ? {} : { reasoning, reasoning_length: reasoning.length }),
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
          output_length: Buffer.byteLength(result.text),
        },
        call.id,
      );
    },
    async ended(phase, usage, calls, { error, response } = {}) {
      const outcome = phase === "completed" ? "done" : phase;
      await append("turn.completed", {
        phase,
        outcome,
        duration_ms: now() - begun,
        ...tokens(usage),
        calls,
        ...(response === undefined || response === ""
          ? {}
          : { response, response_length: Buffer.byteLength(response) }),
        ...failure(error),
      });
    },
  };
}
