import type { Server, Socket } from "node:net";
import type { SandboxPlan } from "./plan.ts";
import type { Denial, EnforcementReport } from "./report.ts";

/** A command for a sandbox: an argument vector, never shell text. */
export interface SandboxCommand {
  /** Program and arguments; the program is looked up on the PATH of `env` when it has no slash. */
  readonly argv: readonly string[];
  /** Absolute; the sandbox resolves it again on its own mounts. */
  readonly cwd: string;
  /** The complete environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Absolute path of the file to start in place of looking `argv[0]` up; the program still sees `argv[0]` as its name.
   * Only where nothing is confined: every other backend refuses it.
   */
  readonly file?: string;
}

/** How to start it. */
export interface SpawnOptions {
  /** Bytes for standard input; `pipe` keeps it open for `stdin`; `null` closes it at once. Default `null`. */
  readonly stdin?: "pipe" | "inherit" | null;
  /** `pipe` (default) gives streams; `inherit` relays to the host's own stdout and stderr through pipes. */
  readonly stdout?: "pipe" | "inherit";
  /** Gives the command a terminal of its own, of this size; standard error then arrives on `stdout`. */
  readonly pty?: { readonly columns: number; readonly rows: number };
  /** Ends the run and everything in it. */
  readonly signal?: AbortSignal;
  /**
   * Receives, for each port of a `proxy` network, the server that the command sees on that port of its own loopback: each
   * command has its own, so a connection names its command. Without it connections go to the same port of the host.
   */
  readonly onListener?: (port: number, server: Server) => void;
  /**
   * Lets names resolve inside, for programs that look a host up before they connect. Only with `onListener`; a backend that
   * cannot do it leaves names unresolved.
   */
  readonly names?: InnerNames;
  /**
   * Certificates, PEM, that stand in the place of the machine's own file of authorities, for programs that read no variable. Only
   * with `onListener`; a backend that cannot do it leaves that file as it is.
   */
  readonly authorities?: string;
}

/** The resolver that a command sees, and what its answers lead to. */
export interface InnerNames {
  /** Answers one DNS message. Addresses of 198.18.0.0/20 in it lead to `accept`. Undefined: nothing is said. */
  answer(message: Uint8Array): Uint8Array | undefined;
  /** Takes a connection that the command made to such an address. */
  accept(socket: Socket, address: string, port: number): void;
}

/** How a process ended. */
export type ExitStatus =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string };

/** A confined process. */
export interface Process extends AsyncDisposable {
  /** Process of the host that stands for the run: the launcher, not the command itself. */
  readonly pid: number;
  /** Open when it was asked for as a pipe. */
  readonly stdin: WritableStream<Uint8Array> | null;
  /** Standard output as it comes. */
  readonly stdout: ReadableStream<Uint8Array>;
  /** Standard error as it comes. */
  readonly stderr: ReadableStream<Uint8Array>;
  /** Settles when the command and everything it left behind are gone. */
  readonly status: Promise<ExitStatus>;
  /** Everything refused so far and from now on; ends with the process. Multiple readers are not supported. */
  readonly denials: AsyncIterable<Denial>;
  /** What was enforced for this run, known before the command starts. */
  readonly report: Promise<EnforcementReport>;
  /**
   * Publishes a port that the plan lists: the URL leads from the host to the command's own loopback, under a name that
   * cannot be guessed, and closes with the command. Rejects for a port that the plan does not list.
   */
  readonly endpoint?: (port: number) => Promise<URL>;
  /**
   * Stops everything in the run until `resume`; resolves when none of it executes any more, and rejects, with all of it
   * running again, when that cannot be reached. Absent where the backend cannot do it. A paused run can be killed.
   */
  readonly pause?: () => Promise<void>;
  /** Lets a paused run go on. */
  readonly resume?: () => void;
  /** Tells the terminal its new size; only with a pty. */
  readonly resize?: (columns: number, rows: number) => void;
  /** Sends a signal to the command, by default SIGTERM. SIGKILL ends the whole run. */
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
  /** Name without folders. */
  readonly name: string;
  /** Links are not followed. */
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Time of the last change, milliseconds since 1970. */
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
      /** SHA-256 hex of the whole file; absent where only a part of a large one was read. */
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
  /** Whether anything can be confined here. */
  readonly available: boolean;
  /** What a run enforces, and what is lost. */
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
  /** Short, for reports: `linux`. */
  readonly name: string;
  /** Tries a real run and says what it enforced. */
  probe(signal?: AbortSignal): Promise<Probe>;
  /** Runs a command under a plan. Rejects when the plan cannot be applied in full; nothing has run then. */
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
