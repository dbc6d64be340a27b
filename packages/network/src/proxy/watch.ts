import { clearInterval, setInterval } from "node:timers";

/** Something that has to end when its time is over. */
export interface Watched {
  /** Called every now and then; `now` is in milliseconds, as of `performance.now()`. */
  look(now: number): void;
}

/** Looks after many connections by one timer, since one of its own for each costs more than most of them live. */
export class Watch {
  readonly #watched = new Set<Watched>();
  readonly #every: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Looks every `every` milliseconds: no time is kept more exactly. */
  constructor(every: number) {
    this.#every = every;
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    if (this.#timer) return;
    this.#timer = setInterval(() => this.#look(), this.#every);
    this.#timer.unref();
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
  }

  #look(): void {
    if (this.#watched.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const now = performance.now();
    for (const watched of this.#watched) watched.look(now);
  }
}
