import { join } from "node:path";
import { type AgentEvent, playTour } from "@paddock/agent";
import { type Answer, type ApprovalRequest, createGuard, type Guard, paddockHome } from "@paddock/guard";
import { openTrail, verifyTrail } from "@paddock/telemetry";
import type { SessionOptions } from "./session.ts";
import { sessionClient } from "./session-client.ts";
import { type WatchedTrail, watchTrail } from "./watched-trail.ts";

/** What the tour reports to its caller beside its events. */
export interface TourHooks {
  readonly onAsk?: (request: ApprovalRequest) => Answer | undefined | Promise<Answer | undefined>;
  readonly onTrail?: (trail: WatchedTrail) => void;
  /** Told why the tour's guard cannot be had. */
  readonly onRefused?: (error: unknown) => void;
  readonly signal?: AbortSignal;
}

/** Plays the tour with the real parts: its own workspace, the real guard, the trail of this machine. */
export function startTour(
  options: Pick<SessionOptions, "env" | "compat">,
  hooks: TourHooks,
): AsyncIterable<AgentEvent> {
  const directory = join(paddockHome(options.env), "trail");
  const openGuard = async ({ dir }: { readonly dir: string }): Promise<Guard> => {
    const watched = watchTrail(
      await openTrail({ directory, session: crypto.randomUUID(), env: options.env }),
    );
    hooks.onTrail?.(watched);
    return await createGuard({
      workspace: dir,
      trust: "trusted",
      env: options.env,
      client: sessionClient("paddock-tour", options.env),
      trail: watched.trail,
      session: watched.trail.session,
      ...(options.compat === undefined ? {} : { compat: options.compat }),
    }).catch(async (error: unknown) => {
      hooks.onRefused?.(error);
      await watched.trail.close();
      throw error;
    });
  };
  return playTour({
    openGuard,
    verify: (session) => verifyTrail(directory, { session }),
    ...(hooks.onAsk === undefined ? {} : { onAsk: hooks.onAsk }),
    ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
  });
}
