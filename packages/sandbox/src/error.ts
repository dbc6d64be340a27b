/** Stable codes of {@link SandboxError}. */
export type SandboxErrorCode =
  | "workspace-refused"
  | "home-in-root"
  | "home-unsafe"
  | "protected-symlink"
  | "root-link"
  | "socket-link"
  | "entry-invalid"
  | "glob-limit"
  | "scan-failed"
  | "surroundings-incomplete"
  | "root-changed"
  | "no-backend"
  | "guarantee-missing"
  | "no-endpoint"
  | "path-invalid";

/**
 * Misuse or broken surroundings: the boundary could not be drawn, so nothing ran. A command that the boundary refuses
 * is not an error but a value (an exit status and denials).
 */
export class SandboxError extends Error {
  /** For logs and JSON. */
  override readonly name = "SandboxError";
  /** Stable, for programs. */
  readonly code: SandboxErrorCode;
  /** One line a person can act on. */
  readonly fix: string | undefined;

  /** `fix` is one line a person can act on. */
  constructor(
    code: SandboxErrorCode,
    message: string,
    options?: { readonly fix?: string; readonly cause?: unknown },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options?.fix;
  }

  /** JSON without stack and cause, which may hold more than a log should. */
  toJSON(): { name: string; code: SandboxErrorCode; message: string; fix?: string } {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      ...(this.fix === undefined ? {} : { fix: this.fix }),
    };
  }
}
