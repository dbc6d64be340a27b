import type { ApprovalRequest, RunEvent, RunResult } from "@paddock/guard";

/** A tool call as the model sent it. */
export interface ToolCall {
  /** Unique in the conversation. */
  readonly id: string;
  /** Name of the tool. */
  readonly name: string;
  /** JSON text exactly as received. */
  readonly arguments: string;
}

/** What a provider's stream yields, whatever the wire format. */
export type ProviderEvent =
  | { readonly kind: "text"; readonly delta: string }
  | { readonly kind: "reasoning"; readonly delta: string }
  | { readonly kind: "call"; readonly call: ToolCall }
  | {
      readonly kind: "usage";
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly cachedTokens?: number;
    }
  /** The stream is retried from the start; partial text shown so far is void. */
  | { readonly kind: "retry"; readonly reason: string; readonly attempt: number; readonly waitMs: number }
  /** A wire item that only this provider understands (encrypted reasoning); goes back to it with the next request. */
  | { readonly kind: "kept"; readonly provider: string; readonly item: Readonly<Record<string, unknown>> }
  | { readonly kind: "done"; readonly responseId?: string };

/** One message of the conversation, neutral to wire formats. */
export type Message =
  | { readonly role: "system" | "user" | "assistant"; readonly text: string }
  | { readonly role: "call"; readonly call: ToolCall }
  | { readonly role: "kept"; readonly provider: string; readonly item: Readonly<Record<string, unknown>> }
  | {
      readonly role: "result";
      readonly callId: string;
      readonly text: string;
      /** The full record behind `text`; never sent to a model. */
      readonly result?: RunResult;
    };

/** A tool as offered to a model: JSON Schema parameters. */
export interface ToolSpec {
  /** What a call names. */
  readonly name: string;
  /** What the model reads about it. */
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One request to a model. */
export interface StreamRequest {
  /** The conversation, oldest first. */
  readonly messages: readonly Message[];
  /** What the model may call. */
  readonly tools: readonly ToolSpec[];
  /** JSON Schema that the answer must fit, for providers that can enforce one; others are asked without it. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Equal for requests that begin alike: lets a provider find what it has read before. */
  readonly cacheKey?: string;
  /** Ends the request. */
  readonly signal?: AbortSignal;
}

/** A model behind one wire format. Failures after retries reject with an error that says what to do. */
export interface Provider {
  /** Name of the provider in the configuration. */
  readonly name: string;
  /** Name of the model as the provider knows it. */
  readonly model: string;
  /** False for the offline guide, which is not a language model. */
  readonly isModel: boolean;
  /** Where its key was found and which host gets it, for the record; never the key. Absent where it needs none. */
  readonly credential?: { readonly name: string; readonly host: string };
  /** Asks the model to go on from the conversation and yields its answer as it comes; ends with `done`. */
  stream(request: StreamRequest): AsyncIterable<ProviderEvent>;
}

/** What a turn yields to a UI or to `exec --json`. */
export type AgentEvent =
  | {
      readonly kind: "turn";
      readonly phase: "started" | "completed" | "failed" | "cancelled";
      readonly turn: string;
      readonly error?: string;
      readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
    }
  | { readonly kind: "text"; readonly delta: string }
  | { readonly kind: "text-done"; readonly text: string }
  | { readonly kind: "reasoning"; readonly delta: string }
  | { readonly kind: "retry"; readonly reason: string; readonly attempt: number; readonly waitMs: number }
  /** The conversation was replaced by a summary; the numbers are those of its messages. */
  | { readonly kind: "compacted"; readonly before: number; readonly after: number }
  /** `title` is what a person sees: the command line, `read FILE`, ... */
  | { readonly kind: "call"; readonly call: string; readonly tool: string; readonly title: string }
  | { readonly kind: "ask"; readonly call: string; readonly request: ApprovalRequest }
  | { readonly kind: "run"; readonly call: string; readonly event: RunEvent }
  | { readonly kind: "result"; readonly call: string; readonly title: string; readonly result: RunResult };
