import type { EnforcementReport } from "@paddock/sandbox";
import type { Action } from "./action.ts";
import type { Boundary } from "./boundary.ts";
import type { Answer, ApprovalRequest, Decision, Grant } from "./decision.ts";
import type { Run } from "./run.ts";

/** Options of one run. */
export interface RunOptions {
  readonly signal?: AbortSignal;
}

/** Takes one proposed action, decides it, runs it confined and records why. */
export interface Guard extends AsyncDisposable {
  readonly session: string;
  /** Pure view of the decision; starts nothing and records nothing. */
  evaluate(action: Action): Decision;
  /** Decides, records, asks when needed, runs, records. */
  run(action: Action, options?: RunOptions): Run;
  /** Answers a pending request; a second answer is an error. */
  answer(requestId: string, answer: Answer): Promise<Grant | undefined>;
  readonly pending: readonly ApprovalRequest[];
  readonly grants: { list(): readonly Grant[]; revoke(id: string): boolean };
  /** Text for the model, generated from the engine that decides. */
  describe(): string;
  /** What the backend enforces here, found by a real run. */
  readonly report: EnforcementReport;
  /** The policy that this guard applies. */
  readonly boundary: Boundary;
  close(): Promise<void>;
}
