import type { RuleSet } from "@paddock/rules";
import type { Backend, EnforcementReport, Profile, SandboxPlan, Surroundings } from "@paddock/sandbox";
import type { Trail, TrailEvent, TrailRecord } from "@paddock/telemetry";
import type { Boundary } from "./boundary.ts";
import type { Answer, ApprovalRequest, Grant } from "./decision.ts";
import type { Execution } from "./execution.ts";
import type { Flight } from "./flight.ts";
import type { GrantBook } from "./grant-book.ts";
import { GuardError } from "./guard-error.ts";

/** A question on its way, and the way to settle it. */
export interface PendingQuestion {
  readonly request: ApprovalRequest;
  readonly settle: (answer: Answer) => Promise<Grant | undefined>;
}

/** Everything one guard holds. Guards share nothing. */
export interface Session {
  readonly id: string;
  readonly boundary: Boundary;
  readonly profile: Profile;
  readonly rules: RuleSet;
  /** The backend for a plan: the chosen one, or none where the plan says that there is no sandbox. */
  readonly backendFor: (plan: SandboxPlan) => Backend;
  /** What the chosen backend enforces here, found by a real run. */
  readonly report: EnforcementReport;
  readonly trail: Trail;
  readonly grants: GrantBook;
  readonly workspace: readonly [string, ...string[]];
  /** The environment of the host, before the policy filters it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mode: "enforce" | "report";
  readonly pending: Map<string, PendingQuestion>;
  readonly executions: Map<
    string,
    Execution & { readonly outside: boolean; readonly controls: Flight["controls"] }
  >;
  readonly now: () => Date;
  readonly newId: () => string;
  /** What the file system looks like now; the plan of each run is made from it. */
  surroundings: Surroundings;
  readonly refresh: () => Promise<Surroundings>;
  readonly onAsk?: (request: ApprovalRequest, signal: AbortSignal) => Promise<Answer | undefined>;
  /** Gives back what the session holds on disk. */
  readonly release: () => void;
  closed: boolean;
}

/** Appends one record. A trail that cannot be written stops the action: nothing may happen unrecorded. */
export async function record(session: Session, event: TrailEvent): Promise<TrailRecord> {
  try {
    return await session.trail.append(event);
  } catch (cause) {
    throw new GuardError(
      "trail-unavailable",
      `the trail in ${session.trail.directory} cannot be written, so nothing is run; make room or fix its permissions, then try again`,
      { cause },
    );
  }
}
