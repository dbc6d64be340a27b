/**
 * Runs commands inside Linux namespaces, Landlock and seccomp through one small C helper.
 *
 * @module
 */
// The seam in which this package speaks.
export type {
  Access,
  Backend,
  Denial,
  EnforcementReport,
  ExitStatus,
  FileInfo,
  FileResult,
  FileVerb,
  Guarantee,
  Limits,
  LostGuarantee,
  Origin,
  PlanEntry,
  PlanNote,
  Probe,
  Process,
  SandboxCommand,
  SandboxPlan,
  SpawnOptions,
} from "@paddock/sandbox";
export type { Capabilities } from "./capabilities.ts";
export { helperPath } from "./helper-binary.ts";
export { type LinuxBackendOptions, linuxBackend } from "./linux-backend.ts";
export type { Afterwards, PtySize } from "./records.ts";
export { type Refusal, SandboxLinuxError, type SandboxLinuxErrorCode } from "./sandbox-linux-error.ts";
export { type StandIn, type StandInOptions, standIn } from "./stand-in.ts";
