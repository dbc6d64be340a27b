import type { Answer, ApprovalRequest, Guard } from "@paddock/guard";
import type { TrailVerification } from "@paddock/telemetry";
import { createAgent } from "../agent.ts";
import type { AgentEvent } from "../event.ts";
import { offlineGuide } from "../guide/offline-guide.ts";
import { tourSteps } from "./tour-steps.ts";
import { createTourWorkspace, type TourWorkspace } from "./tour-workspace.ts";

/** What the tour needs from its caller. */
export interface TourOptions {
  /** Opens the real guard on the tour's workspace, as an explicitly trusted project. The tour closes it. */
  readonly openGuard: (workspace: TourWorkspace) => Promise<Guard>;
  /** Verifies the trail after the guard is closed; the last step prints what it found. */
  readonly verify: (session: string) => Promise<TrailVerification>;
  /** Answers the question of the tour; without it the question waits for `guard.answer`. */
  readonly onAsk?: (request: ApprovalRequest) => Answer | undefined | Promise<Answer | undefined>;
  /** Ends the tour early; the workspace is removed all the same. */
  readonly signal?: AbortSignal;
  /** Default: {@linkcode createTourWorkspace}. */
  readonly workspace?: () => Promise<TourWorkspace>;
}

function verdict(found: TrailVerification): string {
  if (found.ok) return `The trail holds ${found.records} records; the chain of their hashes is whole.`;
  const first = found.problems[0];
  return `The trail does not verify: ${first ? `${first.text} (${first.file}:${first.line})` : "no reason was given"}.`;
}

function* say(text: string): Generator<AgentEvent> {
  yield { kind: "text", delta: text };
  yield { kind: "text-done", text };
}

/**
 * Plays the tour: every step of {@linkcode tourSteps} through a real guard in a workspace of its own, then the
 * verification of what was recorded. Yields one turn. The workspace is removed at the end, also after an early end.
 */
export async function* playTour(options: TourOptions): AsyncGenerator<AgentEvent> {
  const turn = crypto.randomUUID();
  yield { kind: "turn", phase: "started", turn };
  yield* say("The tour works in a scratch workspace of its own, removed at the end. No model is involved.");
  const workspace = await (options.workspace ?? createTourWorkspace)();
  try {
    const guard = await options.openGuard(workspace);
    try {
      for (const [index, step] of tourSteps.entries()) {
        // A conversation per step: each request stands alone.
        const history = [{ role: "assistant", text: "" }] as const;
        const agent = createAgent({
          guard,
          provider: offlineGuide(),
          history,
          ...(options.onAsk ? { onAsk: options.onAsk } : {}),
        });
        yield* say(`${index + 1}. ${step.title}\n   > ${step.request}`);
        for await (const event of agent.send(
          step.request,
          options.signal ? { signal: options.signal } : {},
        )) {
          if (event.kind !== "turn") yield event;
          else if (event.phase === "failed" || event.phase === "cancelled") {
            yield { ...event, turn };
            return;
          }
        }
      }
    } finally {
      await guard.close();
    }
    const found = await options.verify(guard.session);
    yield* say(`${tourSteps.length + 1}. Everything above was recorded.\n   ${verdict(found)}`);
    if (found.ok) yield { kind: "turn", phase: "completed", turn };
    else yield { kind: "turn", phase: "failed", turn, error: verdict(found) };
  } catch (error) {
    yield {
      kind: "turn",
      phase: "failed",
      turn,
      error: error instanceof Error ? error.message : String(error),
    };
  } finally {
    await workspace.cleanup();
  }
}
