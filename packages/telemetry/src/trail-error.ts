/** Why a trail could not be opened, written or read. */
export type TrailErrorCode =
  | "bad-session"
  | "not-private"
  | "not-writable"
  | "disk-full"
  | "write-failed"
  | "closed"
  | "locked"
  | "bad-filter"
  | "bad-settings"
  | "bad-input"
  | "not-found"
  | "missing-module";

/** The one error class of this package. `code` is stable; the message says what happened, where, and what to do. */
export class TrailError extends Error {
  /** Always `TrailError`. */
  override readonly name = "TrailError";
  /** Stable code. */
  readonly code: TrailErrorCode;

  /** Makes an error with a stable code. */
  constructor(code: TrailErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
