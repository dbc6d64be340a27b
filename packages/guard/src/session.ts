import type { AutomaticReviewer } from "@paddock/approvals";
import type { EgressOptions } from "@paddock/network/proxy";
import type { RuleSet } from "@paddock/rules";
import type { Backend, EnforcementReport, Profile, SandboxPlan, Surroundings } from "@paddock/sandbox";
import type { Trail, TrailEvent, TrailRecord } from "@paddock/telemetry";
import type { Boundary } from "./boundary.ts";
import type { Answer, ApprovalRequest, Grant } from "./decision.ts";
import type { GuardedTool } from "./define-tool.ts";
import type { Controls, Execution } from "./execution.ts";
import type { GrantBook } from "./grant-book.ts";
import { GuardError } from "./guard-error.ts";
import type { Hook } from "./hook.ts";
import type { OneAtATime } from "./one-at-a-time.ts";
import type { PendingStore } from "./pending-store.ts";
import type { Quiet } from "./quiet.ts";
import type { AnswerRuleFiles } from "./rule-files.ts";
import { count, type Tally } from "./tally.ts";

/** A question on its way, and the way to settle it. */
export interface PendingQuestion {
  readonly request: ApprovalRequest;
  readonly settle: (answer: Answer) => Promise<Grant | undefined>;
  /** The answer, for further actions that are exactly the same. */
  readonly answered: Promise<Answer>;
}

/** What an embedder may set about the way out: name lookup, dialling, own addresses, an upstream proxy, limits. */
export type GuardEgressOptions = Pick<
  EgressOptions,
  "resolve" | "dial" | "own" | "upstream" | "limits" | "roots" | "secrets"
>;

/** Everything one guard holds. Guards share nothing. */
export interface Session {
  readonly id: string;
  /** Replaced when the configuration changes while the session runs. */
  boundary: Boundary;
  profile: Profile;
  /** Replaced when an answer writes a rule. */
  rules: RuleSet;
  /** The backend for a plan: the chosen one, or none where the plan says that there is no sandbox. */
  backendFor: (plan: SandboxPlan) => Backend;
  /** What the chosen backend enforces here, found by a real run. */
  readonly report: EnforcementReport;
  readonly trail: Trail;
  readonly grants: GrantBook;
  /** Questions on disk, where another process may answer them. */
  readonly questions: PendingStore;
  /** Files that rules from answers go to. */
  readonly ruleFiles: AnswerRuleFiles;
  /** What takes up rules that change while the session runs. */
  readonly onRules: Set<() => void>;
  readonly hooks: readonly Hook[];
  readonly tools: ReadonlyMap<string, GuardedTool>;
  /** Answers in a person's place where the configuration says so. */
  readonly reviewer?: AutomaticReviewer;
  /** Name of the agent's model: the policy may want every command of some models reviewed. */
  readonly model?: string;
  /** A policy under trial: judged and recorded beside the one that enforces. */
  readonly candidate?: { readonly boundary: Boundary; readonly rules: RuleSet };
  readonly workspace: readonly [string, ...string[]];
  /** The folder whose own files configure the project. */
  readonly projectRoot: string;
  /** The environment of the host, before the policy filters it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mode: "enforce" | "report";
  readonly pending: Map<string, PendingQuestion>;
  readonly executions: Map<string, Execution & { readonly outside: boolean; readonly controls: Controls }>;
  /** Keeps what is confined from racing what runs outside. */
  readonly quiet: Quiet;
  /** Changes of files: each compares, then writes, and the next one must find what it wrote. */
  readonly edits: OneAtATime;
  /** A folder of the session's own that nothing confined sees. */
  readonly folder: string;
  readonly now: () => Date;
  readonly newId: () => string;
  /** What the file system looks like now; the plan of each run is made from it. */
  surroundings: Surroundings;
  readonly refresh: () => Promise<Surroundings>;
  readonly onAsk?: (request: ApprovalRequest, signal: AbortSignal) => Promise<Answer | undefined>;
  /** Gives back what the session holds on disk. */
  readonly release: () => void;
  /** Aborted when the guard is closed: whoever waits for an answer stops waiting. */
  readonly closing: AbortController;
  /** Runs that have not ended. */
  readonly flights: Set<Promise<unknown>>;
  /** How that proxy resolves and dials, where the host program says so. */
  readonly egressOptions?: GuardEgressOptions;
  /** What has to end with the session, made on the way. */
  readonly atClose: (() => Promise<void>)[];
  /** Commands may ask about the commands that they run. */
  readonly commandHooks?: boolean;
  closed: boolean;
  /** What has happened so far, for the record of the end. */
  readonly tally: Tally;
}

/** Appends one record. A trail that cannot be written stops the action: nothing may happen unrecorded. */
export async function record(session: Session, event: TrailEvent): Promise<TrailRecord> {
  try {
    const stored = await session.trail.append(event);
    count(session.tally, stored);
    return stored;
  } catch (cause) {
    throw new GuardError(
      "trail-unavailable",
      `the trail in ${session.trail.directory} cannot be written, so nothing is run; make room or fix its permissions, then try again`,
      { cause },
    );
  }
}
