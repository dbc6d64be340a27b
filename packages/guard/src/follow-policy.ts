import type { Effective } from "@paddock/config";
import type { Boundary } from "./boundary.ts";
import { readRules } from "./read-rules.ts";
import { policyRecord, recordNotices } from "./record-start.ts";
import { record, type Session } from "./session.ts";

/** A configuration that changes while a session runs; `openConfig` of `@paddock/config` makes one. */
export interface LivePolicy {
  /** The configuration as of the last refresh. */
  readonly current: Effective;
  /** Looks for changes. Fails where the files no longer load: then no action runs. */
  refresh(): Promise<Effective>;
}

/** What following needs beside the session. */
export interface FollowOptions {
  readonly live: LivePolicy;
  readonly boundaryOf: (effective: Effective) => Boundary;
  /** Finds a backend for the new plan; fails where this machine cannot give what it requires. */
  readonly backendFor: (boundary: Boundary) => Promise<Session["backendFor"]>;
}

/**
 * Puts a changed configuration in force before the next action, and records that it did. Work that was queued earlier is
 * judged by it too.
 *
 * @throws whatever loading or the sandbox throws; the session keeps its old policy and the action does not run.
 */
export async function followPolicy(session: Session, options: FollowOptions): Promise<void> {
  const effective = await options.live.refresh();
  if (effective.digest === session.boundary.digest) return;
  const boundary = options.boundaryOf(effective);
  if (boundary.digest === session.boundary.digest) return;
  const backendFor = await options.backendFor(boundary);
  const before = session.boundary.digest;
  session.boundary = boundary;
  session.profile = boundary.profile;
  session.rules = readRules(boundary);
  session.backendFor = backendFor;
  session.reviewer?.update(boundary.review.settings);
  const text = `the configuration has changed; from now on: ${boundary.profile.name}, approval ${boundary.approvalPolicy.kind} (policy ${boundary.digest.slice(0, 12)}, before ${before.slice(0, 12)})`;
  await record(session, {
    name: "policy.changed",
    attributes: {
      reason: text,
      policy_digest: boundary.digest,
      previous_digest: before,
      policy: policyRecord(boundary),
    },
  });
  await recordNotices(session, boundary.notices);
}
