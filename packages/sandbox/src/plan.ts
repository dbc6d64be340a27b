/** Where a profile entry was written. */
export interface Origin {
  /** Name of the configuration layer. */
  readonly layer: string;
  /** Path of the file, when the layer is one. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** What a plan entry does to the tree below a path. */
export type Access = "read" | "write" | "deny";

/**
 * One path of the flat plan, absolute and canonical. Order in the plan is shallow to deep; the deepest entry on the
 * way to a path decides. A plan holds at most one entry for a path, and never a `read` entry below a `deny` entry.
 *
 * A name that is not valid UTF-8 is spelled with one lone surrogate (U+DC80 to U+DCFF) for each stray byte;
 * `pathBytes` turns it back into the bytes of the file system.
 */
export interface PlanEntry {
  /** Absolute, canonical, normal; no slash at the end. */
  readonly path: string;
  /** Holds for everything below, up to a deeper entry. */
  readonly access: Access;
  /** Why the entry is there: a root, a protected name, a secret, Paddock's home or install, a user's entry, a glob match. */
  readonly reason:
    | "root"
    | "protected"
    | "git"
    | "auto-run"
    | "secret"
    | "home"
    | "install"
    | "profile"
    | "glob"
    | "tmp";
  /** Where the deciding key was written, for entries of the configuration. */
  readonly origin?: Origin;
  /** The path does not exist yet: its name must not come into being (a placeholder holds it). */
  readonly missing?: boolean;
  /** With `missing`: a file would stand there, not a folder. Whoever reads it finds an empty one. */
  readonly file?: boolean;
  /** (dev, ino) at plan time, decimal strings; a different identity at start refuses the run. */
  readonly identity?: { readonly dev: string; readonly ino: string };
}

/** One thing that resolution did and a person should be able to see, e.g. a writable root that does not exist. */
export interface PlanNote {
  /** Stable, for programs. */
  readonly code: string;
  /** A sentence for people. */
  readonly text: string;
  /** What it is about. */
  readonly path?: string;
  /** Where the reason was written. */
  readonly origin?: Origin;
}

/** Limits on one run; every field has a safe default in the backend. */
export interface Limits {
  /** Processes and threads at one time. */
  readonly processes?: number;
  /** Address space of each process, in bytes. */
  readonly memoryBytes?: number;
  /** Largest file that may be written, in bytes. */
  readonly fileBytes?: number;
  /** Largest core dump, in bytes. */
  readonly coreBytes?: number;
}

/** Everything a backend needs to confine one run. Flat, JSON-safe, no globs, nothing left to decide. */
export interface SandboxPlan {
  /** Version of this shape. */
  readonly v: 1;
  /** What the profile was made from; `danger-full-access` confines nothing. */
  readonly mode: "read-only" | "workspace-write" | "danger-full-access" | "profile";
  /** `full`: the whole tree is readable but for denials; `listed`: only entries are visible. */
  readonly reads: "full" | "listed";
  /** Shallow to deep. */
  readonly entries: readonly PlanEntry[];
  /** Roots of the workspace, for messages. */
  readonly roots: readonly string[];
  /**
   * Folder mounted over the path of every entry with the reason `tmp` (/tmp, and $TMPDIR where it lies elsewhere);
   * absent = those entries mean the host's own folders. Entries below such a path still mean the host's objects:
   * they are mounted into the private folder (a workspace that lies in /tmp, the git directory of a worktree).
   */
  readonly privateTmp?: string;
  /** `off`: a namespace with loopback only. `host`: no confinement. `proxy`: only these ports, which an egress proxy serves. */
  readonly network:
    | { readonly kind: "off" }
    | { readonly kind: "host" }
    | { readonly kind: "proxy"; readonly ports: readonly number[] };
  /** TCP ports inside that may be reached from the host through `Process.endpoint`. Default none. */
  readonly ports?: readonly number[];
  /** AF_UNIX sockets of the host that may be connected to. */
  readonly unixSockets: readonly string[];
  /** Limits of each run. */
  readonly limits: Limits;
  /** Debuggers may trace processes inside. Default false. */
  readonly allowPtrace?: boolean;
  /** Sandboxes may be made inside (browsers, build tools). Default false. */
  readonly allowNestedSandbox?: boolean;
  /** Only programs under these paths may be executed (the git cell); absent = any readable one. */
  readonly execOnly?: readonly string[];
  /** Name writes and connects that were refused, live. */
  readonly nameDenials: boolean;
  /** What the resolution left out or changed, for people. */
  readonly notes?: readonly PlanNote[];
  /** Guarantees without which the run must not start. */
  readonly require: readonly Guarantee[];
  /** Guarantees the configuration accepts to lose. */
  readonly accept: readonly Guarantee[];
}

/** The named promises of a sandbox. */
export type Guarantee =
  | "fs.write.roots"
  | "fs.write.protected"
  | "fs.read.deny"
  | "net.isolated"
  | "net.proxy-only"
  | "unix.deny"
  | "proc.private"
  | "ipc.private"
  | "signal.scope"
  | "priv.none"
  | "fd.closed"
  | "tmp.private"
  | "limits";
