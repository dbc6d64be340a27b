import type { ModelReply, ModelRequest, ReviewModel } from "@paddock/approvals";

/** One message for a provider, neutral to wire formats. */
export type ProviderMessage =
  | { readonly role: "system" | "user" | "assistant"; readonly text: string }
  | {
      readonly role: "call";
      readonly call: { readonly id: string; readonly name: string; readonly arguments: string };
    }
  | { readonly role: "result"; readonly callId: string; readonly text: string };

/** One event of a provider's stream, as far as a review needs it; others are ignored. */
export type StreamedEvent =
  | { readonly kind: "text"; readonly delta: string }
  | {
      readonly kind: "call";
      readonly call: { readonly id: string; readonly name: string; readonly arguments: string };
    }
  | { readonly kind: "usage"; readonly inputTokens: number; readonly outputTokens: number }
  | { readonly kind: "retry" }
  | { readonly kind: "reasoning" | "kept" | "done" };

/** A language model as the agent package provides it; anything of this shape can review. */
export interface ReviewProvider {
  /** Name of the provider in the configuration. */
  readonly name: string;
  /** Name of the model as the provider knows it. */
  readonly model: string;
  /** Goes on from the conversation. */
  stream(request: {
    readonly messages: readonly ProviderMessage[];
    readonly tools: readonly {
      readonly name: string;
      readonly description: string;
      readonly parameters: Readonly<Record<string, unknown>>;
    }[];
    readonly schema?: Readonly<Record<string, unknown>>;
    readonly cacheKey?: string;
    readonly signal?: AbortSignal;
  }): AsyncIterable<StreamedEvent>;
}

function messageOf(item: ModelRequest["items"][number]): ProviderMessage {
  switch (item.kind) {
    case "evidence":
      return { role: "user", text: item.text };
    case "answer":
      return { role: "assistant", text: item.text };
    case "tool-call":
      return { role: "call", call: { id: item.id, name: item.name, arguments: item.input } };
    case "tool-result":
      return { role: "result", callId: item.id, text: item.text };
  }
}

function messagesOf(request: ModelRequest): readonly ProviderMessage[] {
  return [{ role: "system", text: request.instructions }, ...request.items.map(messageOf)];
}

/** Longest answer that is read, in UTF-16 units; an assessment is far shorter. */
const longest = 64_000;

/** Lets any provider of the agent review actions. Partial text before a retry is dropped. */
export function reviewModelOf(provider: ReviewProvider): ReviewModel {
  return {
    name: `${provider.name}/${provider.model}`,
    async complete(request, { signal }): Promise<ModelReply> {
      let text = "";
      let usage: { input: number; output: number } | undefined;
      const calls: { id: string; name: string; input: string }[] = [];
      for await (const event of provider.stream({
        messages: messagesOf(request),
        tools: request.tools,
        schema: request.schema,
        cacheKey: request.cacheKey,
        signal,
      })) {
        if (event.kind === "text") text += event.delta;
        else if (event.kind === "usage") usage = { input: event.inputTokens, output: event.outputTokens };
        else if (event.kind === "call") {
          const { id, name, arguments: input } = event.call;
          calls.push({ id, name, input });
        } else if (event.kind === "retry") {
          text = "";
          calls.length = 0;
        }
        if (text.length > longest) throw new Error(`the answer is longer than ${longest} characters`);
      }
      const used = usage === undefined ? {} : { usage };
      return calls.length > 0 ? { kind: "tools", calls, ...used } : { kind: "answer", text, ...used };
    },
  };
}
