/** Something that runs confined and can be brought to rest. */
export interface Pausable {
  /** Rejects where it cannot be paused. */
  pause(): Promise<void>;
  resume(): void;
}

/** How work outside the sandbox is kept apart from what is confined. */
export interface Quiet {
  /** Does a piece of confined work that can change files; waits first where work outside asks for that. */
  confined<T>(work: () => Promise<T>, signal: AbortSignal, waits?: () => void): Promise<T>;
  /**
   * Does work outside while everything confined that runs is paused. With `hold` no confined work begins before its end
   * either, because what it runs could still be changed. Undefined, with nothing done, when something cannot be paused.
   */
  outside<T>(hold: boolean, work: () => Promise<T>): Promise<T | undefined>;
}

/**
 * Keeps confined commands from racing one that runs outside the sandbox: they could swap a file between its check and
 * its use, or while it is being read.
 */
export function createQuiet(running: () => readonly Pausable[]): Quiet {
  const beginning = new Set<Promise<unknown>>();
  const paused = new Map<Pausable, Promise<boolean>>();
  const waiting = new Set<() => void>();
  let outside = 0;
  let holding = 0;

  const release = (): void => {
    holding--;
    if (holding > 0) return;
    for (const go of waiting) go();
    waiting.clear();
  };
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(go);
        reject(signal.reason);
      };
      const go = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      waiting.add(go);
      signal.addEventListener("abort", leave, { once: true });
      if (signal.aborted) leave();
    });
  const rest = async (): Promise<boolean> => {
    // What has just begun is not in the list of what runs yet.
    await Promise.allSettled(beginning);
    for (const one of running()) {
      if (paused.has(one)) continue;
      paused.set(
        one,
        one.pause().then(
          () => true,
          () => false,
        ),
      );
    }
    const all = await Promise.all(paused.values());
    return all.every((still) => still);
  };
  return {
    async confined(work, signal, waits) {
      for (let told = false; holding > 0; told = true) {
        if (!told) waits?.();
        await turn(signal);
      }
      const begun = work();
      beginning.add(begun);
      try {
        return await begun;
      } finally {
        beginning.delete(begun);
      }
    },
    async outside(hold, work) {
      outside++;
      holding++;
      let held = true;
      try {
        if (!(await rest())) return undefined;
        if (!hold) {
          held = false;
          release();
        }
        return await work();
      } finally {
        if (held) release();
        outside--;
        if (outside === 0) {
          for (const one of paused.keys()) one.resume();
          paused.clear();
        }
      }
    },
  };
}
