/** A command line that cannot be understood; the program prints the message and exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
}
