import { createReviewer, type ReviewerOptions } from "../reviewer/create-reviewer.ts";
import type { ModelReply, ModelRequest, ReviewModel } from "../reviewer/model.ts";
import type { ReviewInput } from "../reviewer/review.ts";
import type { Timer } from "../reviewer/timer.ts";

/** What a scripted model does when it is asked once more. */
export type Step =
  | string
  | Error
  | ModelReply
  | ((request: ModelRequest, signal: AbortSignal) => Promise<ModelReply>);

/** A model that answers from a list and keeps what it was sent. */
export function scripted(steps: readonly Step[]): ReviewModel & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  let at = 0;
  return {
    name: "scripted",
    requests,
    complete(request, { signal }): Promise<ModelReply> {
      requests.push(request);
      const step = steps[Math.min(at++, steps.length - 1)] as Step;
      if (typeof step === "function") return step(request, signal);
      if (step instanceof Error) return Promise.reject(step);
      return Promise.resolve(typeof step === "string" ? { kind: "answer", text: step } : step);
    },
  };
}

/** Time that passes only when told; a wait that is no timeout ends at once. */
export function fakeTime(expire = false): {
  readonly timer: Timer;
  readonly waits: number[];
  readonly clock: { now(): number };
} {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    clock: { now: () => now++ },
    timer: {
      wait: (ms, signal): Promise<void> => {
        waits.push(ms);
        if (ms < 90_000 || expire) return Promise.resolve();
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    },
  };
}

export function answer(outcome: string, risk = "low", authorization = "medium"): string {
  return JSON.stringify({
    risk_level: risk,
    user_authorization: authorization,
    outcome,
    rationale: "because",
  });
}

export const digest: string = "5a".repeat(32);

export function input(over: Partial<ReviewInput> = {}): ReviewInput {
  return {
    session: "s",
    turn: "t1",
    digest,
    action: { kind: "command", argv: ["deploy"] },
    reasons: ["it asks to leave the sandbox"],
    transcript: [{ kind: "user", text: "deploy it" }],
    limits: { boundary: ["It may write in /w."] },
    ...over,
  };
}

export function reviewer(
  model: ReviewModel,
  over: Partial<ReviewerOptions> = {},
): ReturnType<typeof createReviewer> {
  const { timer, clock } = fakeTime();
  return createReviewer({ model, timer, clock, nonce: () => "nonce", ...over });
}
