/**
 * A shell, an editor and a sandbox client for the OpenAI Agents SDK (`@openai/agents`) that go through a guard. Needs
 * nothing at run time but the SDK of the host; tried with 0.20.0, where sandbox agents are experimental.
 *
 * @module
 */

export { type ConversationOptions, type WatchedConversation, watchConversation } from "./conversation.ts";
export {
  type FileChange,
  type FileChangeResult,
  type GuardedEditor,
  guardedEditor,
} from "./guarded-editor.ts";
export type { GuardedImage } from "./guarded-image.ts";
export {
  type GuardedShell,
  guardedShell,
  type ShellAction,
  type ShellOutput,
  shellNeedsApproval,
} from "./guarded-shell.ts";
export {
  type ExecArgs,
  type ExecResult,
  type GuardedSandbox,
  type GuardedSandboxClient,
  type GuardedSandboxState,
  guardedSandboxClient,
  type ManifestClass,
} from "./sandbox-client.ts";
