/**
 * Runs commands inside Linux namespaces, Landlock and seccomp through one small C helper.
 *
 * @module
 */
export type { Backend } from "@paddock/sandbox";
export type { Capabilities } from "./capabilities.ts";
export { type LinuxBackendOptions, linuxBackend } from "./linux-backend.ts";
export { type Refusal, SandboxLinuxError, type SandboxLinuxErrorCode } from "./sandbox-linux-error.ts";
