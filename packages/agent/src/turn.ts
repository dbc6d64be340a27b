import type { Answer, ApprovalRequest, Guard } from "@paddock/guard";
import type { Trail } from "@paddock/telemetry";
import { type CallOutcome, performCall } from "./call.ts";
import type { AgentEvent, Message, Provider } from "./event.ts";
import type { Tool } from "./tools/tool.ts";

/** What one turn needs. */
export interface TurnInput {
  readonly guard: Guard;
  readonly provider: Provider;
  readonly tools: readonly Tool[];
  readonly stepLimit: number;
  /** The conversation; the turn appends to it and leaves every call with a result. */
  readonly messages: Message[];
  readonly text: string;
  readonly turn: string;
  readonly instructions?: string;
  readonly onAsk?: (request: ApprovalRequest) => Answer | undefined | Promise<Answer | undefined>;
  readonly trail?: Trail;
  readonly signal?: AbortSignal;
}

/** What a call without a result is told to have done. */
const ABORTED = "Aborted: the turn ended before this call finished. Nothing is known about what it did.";

/** What one answer of the model added to the conversation, in the order in which it came. */
interface Step {
  items: Message[];
}

function addText(items: Message[], delta: string): void {
  const before = items.at(-1);
  if (before?.role === "assistant")
    items[items.length - 1] = { role: "assistant", text: before.text + delta };
  else items.push({ role: "assistant", text: delta });
}

function textOf(items: readonly Message[]): string {
  return items.map((item) => (item.role === "assistant" ? item.text : "")).join("");
}

/** Gives every call of the conversation a result, as both wire formats demand. */
function settle(messages: Message[]): void {
  const answered = new Set(
    messages.flatMap((message) => (message.role === "result" ? [message.callId] : [])),
  );
  for (const message of [...messages]) {
    if (message.role === "call" && !answered.has(message.call.id)) {
      messages.push({ role: "result", callId: message.call.id, text: ABORTED });
    }
  }
}

/** Runs one turn: asks the model, runs its calls through the guard, tells it the results, until it has nothing more to do. */
export async function* runTurn(input: TurnInput): AsyncGenerator<AgentEvent> {
  const { guard, messages, provider, turn } = input;
  const stop = new AbortController();
  const signal = input.signal ? AbortSignal.any([input.signal, stop.signal]) : stop.signal;
  const usage = { inputTokens: 0, outputTokens: 0 };
  const record = async (name: string, attributes: Record<string, string | number>): Promise<void> => {
    await input.trail?.append({ name, ids: { turn }, attributes });
  };
  const ended = async (phase: "completed" | "failed" | "cancelled", error?: string): Promise<AgentEvent> => {
    await record("turn.completed", {
      outcome: phase,
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
    });
    return { kind: "turn", phase, turn, usage: { ...usage }, ...(error === undefined ? {} : { error }) };
  };

  try {
    messages.push({ role: "user", text: input.text });
    await record("turn.started", { provider: provider.name, model: provider.model });
    await record("prompt.received", { length: input.text.length, text: input.text });
    yield { kind: "turn", phase: "started", turn };

    for (let steps = 0; steps < input.stepLimit; steps += 1) {
      if (signal.aborted) return yield await ended("cancelled");
      const step: Step = { items: [] };
      const system = [input.instructions, guard.describe()]
        .filter((part) => part !== undefined && part !== "")
        .join("\n\n");
      try {
        await record("model.request", { step: steps + 1, messages: messages.length });
        const request = {
          messages: [{ role: "system", text: system } as const, ...messages],
          tools: input.tools,
          signal,
        };
        for await (const event of provider.stream(request)) {
          if (event.kind === "text") addText(step.items, event.delta);
          else if (event.kind === "call") step.items.push({ role: "call", call: event.call });
          else if (event.kind === "kept") {
            step.items.push({ role: "kept", provider: event.provider, item: event.item });
          } else if (event.kind === "usage") {
            usage.inputTokens += event.inputTokens;
            usage.outputTokens += event.outputTokens;
          } else if (event.kind === "retry") step.items = [];
          if (event.kind === "text" || event.kind === "reasoning" || event.kind === "retry") yield event;
        }
      } catch (error) {
        const half = textOf(step.items);
        if (half !== "") messages.push({ role: "assistant", text: half });
        if (signal.aborted) return yield await ended("cancelled");
        return yield await ended("failed", error instanceof Error ? error.message : String(error));
      }
      const calls = step.items.flatMap((item) => (item.role === "call" ? [item.call] : []));
      await record("model.response", { step: steps + 1, calls: calls.length });
      messages.push(...step.items);
      const text = textOf(step.items);
      if (text !== "") yield { kind: "text-done", text };
      if (calls.length === 0) return yield await ended("completed");

      for (const call of calls) {
        if (signal.aborted) return yield await ended("cancelled");
        let outcome: CallOutcome;
        try {
          outcome = yield* performCall(call, input, signal);
        } catch (error) {
          // The guard could not decide or record: nothing more may run.
          return yield await ended("failed", error instanceof Error ? error.message : String(error));
        }
        messages.push({ role: "result", callId: call.id, ...outcome });
        if (outcome.result.outcome === "stopped" || signal.aborted) return yield await ended("cancelled");
      }
    }
    yield await ended(
      "failed",
      `the turn stopped after ${input.stepLimit} model requests; send "go on" to let it continue`,
    );
  } finally {
    stop.abort();
    settle(messages);
  }
}
