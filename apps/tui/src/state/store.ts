import type { Effect, Input, State } from "./model.ts";
import { reduce } from "./reduce.ts";

/** Holds the state, tells the view when it changed and hands effects to whoever performs them. */
export interface Store {
  state(): State;
  subscribe(listener: () => void): () => void;
  dispatch(input: Input): void;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  columns(): number;
  /** Stops its timers. */
  dispose(): void;
}

/** The clock and timers of a store; replaced in tests. */
export interface StoreClock {
  now(): number;
  /** Calls back once after `milliseconds`; returns how to cancel. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's clock. */
export const realClock: StoreClock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Output and tokens are drawn together at most this often. */
const batch = 33;
/** The clock on screen moves in steps of a second; a card waits for its focus more finely. */
const second = 1000;

/** When the state next changes by the passing of time alone; undefined when it does not. */
function nextTick(state: State, now: number): number | undefined {
  const waits: number[] = [];
  if (state.card !== undefined && state.card.focusedAt === undefined && state.composer.text === "")
    waits.push(Math.max(10, state.lastKeyAt + 800 - now));
  if (state.quitArmedAt !== undefined) waits.push(Math.max(10, state.quitArmedAt + 2001 - now));
  if (state.turn !== undefined) waits.push(second);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

/** Makes a store around a first state. */
export function createStore(
  first: State,
  perform: (effect: Effect) => void,
  clock: StoreClock = realClock,
): Store {
  let state = first;
  let cancelBatch: (() => void) | undefined;
  let cancelTick: (() => void) | undefined;
  const listeners = new Set<() => void>();
  const notify = (): void => {
    cancelBatch?.();
    cancelBatch = undefined;
    for (const listener of listeners) listener();
  };
  const plan = (): void => {
    cancelTick?.();
    const wait = nextTick(state, clock.now());
    cancelTick =
      wait === undefined ? undefined : clock.after(wait, () => dispatch({ kind: "tick", at: clock.now() }));
  };
  function dispatch(input: Input): void {
    const step = reduce(state, input);
    const changed = step.state !== state;
    state = step.state;
    if (changed) {
      if (input.kind === "engine") cancelBatch ??= clock.after(batch, notify);
      else notify();
    }
    if (changed || input.kind === "tick") plan();
    for (const effect of step.effects) perform(effect);
  }
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch,
    now: clock.now,
    columns: () => state.columns,
    dispose() {
      cancelBatch?.();
      cancelTick?.();
    },
  };
}
