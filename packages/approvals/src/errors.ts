/** Codes of {@link ApprovalsError}: stable, for programs. */
export type ApprovalsErrorCode =
  | "bad-escalation"
  | "bad-grant"
  | "bad-policy"
  | "bad-reviewer-settings"
  | "bad-assessment";

/** Thrown for misuse: a malformed grant, an unknown policy word. A denied action is a value, never this. */
export class ApprovalsError extends Error {
  /** Always `ApprovalsError`. */
  override readonly name = "ApprovalsError";
  /** Stable; for programs. */
  readonly code: ApprovalsErrorCode;

  /** Makes an error; the message says what happened and what to do. */
  constructor(code: ApprovalsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
