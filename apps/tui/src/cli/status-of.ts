import { exitCode } from "./exit-code.ts";
import { isUsageError } from "./usage-error.ts";

/** The exit status that an error stands for. Errors of the packages are known by their stable codes, so no package has to be loaded to tell them apart. */
export function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return exitCode.failed;
  if (isUsageError(error)) return exitCode.usage;
  const code = (error as { readonly code?: unknown }).code;
  if (
    error.name === "ConfigError" ||
    error.name === "NetworkError" ||
    code === "bad-config" ||
    code === "bad-settings" ||
    code === "missing-key"
  )
    return exitCode.config;
  if (error.name === "SandboxError" || code === "sandbox-unavailable") return exitCode.sandboxUnavailable;
  return exitCode.failed;
}
