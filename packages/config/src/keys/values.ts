/** Sandbox modes, strictest first. */
export const SANDBOX_MODES = ["read-only", "workspace-write", "danger-full-access"] as const;
/** Approval policies that are words. `untrusted` asks for most; the order is in {@link looserApproval}. */
export const APPROVAL_WORDS = ["untrusted", "on-request", "never"] as const;
/** Reviewers, strictest first. */
export const REVIEWERS = ["user", "auto_review"] as const;
/** Web search modes, strictest first. */
export const WEB_SEARCH_MODES = ["disabled", "cached", "indexed", "live"] as const;
/** Credential stores, strictest first: gone with the process, keyring only, keyring or else a file, a file. */
export const CREDENTIAL_STORES = ["ephemeral", "keyring", "auto", "file"] as const;
/** Permission profiles that need no table. */
export const BUILT_IN_PROFILES: Readonly<Record<string, (typeof SANDBOX_MODES)[number]>> = {
  ":read-only": "read-only",
  ":workspace": "workspace-write",
  ":danger-full-access": "danger-full-access",
};
/** Hook events. A misspelt one would never fire, so an unknown one is reported. */
export const HOOK_EVENTS = [
  "PreToolUse",
  "PostToolUse",
  "PermissionRequest",
  "PreModelRequest",
  "PostModelRequest",
  "PreCompact",
  "PostCompact",
  "SessionStart",
  "SessionEnd",
  "UserPromptSubmit",
  "SubagentStart",
  "SubagentStop",
  "Stop",
  "Interrupt",
] as const;
