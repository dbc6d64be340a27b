/** A command line that cannot be understood; the program prints the message and exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
}

/** True also for the error of a command that was bundled by itself, with a class of its own. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === "UsageError";
}
