import type { Cover } from "@paddock/approvals";
import type { Action } from "./action.ts";

/** Where a key, rule or requirement was written. */
export interface Origin {
  /** Name of the layer: `user`, `project`, `requirements`, ... */
  readonly layer: string;
  /** Absolute path. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** A machine-readable reason with a plain sentence. */
export interface Reason {
  /** Stable, for programs. */
  readonly code: string;
  /** One sentence for people. */
  readonly text: string;
  /** Where the deciding key or rule was written. */
  readonly origin?: Origin;
}

/** How long and how widely an answer counts. */
export type GrantScope = "once" | "turn" | "session" | "project" | "user";

/** One way to answer, with exactly what it would store. */
export interface AnswerOption {
  /**
   * Which answer it is: a yes is called as its `Answer.scope`, `never-SCOPE` is a no that lasts as long, `no` and `stop` store
   * nothing. `answerMeaning` gives the answer.
   */
  readonly key:
    | "once"
    | "turn"
    | "session"
    | "project"
    | "user"
    | "never-project"
    | "never-user"
    | "no"
    | "stop";
  /** For a menu. */
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
  /** The command, word by word. */
  readonly argv: readonly string[];
  /** What the rules say about it alone. */
  readonly decision: "allow" | "ask" | "deny" | "none";
  /** Where it begins in the script. */
  readonly start?: number;
  /** Where it ends in the script. */
  readonly end?: number;
}

/** A question, as serialisable JSON. It may be answered from another process, hours later, exactly once. */
export interface ApprovalRequest {
  /** Version of this shape. */
  readonly v: 1;
  /** Unique. */
  readonly id: string;
  /** What was proposed, with absolute paths. */
  readonly action: Action;
  /** sha-256 hex of the exact action and what it refers to. */
  readonly digest: string;
  /** The question in a few words. */
  readonly title: string;
  /** What is done, in full: the command line, the path, the host. Never elided. */
  readonly subject: string;
  /** Where it would run. */
  readonly cwd: string;
  /** The commands found in a script. */
  readonly segments?: readonly ShownSegment[];
  /** Which part of the boundary it crosses; empty when a rule alone asks. */
  readonly crosses: readonly string[];
  /** What stays confined if the answer is yes. */
  readonly stays: readonly string[];
  /** Where it runs with a yes. */
  readonly placement: "inside" | "outside";
  /** How carefully a person should look. */
  readonly risk: "normal" | "high";
  /** Why it is asked about. */
  readonly reasons: readonly Reason[];
  /** Words of the model: untrusted. */
  readonly justification?: string;
  /** What the automatic reviewer said before. */
  readonly reviewer?: {
    readonly outcome: "allow" | "deny" | "unavailable";
    readonly rationale: string;
    readonly risk?: string;
  };
  /** Every answer that counts, smallest first. */
  readonly options: readonly AnswerOption[];
  /** ISO 8601. */
  readonly createdAt: string;
}

/** An answer to a request. */
export interface Answer {
  /** `stop` also ends the turn. */
  readonly decision: "allow" | "deny" | "stop";
  /** One that the question offers. Default `once`. With a no, `project` or `user` also writes the rule that refuses it for good. */
  readonly scope?: GrantScope;
  /** Words for the agent when denied. */
  readonly message?: string;
  /** Who gave it. */
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
  /** Unique. */
  readonly id: string;
  /** How long it counts. */
  readonly scope: GrantScope;
  /** One sentence for people. */
  readonly text: string;
  /** sha-256 hex of the exact action, when it covers nothing wider. */
  readonly digest?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly expiresAt?: string;
  /** The question that was answered. */
  readonly request: string;
}
