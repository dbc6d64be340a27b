import type { ProviderEvent } from "../event.ts";
import { classify, giveUp } from "./failure.ts";
import type { Endpoint } from "./settings.ts";

/** Clock and chance; tests give their own. */
export interface Pace {
  /** Milliseconds since the epoch. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  /** Resolves after `ms`; rejects when the signal fires. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The real clock. */
export const realPace: Pace = {
  now: () => Date.now(),
  random: () => Math.random(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    }),
};

/** Longest wait that a provider may ask for; beyond it the turn ends with a message. */
const LONGEST_WAIT_MS = 120_000;

/** 200 ms doubling with a jitter of a tenth, at most 20 s. */
export function backoff(attempt: number, random: number): number {
  return Math.round(Math.min(20_000, 200 * 2 ** (attempt - 1)) * (0.9 + 0.2 * random));
}

/**
 * Runs attempts until one completes. Between two it yields `retry`: what came before is void. Gives up with an
 * `AgentError` that says why and what to do.
 */
export async function* attempts(
  endpoint: Endpoint,
  open: (signal: AbortSignal) => AsyncIterable<ProviderEvent>,
  pace: Pace,
  signal?: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  const used = { request: 0, stream: 0 };
  for (;;) {
    let streaming = false;
    const attempt = new AbortController();
    const either = signal ? AbortSignal.any([signal, attempt.signal]) : attempt.signal;
    try {
      for await (const event of open(either)) {
        streaming = true;
        yield event;
      }
      signal?.throwIfAborted();
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const failure = classify(error, endpoint, streaming, pace.now());
      const made = used.request + used.stream + 1;
      if (!failure.retry) throw giveUp(failure, endpoint, made, error);
      const allowed = failure.retry === "request" ? endpoint.requestRetries : endpoint.streamRetries;
      if (used[failure.retry] >= allowed) throw giveUp(failure, endpoint, made, error);
      used[failure.retry] += 1;
      const waitMs = failure.waitMs ?? backoff(used[failure.retry], pace.random());
      if (waitMs > LONGEST_WAIT_MS) {
        const asked = `it asks to wait ${Math.ceil(waitMs / 60_000)} minutes`;
        throw giveUp({ ...failure, reason: `${failure.reason}; ${asked}` }, endpoint, made, error);
      }
      yield { kind: "retry", reason: failure.reason, attempt: made, waitMs };
      await pace.wait(waitMs, signal);
    } finally {
      attempt.abort();
    }
  }
}
