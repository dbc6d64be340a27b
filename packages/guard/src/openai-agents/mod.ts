/**
 * A shell and an editor for the OpenAI Agents SDK (`@openai/agents`) that go through a guard. Needs nothing at run time
 * but the SDK of the host; tried with 0.20.0.
 *
 * @module
 */

export {
  type FileChange,
  type FileChangeResult,
  type GuardedEditor,
  guardedEditor,
} from "./guarded-editor.ts";
export {
  type GuardedShell,
  guardedShell,
  type ShellAction,
  type ShellOutput,
  shellNeedsApproval,
} from "./guarded-shell.ts";
