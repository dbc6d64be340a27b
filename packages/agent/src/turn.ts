import type { Answer, ApprovalRequest, Guard } from "@paddock/guard";
import type { Trail } from "@paddock/telemetry";
import { type CallContext, type CallOutcome, performCall } from "./call.ts";
import { compact, estimateTokens } from "./compact.ts";
import type { Conversation } from "./conversation.ts";
import type { AgentEvent, Message, Provider } from "./event.ts";
import { runStep } from "./step.ts";
import type { Tool } from "./tools/tool.ts";
import { transcriptOf } from "./transcript.ts";
import { turnRecord, type Usage } from "./turn-record.ts";

/** What one turn needs. */
export interface TurnInput {
  readonly guard: Guard;
  readonly provider: Provider;
  readonly tools: readonly Tool[];
  readonly stepLimit: number;
  /** The turn adds to it and leaves every call with a result. */
  readonly conversation: Conversation;
  readonly text: string;
  readonly turn: string;
  readonly instructions: string;
  /** Words of the project, before the conversation. */
  readonly context: string;
  /** Takes what the person said while the turn was running. */
  readonly steered: () => readonly string[];
  /** Tokens after which the conversation is shortened. */
  readonly compactAt: number;
  readonly onAsk?: (request: ApprovalRequest) => Answer | undefined | Promise<Answer | undefined>;
  readonly trail?: Trail;
  readonly signal?: AbortSignal;
}

/** Runs one turn: asks the model, runs its calls through the guard, tells it the results, until it has nothing more to do. */
export async function* runTurn(input: TurnInput): AsyncGenerator<AgentEvent> {
  const { conversation, guard, provider, turn } = input;
  const stop = new AbortController();
  const signal = input.signal ? AbortSignal.any([input.signal, stop.signal]) : stop.signal;
  const total: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0 };
  const record = turnRecord(input.trail, turn, provider, () => Date.now());
  let callCount = 0;
  let window = 0;
  let shortened = false;

  const system = (): string =>
    [input.instructions, guard.describe()].filter((part) => part !== "").join("\n\n");
  const request = (): readonly Message[] => [
    { role: "system", text: system() },
    ...(input.context === "" ? [] : [{ role: "user", text: input.context } as const]),
    ...conversation.messages,
  ];
  const context: CallContext = {
    ...input,
    transcript: () => transcriptOf(conversation.messages, input.context),
  };
  let response = "";
  const steer = async (texts: readonly string[]): Promise<void> => {
    for (const text of texts) {
      await conversation.add({ role: "user", text });
      await record.steered(text);
    }
  };
  const ended = async (phase: "completed" | "failed" | "cancelled", error?: string): Promise<AgentEvent> => {
    await record.ended(phase, total, callCount, {
      ...(error === undefined ? {} : { error }),
      ...(phase === "completed" ? { response } : {}),
    });
    const usage = { inputTokens: total.inputTokens, outputTokens: total.outputTokens };
    return { kind: "turn", phase, turn, usage, ...(error === undefined ? {} : { error }) };
  };
  const shorten = async (): Promise<AgentEvent> => {
    const before = conversation.messages.length;
    await conversation.replace(await compact(conversation.messages, provider, system(), signal));
    window = 0;
    shortened = true;
    return { kind: "compacted", before, after: conversation.messages.length };
  };

  try {
    await conversation.add({ role: "user", text: input.text });
    await record.started(input.text);
    yield { kind: "turn", phase: "started", turn };

    for (let steps = 0; steps < input.stepLimit; steps += 1) {
      if (signal.aborted) return yield await ended("cancelled");
      await steer(input.steered());
      const messages = request();
      if (provider.isModel && Math.max(window, estimateTokens(messages)) > input.compactAt && !shortened) {
        yield await shorten();
        continue;
      }
      await record.requested(messages.length, input.tools.length);
      const step = yield* runStep(provider, { messages, tools: input.tools, signal });
      total.inputTokens += step.usage.inputTokens;
      total.outputTokens += step.usage.outputTokens;
      total.cachedTokens += step.usage.cachedTokens;
      window = step.usage.inputTokens + step.usage.outputTokens;
      await conversation.add(...step.items);
      if (step.failure) {
        const { code, message } = step.failure;
        await record.responded(signal.aborted ? "cancelled" : "failed", step, message);
        if (signal.aborted) return yield await ended("cancelled");
        if (code !== "context-too-long" || shortened) return yield await ended("failed", message);
        yield await shorten();
        continue;
      }
      await record.responded("done", step);
      response = step.text;
      if (step.text !== "") yield { kind: "text-done", text: step.text };

      for (const call of step.calls) {
        if (signal.aborted) return yield await ended("cancelled");
        const outcome: CallOutcome = yield* performCall(call, context, signal);
        callCount += 1;
        await record.called(call, outcome.result);
        await conversation.add({ role: "result", callId: call.id, ...outcome });
        if (outcome.result.outcome === "stopped" || signal.aborted) return yield await ended("cancelled");
        shortened = false;
      }
      if (step.calls.length > 0) continue;
      const more = input.steered();
      if (more.length === 0) return yield await ended("completed");
      await steer(more);
    }
    const limit = `the turn stopped after ${input.stepLimit} model requests; send "go on" to let it continue`;
    yield await ended("failed", limit);
  } catch (error) {
    // The guard could not decide, or something could not be recorded: nothing more may run.
    const message = error instanceof Error ? error.message : String(error);
    yield {
      kind: "turn",
      phase: signal.aborted ? "cancelled" : "failed",
      turn,
      ...(signal.aborted ? {} : { error: message }),
    };
  } finally {
    stop.abort();
    guard.endTurn(turn);
    await conversation.settle();
    // What the person said too late for this turn stands before the next request.
    for (const text of input.steered()) await conversation.add({ role: "user", text });
  }
}
