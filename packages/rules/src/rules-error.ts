/** What a {@link RulesError} is about. */
export type RulesErrorCode = "managed-rule" | "locked" | "io" | "usage";

/** Misuse or broken surroundings; a bad rule file is a problem of the RuleSet and no error. */
export class RulesError extends Error {
  override readonly name: string = "RulesError";
  readonly code: RulesErrorCode;

  constructor(code: RulesErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
