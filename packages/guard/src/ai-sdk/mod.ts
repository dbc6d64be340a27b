/**
 * Tools, a sandbox session and a sandbox provider for the AI SDK (`ai`) that go through a guard. Needs nothing at run time
 * but the SDK of the host; tried with 7.0.173, where the sandbox is experimental.
 *
 * @module
 */

export { ActionRefused } from "../tools/action-refused.ts";
export {
  type ApprovalWord,
  type ExecuteOptions,
  type GuardedSdkTool,
  guardApproval,
  guardedTools,
  type InputSchema,
  type ToolInput,
} from "./guarded-tools.ts";
export {
  type GuardedNetworkSession,
  type GuardedSandboxProvider,
  guardedSandboxProvider,
} from "./sandbox-provider.ts";
export {
  type GuardedProcess,
  type GuardedSandboxSession,
  guardedSandboxSession,
  type PathOptions,
  type ProcessOptions,
  type WritableGuardedProcess,
} from "./sandbox-session.ts";
