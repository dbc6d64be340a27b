/** A bounded queue with one reader: values pushed before and while it reads come out in order. */
export interface Channel<T> extends AsyncIterable<T> {
  push(value: T): void;
  /**
   * Resolves when there is room for more: at once while nobody reads, else when the reader has caught up. A producer that
   * waits for it before each push is never ahead of its reader by more than the limit. The signal ends the wait.
   */
  room(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** How much a channel holds, and what it does with more. */
export interface ChannelOptions<T> {
  /** What one value counts. */
  readonly weigh: (value: T) => number;
  /** How much may wait to be read. */
  readonly limit: number;
  /** What a reader who comes late gets in the place of the values that were dropped. */
  readonly missing: (dropped: { readonly count: number; readonly weight: number }) => T;
}

/**
 * Makes a {@linkcode Channel}. While somebody iterates it, nothing is lost. While nobody does, the oldest values are
 * dropped beyond the limit: nobody has to read. Values pushed after `close` are dropped.
 */
export function channel<T>(options: ChannelOptions<T>): Channel<T> {
  const { weigh, limit, missing } = options;
  const queue: T[] = [];
  const waiting = new Set<() => void>();
  let weight = 0;
  let dropped = { count: 0, weight: 0 };
  let reading = false;
  let closed = false;
  let wake: (() => void) | undefined;

  const full = (): boolean => reading && !closed && weight >= limit;
  const letIn = (): void => {
    if (full()) return;
    for (const go of waiting) go();
    waiting.clear();
  };
  const notify = (): void => {
    wake?.();
    wake = undefined;
  };
  const take = (): T | undefined => {
    const value = queue.shift();
    if (value !== undefined) weight -= weigh(value);
    return value;
  };
  return {
    push(value) {
      if (closed) return;
      queue.push(value);
      weight += weigh(value);
      while (!reading && weight > limit && queue.length > 1) {
        const lost = weigh(take() as T);
        dropped = { count: dropped.count + 1, weight: dropped.weight + lost };
      }
      notify();
    },
    async room(signal) {
      while (full() && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const go = (): void => {
            signal.removeEventListener("abort", go);
            waiting.delete(go);
            resolve();
          };
          waiting.add(go);
          signal.addEventListener("abort", go, { once: true });
        });
      }
    },
    close() {
      closed = true;
      letIn();
      notify();
    },
    async *[Symbol.asyncIterator]() {
      reading = true;
      try {
        if (dropped.count > 0) {
          const gap = missing(dropped);
          dropped = { count: 0, weight: 0 };
          yield gap;
        }
        for (;;) {
          while (queue.length > 0) {
            const value = take() as T;
            letIn();
            yield value;
          }
          if (closed) return;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        reading = false;
        letIn();
      }
    },
  };
}
