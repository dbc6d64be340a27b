import type { AgentEvent, Message, Provider, ToolCall, ToolSpec } from "./event.ts";
import type { Usage } from "./turn-record.ts";

/** One answer of the model. */
export interface Step {
  /** What it adds to the conversation, in the order in which it came. */
  readonly items: readonly Message[];
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly usage: Usage;
  /** What the provider told of the model's reasoning. */
  readonly reasoning: string;
  /** Milliseconds until the first piece came; absent when none did. */
  readonly firstMs?: number;
  /** Times the provider began anew. */
  readonly retries: number;
  /** Set when the provider gave up; the items are then what had arrived. */
  readonly failure?: { readonly code?: string; readonly message: string };
}

function addText(items: Message[], delta: string): void {
  const before = items.at(-1);
  if (before?.role === "assistant")
    items[items.length - 1] = { role: "assistant", text: before.text + delta };
  else items.push({ role: "assistant", text: delta });
}

function failureOf(error: unknown): NonNullable<Step["failure"]> {
  const { code } = error as { code?: unknown };
  const message = error instanceof Error ? error.message : String(error);
  return typeof code === "string" ? { code, message } : { message };
}

/** Asks the model once and yields what it says while it says it. */
export async function* runStep(
  provider: Provider,
  request: {
    readonly messages: readonly Message[];
    readonly tools: readonly ToolSpec[];
    readonly signal: AbortSignal;
  },
): AsyncGenerator<AgentEvent, Step> {
  let items: Message[] = [];
  const usage: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0 };
  let reasoning = "";
  let retries = 0;
  let firstMs: number | undefined;
  let failure: Step["failure"];
  const asked = performance.now();
  try {
    for await (const event of provider.stream(request)) {
      if (event.kind !== "retry") firstMs ??= Math.round(performance.now() - asked);
      switch (event.kind) {
        case "text":
          addText(items, event.delta);
          yield event;
          break;
        case "reasoning":
          reasoning += event.delta;
          yield event;
          break;
        case "call":
          items.push({ role: "call", call: event.call });
          break;
        case "kept":
          items.push({ role: "kept", provider: event.provider, item: event.item });
          break;
        case "usage":
          usage.inputTokens += event.inputTokens;
          usage.outputTokens += event.outputTokens;
          usage.cachedTokens += event.cachedTokens ?? 0;
          break;
        case "retry":
          items = [];
          reasoning = "";
          retries += 1;
          yield event;
          break;
        case "done":
          break;
      }
    }
  } catch (error) {
    failure = failureOf(error);
    // A call that the stream may have cut is never run, and nothing that belongs to it goes back.
    items = items.filter((item) => item.role === "assistant");
  }
  return {
    items,
    text: items.map((item) => (item.role === "assistant" ? item.text : "")).join(""),
    calls: items.flatMap((item) => (item.role === "call" ? [item.call] : [])),
    usage,
    reasoning,
    retries,
    ...(firstMs === undefined ? {} : { firstMs }),
    ...(failure ? { failure } : {}),
  };
}
