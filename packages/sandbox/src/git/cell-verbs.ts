/** What one git verb may do in the cell. */
export interface CellVerb {
  /** Subcommands that count, where the verb has any; the first plain word must be one of them. */
  readonly subcommands?: readonly string[];
  /** Options to put right after the verb, which switch off what would start another program. */
  readonly harden?: readonly string[];
  /** The verb writes nothing in a git directory, so an ordinary run does as well. */
  readonly reads?: boolean;
  /** Short options that the verb does not get: they edit, ask or run. */
  readonly guarded?: string;
}

/**
 * Verbs that a coding agent needs and that git performs by itself: no verb that fetches, no verb that runs a command of
 * the caller's, none that writes settings.
 */
export const CELL_VERBS: Readonly<Record<string, CellVerb>> = {
  add: { guarded: "ipe" },
  blame: { reads: true },
  branch: {},
  "cat-file": { reads: true },
  checkout: { guarded: "p" },
  "cherry-pick": { guarded: "eS" },
  commit: { guarded: "pS" },
  describe: { reads: true },
  diff: { reads: true, harden: ["--no-ext-diff", "--no-textconv"] },
  "for-each-ref": { reads: true },
  log: { reads: true, harden: ["--no-ext-diff", "--no-textconv"] },
  "ls-files": { reads: true },
  "ls-tree": { reads: true },
  merge: { guarded: "seSX" },
  "merge-base": { reads: true },
  mv: {},
  rebase: { guarded: "ixsSX" },
  reflog: { reads: true, subcommands: ["show", "exists"] },
  reset: { guarded: "p" },
  restore: { guarded: "p" },
  "rev-list": { reads: true },
  "rev-parse": { reads: true },
  revert: { guarded: "eS" },
  rm: {},
  shortlog: { reads: true },
  show: { reads: true, harden: ["--no-ext-diff", "--no-textconv"] },
  "show-ref": { reads: true },
  stash: { guarded: "p", subcommands: ["push", "pop", "apply", "list", "show", "drop", "branch", "clear"] },
  status: { reads: true },
  submodule: { reads: true, subcommands: ["status", "summary"] },
  switch: {},
  tag: { guarded: "su" },
  worktree: { reads: true, subcommands: ["list"] },
};

/**
 * Long options that write where they like, run programs, read another repository or wait for a person. An abbreviation
 * that could mean one of them counts as one (gitcli(7): any unique prefix will do).
 */
export const GUARDED_OPTIONS: readonly string[] = [
  "config-env",
  "edit",
  "edit-todo",
  "exec",
  "exec-path",
  "ext-diff",
  "filters",
  "git-dir",
  "gpg-sign",
  "interactive",
  "local-user",
  "namespace",
  "open-files-in-pager",
  "output",
  "output-directory",
  "receive-pack",
  "separate-git-dir",
  "sign",
  "strategy",
  "strategy-option",
  "super-prefix",
  "template",
  "textconv",
  "upload-pack",
  "verify-signatures",
  "work-tree",
];

/** Whole options that an abbreviation of a guarded one could be, and that are something else. */
export const PLAIN_OPTIONS: ReadonlySet<string> = new Set(["filter", "verify"]);

/** Keys that `-c` may set: who commits and how things are shown. None names a program or a path. */
export const CELL_CONFIG_KEYS: RegExp =
  /^(?:user\.(?:name|email)|author\.(?:name|email)|committer\.(?:name|email)|init\.defaultbranch|advice\.[a-z]+|color\.[a-z.]+|core\.quotepath|core\.abbrev|merge\.conflictstyle|merge\.ff|diff\.(?:algorithm|renames|context)|log\.(?:date|decorate)|commit\.gpgsign|tag\.gpgsign|rebase\.(?:autostash|autosquash)|pull\.rebase)$/;

/**
 * Settings of every git in the cell, above any configuration file: no hooks, no watchers, no editor, no signing program,
 * no background work.
 */
export const CELL_SETTINGS: Readonly<Record<string, string>> = {
  "core.hooksPath": "/dev/null",
  "core.fsmonitor": "false",
  "core.editor": ":",
  "sequence.editor": ":",
  "commit.gpgSign": "false",
  "tag.gpgSign": "false",
  "gc.auto": "0",
  "maintenance.auto": "false",
  "gc.autoDetach": "false",
  "protocol.allow": "never",
  "submodule.recurse": "false",
  "branch.autoSetupMerge": "false",
  "rerere.enabled": "false",
};
