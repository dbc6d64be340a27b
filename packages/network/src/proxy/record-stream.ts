/**
 * Items for one reader that may be slower than they come: the oldest are dropped and counted. Nothing is kept before somebody
 * means to read, since what is kept for nobody costs memory and the collector's time.
 */
export class RecordStream<T> implements AsyncIterable<T> {
  readonly #limit: number;
  readonly #items: T[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  #wanted = false;
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many were dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Keeps what comes from now on. */
  want(): this {
    this.#wanted = true;
    return this;
  }

  push(item: T): void {
    if (this.#ended || !this.#wanted) return;
    this.#items.push(item);
    if (this.#items.length > this.#limit) {
      // Dropped by halves, so that a missing reader costs nothing for each item.
      const half = Math.ceil(this.#limit / 2);
      this.#items.splice(0, half);
      this.#dropped += half;
    }
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const items = this.#items.splice(0);
      yield* items;
      if (this.#items.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
