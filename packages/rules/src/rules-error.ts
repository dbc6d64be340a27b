/** What a {@link RulesError} is about. */
export type RulesErrorCode = "managed-rule" | "locked" | "io" | "usage";

/** Misuse or broken surroundings; a bad rule file is a problem of the RuleSet and no error. */
export class RulesError extends Error {
  /** Name of the class. */
  override readonly name: string = "RulesError";
  /** What it is about; stable. */
  readonly code: RulesErrorCode;

  /** Makes the error. */
  constructor(code: RulesErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
