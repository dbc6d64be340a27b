import type { Denial, EnforcementReport, ExitStatus } from "@paddock/sandbox";
import type { TrailRecord } from "@paddock/telemetry";
import type { Answer, Decision } from "./decision.ts";
import type { FileFacts } from "./files/file-outcome.ts";
import type { Refusal } from "./refusal.ts";

/** Everything that happens during one run, in order. `record` events are the trail's; `output` and `progress` are not recorded. */
export type RunEvent =
  | { readonly kind: "record"; readonly record: TrailRecord }
  | {
      readonly kind: "output";
      readonly stream: "stdout" | "stderr";
      readonly text: string;
      readonly call?: string;
    }
  | { readonly kind: "progress"; readonly text: string; readonly call?: string };

/** How one action ended. `text` is for the model (short), the rest for the record. */
export interface RunResult {
  /** Version of this shape. */
  readonly v: 1;
  /** How it ended; `blocked` by the sandbox, `denied` before it started. */
  readonly outcome: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped";
  /** What the guard said. */
  readonly decision: Decision;
  /** The answer to its question. */
  readonly answer?: Answer;
  /** How the command ended. */
  readonly status?: ExitStatus;
  /** Output or file content, truncated for the model with head and tail kept. */
  readonly text: string;
  /** Structured refusal or block: who, why, and the smallest allowed alternative. */
  readonly refusal?: Refusal;
  /** What a file action found or did, for programs. */
  readonly file?: FileFacts;
  /** What the sandbox refused. */
  readonly denials: readonly Denial[];
  /** What was enforced for this run. */
  readonly report?: EnforcementReport;
  /** From proposal to end, in milliseconds. */
  readonly durationMs: number;
}

/** One action on its way. Iterate `events` or await `result`; both may be done. */
export interface Run {
  /** Unique; the execution's id in records. */
  readonly id: string;
  /**
   * What happens, as it happens; ends with the run. One reader at a time. A command waits for a reader who is slower than
   * its output; where nobody reads, it does not wait, and only the latest events are kept.
   */
  readonly events: AsyncIterable<RunEvent>;
  /** How it ended. Rejects when the guard itself cannot go on. */
  readonly result: Promise<RunResult>;
  /** True when its command has started; false when it ended without one. */
  readonly started: Promise<boolean>;
  /** Sends text to the command's standard input, once it has started. */
  write(data: string | Uint8Array): Promise<void>;
  /** Ends the command's standard input. */
  end(): Promise<void>;
  /** Tells the command's terminal its size. */
  resize(columns: number, rows: number): void;
  /**
   * The URL of a port that the running command listens on; the profile must list the port.
   *
   * @throws {GuardError} `no-endpoint` while no command runs that publishes ports.
   */
  endpoint(port: number): Promise<URL>;
  /** Sends a signal to the command, by default SIGTERM. One that has not started yet is withdrawn, with its question. */
  kill(signal?: string): void;
}
