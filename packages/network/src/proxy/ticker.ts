import { clearInterval, setInterval } from "node:timers";
import { Slots } from "./slots.ts";

/** Something that looks whether its time is over. */
export interface Ticked {
  /** `now` is in milliseconds, as of `performance.now()`. */
  tick(now: number): void;
}

/**
 * Keeps the time of many connections by one timer. A timer for each is started for every one of them and runs out for almost
 * none, and those that were stopped cost the collector more than they took to make.
 */
export class Ticker {
  readonly #ticked = new Slots<Ticked>();
  readonly #every: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Ticks every `every` milliseconds: no time is kept more exactly. */
  constructor(every: number) {
    this.#every = every;
  }

  /** Adds one, and gives the place to delete it by. */
  add(ticked: Ticked): number {
    if (!this.#timer) {
      this.#timer = setInterval(() => this.#tick(), this.#every);
      // Who is open keeps the process, not who looks at it.
      this.#timer.unref();
    }
    return this.#ticked.add(ticked);
  }

  /** Deletes what is in a place, once. */
  delete(place: number): void {
    this.#ticked.delete(place);
  }

  #tick(): void {
    if (this.#ticked.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const now = performance.now();
    for (const ticked of this.#ticked) ticked.tick(now);
  }
}
