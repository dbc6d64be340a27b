import type { Cover } from "@paddock/approvals";
import type { Action } from "./action.ts";

/** Where a key, rule or requirement was written. */
export interface Origin {
  readonly layer: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A machine-readable reason with a plain sentence. */
export interface Reason {
  readonly code: string;
  readonly text: string;
  readonly origin?: Origin;
}

/** How long and how widely an answer counts. */
export type GrantScope = "once" | "turn" | "session" | "project" | "user";

/** One way to answer, with exactly what it would store. */
export interface AnswerOption {
  readonly key: "once" | "turn" | "session" | "project" | "user" | "no" | "stop";
  readonly label: string;
  /** What is stored: a rule line and its file, a host, a path. Absent when nothing is. */
  readonly stores?: {
    readonly text: string;
    readonly file?: string;
    readonly alsoMatches?: readonly string[];
  };
  /** What the grant would cover, exactly; absent when a rule is written instead, or for no. */
  readonly covers?: readonly Cover[];
}

/** One command found in the text, for display: `start`/`end` are UTF-16 offsets into the script. */
export interface ShownSegment {
  readonly argv: readonly string[];
  readonly decision: "allow" | "ask" | "deny" | "none";
  readonly start?: number;
  readonly end?: number;
}

/** A question, as serialisable JSON. It may be answered from another process, hours later, exactly once. */
export interface ApprovalRequest {
  readonly v: 1;
  readonly id: string;
  readonly action: Action;
  /** sha-256 hex of the exact action and what it refers to. */
  readonly digest: string;
  readonly title: string;
  /** What is done, in full: the command line, the path, the host. Never elided. */
  readonly subject: string;
  readonly cwd: string;
  readonly segments?: readonly ShownSegment[];
  /** Which part of the boundary it crosses; empty when a rule alone asks. */
  readonly crosses: readonly string[];
  /** What stays confined if the answer is yes. */
  readonly stays: readonly string[];
  readonly placement: "inside" | "outside";
  readonly risk: "normal" | "high";
  readonly reasons: readonly Reason[];
  /** Words of the model: untrusted. */
  readonly justification?: string;
  readonly reviewer?: {
    readonly outcome: "allow" | "deny" | "unavailable";
    readonly rationale: string;
    readonly risk?: string;
  };
  readonly options: readonly AnswerOption[];
  readonly createdAt: string;
}

/** An answer to a request. */
export interface Answer {
  readonly decision: "allow" | "deny" | "stop";
  readonly scope?: GrantScope;
  /** Words for the agent when denied. */
  readonly message?: string;
  readonly by: "user" | "policy" | "reviewer" | "program";
}

/** What the guard says about one action. */
export type Decision =
  | {
      readonly v: 1;
      readonly decision: "allow";
      readonly placement: "inside" | "outside";
      readonly reasons: readonly Reason[];
      readonly grant?: string;
    }
  | {
      readonly v: 1;
      readonly decision: "deny";
      readonly code: string;
      readonly reasons: readonly Reason[];
      readonly alternative?: string;
    }
  | {
      readonly v: 1;
      readonly decision: "ask";
      readonly request: ApprovalRequest;
      readonly reasons: readonly Reason[];
    };

/** A permission that an answer made. */
export interface Grant {
  readonly id: string;
  readonly scope: GrantScope;
  readonly text: string;
  readonly digest?: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly request: string;
}
