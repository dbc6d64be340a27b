/** Why the backend could not do what was asked. */
export type SandboxLinuxErrorCode =
  /** There is no helper binary, or it is not one that may be trusted. */
  | "helper-missing"
  | "helper-untrusted"
  /** The plan cannot be written down for the helper (a NUL byte, a relative path). */
  | "bad-plan"
  /** The helper refused to start: a step failed, or a required guarantee cannot be kept. */
  | "refused"
  /** The run was aborted before it started. */
  | "aborted"
  /** The helper ended in a way it never should. */
  | "broken";

/** Facts about a refusal. */
export interface Refusal {
  /** The step that failed, e.g. `namespaces`, `mounts`, `guarantees`. */
  readonly step: string;
  /** Name of the errno, e.g. `EPERM`. */
  readonly errno?: string;
  /** One line a person can act on. */
  readonly fix: string;
}

/** Thrown when a sandbox cannot be set up. A command that merely fails is a status, not an error. */
export class SandboxLinuxError extends Error {
  /** `SandboxLinuxError`. */
  override readonly name = "SandboxLinuxError";
  /** Stable; for programs. */
  readonly code: SandboxLinuxErrorCode;
  /** Present when `code` is `refused`. */
  readonly refusal?: Refusal;

  /** Makes an error with a message for people and a code for programs. */
  constructor(code: SandboxLinuxErrorCode, message: string, options?: ErrorOptions & { refusal?: Refusal }) {
    super(message, options);
    this.code = code;
    if (options?.refusal) this.refusal = options.refusal;
  }
}
