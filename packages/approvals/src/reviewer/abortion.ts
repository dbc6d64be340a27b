/** A wait for a signal, and the way to stop waiting. */
export interface Abortion {
  /** Rejects with the signal's reason; never settles without a signal. */
  readonly promise: Promise<never>;
  readonly forget: () => void;
}

/** Rejects when the signal aborts, also for a model that does not listen to it. */
export function abortion(signal: AbortSignal | undefined): Abortion {
  let forget = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    if (signal === undefined) return;
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    forget = (): void => signal.removeEventListener("abort", abort);
  });
  promise.catch(() => undefined);
  return { promise, forget };
}
