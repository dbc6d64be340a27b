/**
 * Tools for the AI SDK (`ai`) that go through a guard. Needs nothing at run time but the SDK of the host; tried with 7.0.173.
 *
 * @module
 */

export {
  type ApprovalWord,
  type ExecuteOptions,
  type GuardedSdkTool,
  guardApproval,
  guardedTools,
  type InputSchema,
  type ToolInput,
} from "./guarded-tools.ts";
