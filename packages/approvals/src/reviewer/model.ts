/** One item of the exchange with the reviewer's model. */
export type ReviewItem =
  | { readonly kind: "evidence"; readonly text: string }
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "tool-call"; readonly id: string; readonly name: string; readonly input: string }
  | { readonly kind: "tool-result"; readonly id: string; readonly text: string };

/** A read-only tool that the reviewer may use. */
export interface ReviewTool {
  /** Name in calls; unique within a review. */
  readonly name: string;
  /** What it does, for the model. */
  readonly description: string;
  /** JSON schema of the input. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One call of the reviewer's model. */
export interface ModelRequest {
  /** The fixed instructions, as system or developer message. */
  readonly instructions: string;
  /** The exchange so far, oldest first. */
  readonly items: readonly ReviewItem[];
  /** The tools on offer; a call beyond the allowance is answered by saying so. */
  readonly tools: readonly ReviewTool[];
  /** JSON schema of the answer, for providers that can enforce one. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Equal for all reviews of a session: lets a provider reuse its prompt cache. */
  readonly cacheKey: string;
}

/** Tokens that a call used, where the provider says. */
export interface ModelUsage {
  /** Tokens read. */
  readonly input?: number;
  /** Tokens written. */
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
  /** Recorded with each review. */
  readonly name: string;
  /** Sends one request. Rejects on transport failure and when the signal aborts. */
  complete(request: ModelRequest, options: { readonly signal: AbortSignal }): Promise<ModelReply>;
}

/** The port to the tools. Implementations must only read, confined as the agent's own reads are. */
export interface ReviewTools {
  /** What is on offer. */
  readonly tools: readonly ReviewTool[];
  /** Runs one tool; the text goes to the model as evidence. */
  run(name: string, input: string, options: { readonly signal: AbortSignal }): Promise<string>;
}
