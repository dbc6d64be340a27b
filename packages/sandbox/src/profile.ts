import type { Guarantee, Limits, Origin } from "./plan.ts";

/** One filesystem line of a permission profile, before resolution: may hold special roots, `~` and globs. */
export interface ProfileEntry {
  /** Absolute path, `~/x`, `:root`, `:workspace_roots`, `:project_roots`, `:slash_tmp`, `:tmpdir`, `:minimal`, or a path or glob below `under`. */
  readonly path: string;
  /** Special root that `path` is relative to, e.g. `:workspace_roots`. */
  readonly under?: string;
  /** `write` includes reading; `deny` hides. */
  readonly access: "read" | "write" | "deny";
  /** Where the entry was written. */
  readonly origin?: Origin;
}

/** A permission profile as data; the one input from which a plan is resolved. */
export interface Profile {
  /** For people and reports. */
  readonly name: string;
  /** `profile` starts from nothing; the others from what the mode means. */
  readonly mode: "read-only" | "workspace-write" | "danger-full-access" | "profile";
  /** In the order of the file; order does not decide, depth does. */
  readonly entries: readonly ProfileEntry[];
  /** Extra writable roots of workspace-write. */
  readonly writableRoots?: readonly { readonly path: string; readonly origin?: Origin }[];
  /** Leaves /tmp out of workspace-write. */
  readonly excludeSlashTmp?: boolean;
  /** Leaves $TMPDIR out of workspace-write. */
  readonly excludeTmpdirEnvVar?: boolean;
  /** `proxy` needs an egress proxy and is `off` without one. */
  readonly network: { readonly kind: "off" } | { readonly kind: "host" } | { readonly kind: "proxy" };
  /** Ports inside that are published on the host. */
  readonly ports?: readonly number[];
  /** Sockets of the host that may be connected to, absolute paths. */
  readonly unixSockets?: readonly string[];
  /** `.git` in an ordinary run. `commit` (default) gives plain git verbs a cell of their own. */
  readonly git?: "read-only" | "commit" | "write";
  /** /tmp of the session: its own folder (default) or the one of the host. */
  readonly tmp?: "private" | "shared";
  /** Private keys, tokens, histories. Default hidden. */
  readonly secrets?: "hidden" | "readable";
  /** Limits of each run; the backend has safe defaults. */
  readonly limits?: Limits;
  /** Debuggers may trace processes inside. Default false. */
  readonly allowPtrace?: boolean;
  /** Sandboxes may be made inside. Default false. */
  readonly allowNestedSandbox?: boolean;
  /** Folders that a deny glob descends; unlimited by default. */
  readonly globScanMaxDepth?: number;
  /** Guarantees without which nothing runs, beside those that the plan implies. */
  readonly require?: readonly Guarantee[];
  /** Guarantees whose loss is accepted. */
  readonly accept?: readonly Guarantee[];
}
