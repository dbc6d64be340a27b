/** One item of the exchange with the reviewer's model. */
export type ReviewItem =
  | { readonly kind: "evidence"; readonly text: string }
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "tool-call"; readonly id: string; readonly name: string; readonly input: string }
  | { readonly kind: "tool-result"; readonly id: string; readonly text: string };

/** A read-only tool that the reviewer may use. */
export interface ReviewTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the input. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One call of the reviewer's model. */
export interface ModelRequest {
  readonly instructions: string;
  readonly items: readonly ReviewItem[];
  readonly tools: readonly ReviewTool[];
  readonly schema: Readonly<Record<string, unknown>>;
  /** Equal for all reviews of a session: lets a provider reuse its prompt cache. */
  readonly cacheKey: string;
}

/** Tokens that a call used, where the provider says. */
export interface ModelUsage {
  readonly input?: number;
  readonly output?: number;
}

/** The model's reply: its answer, or tools that it wants to use first. */
export type ModelReply =
  | { readonly kind: "answer"; readonly text: string; readonly usage?: ModelUsage }
  | {
      readonly kind: "tools";
      readonly calls: readonly { readonly id: string; readonly name: string; readonly input: string }[];
      readonly usage?: ModelUsage;
    };

/** The port to a language model; any provider fits behind it. */
export interface ReviewModel {
  readonly name: string;
  /** Sends one request. Rejects on transport failure and when the signal aborts. */
  complete(request: ModelRequest, options: { readonly signal: AbortSignal }): Promise<ModelReply>;
}

/** The port to the tools. Implementations must only read, confined as the agent's own reads are. */
export interface ReviewTools {
  readonly tools: readonly ReviewTool[];
  /** Runs one tool; the text goes to the model as evidence. */
  run(name: string, input: string, options: { readonly signal: AbortSignal }): Promise<string>;
}
