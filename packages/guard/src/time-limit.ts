/** A limit on the time that a command runs; time in which it is paused does not count. */
export interface TimeLimit {
  readonly reached: boolean;
  hold(): void;
  go(): void;
  /** Ends the watch. */
  stop(): void;
}

/** Calls `end` once after so many milliseconds; never without a limit. */
export function timeLimit(limitMs: number | undefined, end: () => void): TimeLimit {
  let left = limitMs ?? Number.POSITIVE_INFINITY;
  let started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let reached = false;
  const hold = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    left -= performance.now() - started;
  };
  const go = (): void => {
    if (timer !== undefined || reached || !Number.isFinite(left)) return;
    started = performance.now();
    timer = setTimeout(
      () => {
        reached = true;
        end();
      },
      Math.max(0, left),
    );
  };
  go();
  return {
    get reached() {
      return reached;
    },
    hold,
    go,
    stop() {
      hold();
      left = Number.POSITIVE_INFINITY;
    },
  };
}
