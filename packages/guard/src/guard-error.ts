/** Stable codes of {@linkcode GuardError}. */
export type GuardErrorCode =
  | "bad-action"
  | "bad-answer"
  | "bad-config"
  | "bad-hook"
  | "bad-tool"
  | "closed"
  | "locked"
  | "no-endpoint"
  | "sandbox-unavailable"
  | "trail-unavailable"
  | "unknown-request";

/** Misuse of the guard or broken surroundings. A denied action is never an error: it is a result. */
export class GuardError extends Error {
  /** Stable, for programs. */
  readonly code: GuardErrorCode;

  /** Creates an error whose message says what happened, where and what to do next. */
  constructor(code: GuardErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "GuardError";
    this.code = code;
  }

  /** The error without its cause, which may hold secrets. */
  toJSON(): { readonly name: string; readonly code: GuardErrorCode; readonly message: string } {
    return { name: this.name, code: this.code, message: this.message };
  }
}
