import type { AgentEvent } from "@paddock/agent";
import type { Explanation } from "@paddock/config";
import type { Answer, Decision, Grant } from "@paddock/guard";
import type { EnforcementReport } from "@paddock/sandbox";
import type { TrailRecord, TrailVerification } from "@paddock/telemetry";

/** One effective setting with the place it comes from, as `/status` prints it. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly source: string;
}

/** What a person sees about a session before anything runs. */
export interface SessionFacts {
  readonly workspace: string;
  readonly trust: "trusted" | "untrusted" | "unknown";
  /** read-only, workspace-write, danger-full-access, or the name of a permission profile. */
  readonly sandbox: string;
  readonly approvals: string;
  /** In plain words, e.g. `net off`, `net: 2 hosts`. */
  readonly network: string;
  readonly reviewer: string;
  readonly provider: string;
  readonly model: string;
  /** False for the offline guide, which is not a language model. */
  readonly isModel: boolean;
  readonly compat?: "codex";
  /** Where an administrator set limits, and on what; empty where nobody did. */
  readonly managed: readonly string[];
  readonly notices: readonly { readonly severity: "info" | "warn" | "error"; readonly text: string }[];
  readonly settings: readonly Setting[];
  /** Where the trail is written. */
  readonly trail: string;
}

/** One conversation: requests in, events out, answers in. The only port between the user interface and the engine. */
export interface Session {
  readonly id: string;
  /** As of now: a changed configuration is in force at the next action. */
  readonly facts: SessionFacts;
  /** Takes one request; one that begins with `!` is a command of the person and reaches no model. */
  send(text: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<AgentEvent>;
  /** Answers a pending question, once. */
  answer(request: string, answer: Answer): Promise<Grant | undefined>;
  /** What would be said about a script; starts nothing and records nothing. */
  evaluate(script: string): Decision;
  /** The story of one configuration key; undefined when nothing sets it. */
  explain(key: string): Explanation | undefined;
  /** Lets the action with this digest past the automatic reviewer, once, on the person's own word. */
  override(digest: string): Promise<void>;
  grants(): readonly Grant[];
  revoke(grant: string): boolean;
  /** Called for each record as it reaches the trail; returns a function that ends the subscription. */
  onRecord(listener: (record: TrailRecord) => void): () => void;
  /** What the sandbox really enforces here, found by a real run. */
  readonly enforcement: EnforcementReport;
  /** Checks the trail's chain from the first record on. */
  verify(): Promise<TrailVerification>;
  close(): Promise<void>;
}

/** What makes a session. */
export interface SessionOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly set: readonly string[];
  readonly profile?: string;
  readonly compat?: "codex";
  readonly strict?: boolean;
  /** `-P NAME`: a permission profile in place of the configured one. */
  readonly permissions?: string;
  /** Goes on with an earlier conversation: `last`, or the beginning of its id. */
  readonly resume?: string;
  readonly trust?: "trusted" | "untrusted";
  /** Whether settings carry line and column; looking them up takes a while. */
  readonly positions?: boolean;
}
