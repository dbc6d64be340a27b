import type { TranscriptEntry } from "@paddock/approvals";
import type { EnforcementReport } from "@paddock/sandbox";
import type { Action } from "./action.ts";
import type { Boundary } from "./boundary.ts";
import type { Answer, ApprovalRequest, Decision, Grant } from "./decision.ts";
import type { Run } from "./run.ts";

/** Options of one run. */
export interface RunOptions {
  /** Ends the run: its question is withdrawn, its command is killed. */
  readonly signal?: AbortSignal;
  /** The conversation that led here, oldest first; an automatic reviewer judges by it. */
  readonly transcript?: readonly TranscriptEntry[];
}

/** Takes one proposed action, decides it, runs it confined and records why. */
export interface Guard extends AsyncDisposable {
  /** Id of the session, in every record. */
  readonly session: string;
  /** The real folders of the workspace; the first is where actions without a `cwd` start. */
  readonly workspace: readonly [string, ...string[]];
  /** Pure view of the decision; starts nothing and records nothing. */
  evaluate(action: Action): Decision;
  /** Decides, records, asks when needed, runs, records. */
  run(action: Action, options?: RunOptions): Run;
  /** Answers a pending request; a second answer is an error. */
  answer(requestId: string, answer: Answer): Promise<Grant | undefined>;
  /** Questions that wait for an answer, also those that an earlier process of the session left. */
  readonly pending: readonly ApprovalRequest[];
  /** What answers allow beyond the one action; each can be taken back. */
  readonly grants: { list(): readonly Grant[]; revoke(id: string): boolean };
  /** Ends what counts for one turn: its grants, and the reviewer's tally of denials. */
  endTurn(turn: string): void;
  /** Lets the action with this digest past the automatic reviewer once, on the user's own word; recorded before it counts. */
  override(digest: string): Promise<void>;
  /** Text for the model, generated from the engine that decides. */
  describe(): string;
  /** What the backend enforces here, found by a real run. */
  readonly report: EnforcementReport;
  /** The policy that this guard applies. */
  readonly boundary: Boundary;
  /** Stops everything that runs, leaves open questions on disk, and closes the trail. */
  close(): Promise<void>;
}
