/** Codes of {@link ApprovalsError}: stable, for programs. */
export type ApprovalsErrorCode =
  | "bad-escalation"
  | "bad-grant"
  | "bad-policy"
  | "bad-reviewer-settings"
  | "bad-assessment";

/** Thrown for misuse: a malformed grant, an unknown policy word. A denied action is a value, never this. */
export class ApprovalsError extends Error {
  override readonly name = "ApprovalsError";
  readonly code: ApprovalsErrorCode;

  constructor(code: ApprovalsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
