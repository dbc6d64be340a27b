import type { Denial, EnforcementReport, ExitStatus } from "@paddock/sandbox";
import type { TrailRecord } from "@paddock/telemetry";
import type { Answer, Decision, Reason } from "./decision.ts";

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
  readonly v: 1;
  readonly outcome: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped";
  readonly decision: Decision;
  readonly answer?: Answer;
  readonly status?: ExitStatus;
  /** Output or file content, truncated for the model with head and tail kept. */
  readonly text: string;
  /** Structured refusal or block: who, why, and the smallest allowed alternative. */
  readonly refusal?: {
    readonly code: string;
    readonly by: "rule" | "policy" | "user" | "reviewer" | "sandbox" | "network" | "requirement";
    readonly reasons: readonly Reason[];
    readonly alternative?: string;
  };
  readonly denials: readonly Denial[];
  readonly report?: EnforcementReport;
  readonly durationMs: number;
}

/** One action on its way. Iterate `events` or await `result`; both may be done. */
export interface Run {
  readonly id: string;
  readonly events: AsyncIterable<RunEvent>;
  readonly result: Promise<RunResult>;
  write(data: string): Promise<void>;
  resize(columns: number, rows: number): void;
  kill(signal?: string): void;
}
