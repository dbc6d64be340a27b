import type { AgentEvent } from "@paddock/agent";
import type { Answer } from "@paddock/guard";
import { exitCode } from "../cli/exit-code.ts";
import type { Session } from "../session/session.ts";

/** What to do when an action asks and nobody is there to answer. */
export type OnAsk = "deny" | "stop" | "review";

/** How one headless request ended. */
export interface Conducted {
  readonly status: number;
  readonly refusals: number;
  /** The last message of the agent; empty when there was none. */
  readonly message: string;
  readonly error?: string;
}

/** The answer a policy gives for a person who is not there. `review` has had its reviewer by now; what it left open is denied. */
function policyAnswer(onAsk: OnAsk): Answer {
  return onAsk === "stop"
    ? { decision: "stop", by: "policy" }
    : {
        decision: "deny",
        by: "policy",
        message: "Nobody is here to answer questions. Continue without this, or say what you need.",
      };
}

/**
 * Sends one request and answers every question by policy. Never waits for a person. The status is that of the worst
 * thing that happened: interrupted, no sandbox, an approval that could not be given, a failure.
 */
export async function conduct(
  session: Session,
  prompt: string,
  options: {
    readonly onAsk: OnAsk;
    readonly signal: AbortSignal;
    readonly onEvent: (event: AgentEvent) => void;
  },
): Promise<Conducted> {
  let refusals = 0;
  let calls = 0;
  let message = "";
  let error: string | undefined;
  let lastOutcome: string | undefined;
  let sandboxMissing = false;
  for await (const event of session.send(prompt, { signal: options.signal })) {
    options.onEvent(event);
    if (event.kind === "text-done") message = event.text;
    if (event.kind === "turn" && event.phase === "failed") error = event.error ?? "the turn failed";
    if (event.kind === "call") calls += 1;
    if (event.kind === "result") {
      lastOutcome = event.result.outcome;
      sandboxMissing ||= event.result.refusal?.code === "sandbox-unavailable";
    }
    if (event.kind === "ask") {
      refusals += 1;
      await session.answer(event.request.id, policyAnswer(options.onAsk));
    }
  }
  // A request to the offline guide is its one action, so the action's outcome is the request's.
  const failed =
    error !== undefined ||
    (!session.facts.isModel && calls === 1 && lastOutcome !== undefined && lastOutcome !== "done");
  const status = options.signal.aborted
    ? exitCode.interrupted
    : sandboxMissing
      ? exitCode.sandboxUnavailable
      : refusals > 0
        ? exitCode.neededApproval
        : failed
          ? exitCode.failed
          : exitCode.ok;
  return { status, refusals, message, ...(error === undefined ? {} : { error }) };
}
