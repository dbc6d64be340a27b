/** Stable codes of {@linkcode AgentError}. */
export type AgentErrorCode =
  | "bad-session"
  | "bad-settings"
  | "busy"
  | "context-too-long"
  | "missing-key"
  | "provider-refused"
  | "provider-unreachable"
  | "quota"
  | "stream-cut"
  | "unreadable-stream";

/** Misuse of the agent, or a model that could not be reached. A refused tool call is never an error: it is a result. */
export class AgentError extends Error {
  /** Stable, for programs. */
  readonly code: AgentErrorCode;

  /** Creates an error whose message says what happened, where and what to do next. */
  constructor(code: AgentErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "AgentError";
    this.code = code;
  }

  /** The error without its cause, which may hold secrets. */
  toJSON(): { readonly name: string; readonly code: AgentErrorCode; readonly message: string } {
    return { name: this.name, code: this.code, message: this.message };
  }
}
