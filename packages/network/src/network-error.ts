/** Stable codes of {@linkcode NetworkError}. */
export type NetworkErrorCode =
  | "bad-pattern"
  | "bad-range"
  | "bad-port"
  | "bad-preset"
  | "bad-hook"
  | "bad-upstream";

/** A policy that has no meaning. A refused destination is never an error: it is a decision. */
export class NetworkError extends Error {
  /** Stable, for programs. */
  readonly code: NetworkErrorCode;

  /** Creates an error whose message names the value and what to write instead. */
  constructor(code: NetworkErrorCode, message: string) {
    super(message);
    this.name = "NetworkError";
    this.code = code;
  }
}
