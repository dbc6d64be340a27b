/** Lets pieces of work through one after the other, in the order in which they came. */
export type OneAtATime = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** Makes an {@linkcode OneAtATime}. Work whose signal is aborted while it waits is not begun. */
export function oneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (work, signal) => {
    const turn = last.then(() => {
      signal.throwIfAborted();
      return work();
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}
