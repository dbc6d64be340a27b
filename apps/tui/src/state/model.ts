import type { AgentEvent } from "@paddock/agent";
import type { Answer, ApprovalRequest } from "@paddock/guard";
import type { SessionFacts } from "../session/session.ts";
import type { Outcome } from "../text/outcome.ts";
import type { Row } from "../view/row.ts";
import type { Composer } from "./composer.ts";
import type { Key } from "./key.ts";

/** One entry of the transcript. Immutable; printed once. */
export type Item = {
  readonly id: number;
  /** Whether an empty row stands before it. */
  readonly gap: boolean;
} & (
  | { readonly kind: "user"; readonly text: string }
  /** `first` marks the start of a message; its later paragraphs continue it. */
  | { readonly kind: "assistant"; readonly text: string; readonly first: boolean }
  | {
      readonly kind: "call";
      readonly outcome: Outcome;
      readonly tail: readonly string[];
      readonly hidden: number;
    }
  | { readonly kind: "decision"; readonly allowed: boolean; readonly text: string; readonly request: string }
  | { readonly kind: "notice"; readonly level: "info" | "warn" | "bad"; readonly text: string }
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
);

/** A call that is running. */
export interface LiveCall {
  readonly call: string;
  readonly title: string;
  readonly startedAt: number;
  /** Where it runs, from the record of its start; absent while it has not started. */
  readonly placement?: "inside" | "outside";
  /** When the last output came. */
  readonly outputAt: number;
  readonly bytes: number;
  /** The last lines, the final one perhaps incomplete. */
  readonly tail: readonly string[];
  /** Whole lines seen. */
  readonly lines: number;
}

/** A question waiting for an answer. */
export interface Question {
  readonly request: ApprovalRequest;
  readonly call: string;
}

/** What the person has done with the card on top. */
export interface Card {
  readonly request: string;
  /** When keys began to go to the card; undefined while they belong to the composer. */
  readonly focusedAt?: number;
  /** When a frame that shows the focused card was flushed. */
  readonly flushedAt?: number;
  /** First shown line of the body. */
  readonly offset: number;
  /** Number of body lines that have been on screen without a gap, counted from the top. */
  readonly seen: number;
  /** Number of body lines there are at the width of `seen`; 0 until drawn. */
  readonly total: number;
  /** True once the last line has been on screen; stays true when the width changes. */
  readonly read: boolean;
  /** Option chosen with the arrow keys; none at first. */
  readonly selected?: number;
  /** First press of a high-risk `y`. */
  readonly confirming: boolean;
  /** Words for the agent while `n` is being answered. */
  readonly note?: string;
  /** Shows the whole decision object. */
  readonly why: boolean;
}

/** What the trust question shows. */
export interface TrustQuestion {
  readonly folder: string;
  /** Files of the folder that take effect once it is trusted. */
  readonly files: readonly string[];
}

/** Everything the view is drawn from. */
export interface State {
  readonly phase: "opening" | "trust" | "ready" | "closed";
  readonly trust?: TrustQuestion;
  readonly trustShownAt?: number;
  readonly facts?: SessionFacts;
  readonly badge?: { readonly text: string; readonly level: "full" | "partial" | "none" };
  readonly items: readonly Item[];
  readonly nextId: number;
  /** The paragraph that is being written. */
  readonly streaming: string;
  /** Whether the current message has begun in the transcript. */
  readonly messageBegun: boolean;
  readonly calls: readonly LiveCall[];
  readonly questions: readonly Question[];
  readonly card?: Card;
  /** When a card last left the screen. */
  readonly cardClosedAt: number;
  readonly composer: Composer;
  readonly lastKeyAt: number;
  /** Requests typed while a turn runs. */
  readonly queued: readonly string[];
  readonly turn?: { readonly startedAt: number; readonly commands: number };
  readonly quitArmedAt?: number;
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
}

/** Everything that can happen. `at` is milliseconds of a monotonic clock. */
export type Input =
  | { readonly kind: "engine"; readonly event: AgentEvent; readonly at: number }
  | { readonly kind: "key"; readonly key: Key; readonly at: number }
  | { readonly kind: "paste"; readonly text: string; readonly at: number }
  | { readonly kind: "tick"; readonly at: number }
  /** A frame was written to the terminal; `card` is what it showed of the card. */
  | {
      readonly kind: "flushed";
      readonly at: number;
      readonly card?: {
        readonly request: string;
        readonly first: number;
        readonly last: number;
        readonly total: number;
      };
    }
  | { readonly kind: "resized"; readonly columns: number; readonly rows: number }
  | { readonly kind: "ask-trust"; readonly question: TrustQuestion }
  | { readonly kind: "opened"; readonly facts: SessionFacts }
  /** The configuration has changed while the session runs. */
  | { readonly kind: "facts"; readonly facts: SessionFacts }
  | { readonly kind: "badge"; readonly badge: NonNullable<State["badge"]> }
  | { readonly kind: "withdrawn"; readonly request: string; readonly at: number }
  | { readonly kind: "notice"; readonly level: "info" | "warn" | "bad"; readonly text: string }
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "submit"; readonly text: string; readonly at: number }
  | { readonly kind: "turn-ended"; readonly at: number }
  /** The conversation is over: the live part leaves the screen. */
  | { readonly kind: "close" };

/** What the state wants done in the world. */
export type Effect =
  | { readonly kind: "send"; readonly text: string }
  | { readonly kind: "answer"; readonly request: string; readonly answer: Answer }
  | { readonly kind: "interrupt" }
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "trust"; readonly level: "trusted" | "untrusted" }
  | { readonly kind: "quit" };

/** The next state and what is to be done. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}
