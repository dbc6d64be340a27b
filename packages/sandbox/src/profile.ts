import type { Guarantee, Limits, Origin } from "./plan.ts";

/** One filesystem line of a permission profile, before resolution: may hold special roots, `~` and globs. */
export interface ProfileEntry {
  /** Absolute path, `~/x`, `:root`, `:workspace_roots`, `:project_roots`, `:slash_tmp`, `:tmpdir`, `:minimal`, or a path or glob below `under`. */
  readonly path: string;
  /** Special root that `path` is relative to, e.g. `:workspace_roots`. */
  readonly under?: string;
  readonly access: "read" | "write" | "deny";
  readonly origin?: Origin;
}

/** A permission profile as data; the one input from which a plan is resolved. */
export interface Profile {
  readonly name: string;
  readonly mode: "read-only" | "workspace-write" | "danger-full-access" | "profile";
  readonly entries: readonly ProfileEntry[];
  /** Extra writable roots of workspace-write. */
  readonly writableRoots?: readonly { readonly path: string; readonly origin?: Origin }[];
  readonly excludeSlashTmp?: boolean;
  readonly excludeTmpdirEnvVar?: boolean;
  readonly network: { readonly kind: "off" } | { readonly kind: "host" } | { readonly kind: "proxy" };
  readonly ports?: readonly number[];
  readonly unixSockets?: readonly string[];
  readonly git?: "read-only" | "commit" | "write";
  readonly tmp?: "private" | "shared";
  readonly secrets?: "hidden" | "readable";
  readonly limits?: Limits;
  readonly allowPtrace?: boolean;
  readonly allowNestedSandbox?: boolean;
  readonly globScanMaxDepth?: number;
  readonly require?: readonly Guarantee[];
  readonly accept?: readonly Guarantee[];
}
