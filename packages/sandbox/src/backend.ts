import type { SandboxPlan } from "./plan.ts";
import type { Denial, EnforcementReport } from "./report.ts";

/** A command for a sandbox: an argument vector, never shell text. */
export interface SandboxCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The complete environment of the command. */
  readonly env: Readonly<Record<string, string>>;
}

/** How to start it. */
export interface SpawnOptions {
  /** Bytes for standard input; `pipe` keeps it open for `stdin`; `null` closes it at once. Default `null`. */
  readonly stdin?: "pipe" | "inherit" | null;
  /** `pipe` (default) gives streams; `inherit` relays to the host's own stdout and stderr through pipes. */
  readonly stdout?: "pipe" | "inherit";
  readonly pty?: { readonly columns: number; readonly rows: number };
  readonly signal?: AbortSignal;
}

/** How a process ended. */
export type ExitStatus =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string };

/** A confined process. */
export interface Process extends AsyncDisposable {
  readonly pid: number;
  readonly stdin: WritableStream<Uint8Array> | null;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  readonly status: Promise<ExitStatus>;
  /** Everything refused so far and from now on; ends with the process. Multiple readers are not supported. */
  readonly denials: AsyncIterable<Denial>;
  /** What was enforced for this run, known before the command starts. */
  readonly report: Promise<EnforcementReport>;
  readonly resize?: (columns: number, rows: number) => void;
  kill(signal?: string): void;
}

/** One confined file operation; all paths absolute. */
export type FileVerb =
  | { readonly verb: "read"; readonly path: string; readonly offset?: number; readonly limit?: number }
  | { readonly verb: "list"; readonly path: string }
  | { readonly verb: "stat"; readonly path: string }
  | {
      readonly verb: "write";
      readonly path: string;
      readonly data: Uint8Array;
      /** SHA-256 hex the file must have now; `null` = it must not exist; absent = whatever is there. */
      readonly ifDigest?: string | null;
      readonly mode?: number;
    }
  | { readonly verb: "rename"; readonly path: string; readonly to: string }
  | { readonly verb: "unlink"; readonly path: string }
  | { readonly verb: "mkdir"; readonly path: string; readonly parents?: boolean };

/** What lstat says, in JSON-safe form. */
export interface FileInfo {
  readonly name: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
}

/** The outcome of one verb; a refused one is a value with the errno name and the object. */
export type FileResult =
  | {
      readonly ok: true;
      readonly verb: FileVerb["verb"];
      readonly data?: Uint8Array;
      readonly entries?: readonly FileInfo[];
      readonly info?: FileInfo;
      readonly digest?: string;
    }
  | {
      readonly ok: false;
      readonly verb: FileVerb["verb"];
      readonly path: string;
      readonly errno: string;
      readonly message: string;
    };

/** What a backend can do on this machine, found by a real run. */
export interface Probe {
  readonly available: boolean;
  readonly report: EnforcementReport;
  /** When not available: the step, the errno and the one-line fix. */
  readonly refusal?: {
    readonly step: string;
    readonly errno?: string;
    readonly message: string;
    readonly fix: string;
  };
}

/** The seam every operating system's backend implements. Backends apply plans; they decide nothing. */
export interface Backend {
  readonly name: string;
  probe(signal?: AbortSignal): Promise<Probe>;
  spawn(plan: SandboxPlan, command: SandboxCommand, options?: SpawnOptions): Promise<Process>;
  /** A command line any host can spawn itself, with the same confinement. */
  wrap(
    plan: SandboxPlan,
    command: SandboxCommand,
  ): Promise<{
    readonly file: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }>;
  /** Performs file verbs in one confined run, in order; stops at the first refusal when `atomic`. */
  files(
    plan: SandboxPlan,
    verbs: readonly FileVerb[],
    options?: { readonly atomic?: boolean; readonly signal?: AbortSignal },
  ): Promise<readonly FileResult[]>;
}
