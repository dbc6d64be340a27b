import type { Denial } from "@paddock/sandbox";

/** Denials in the order in which they came; iteration waits for more and ends with the process. One reader. */
export class DenialQueue implements AsyncIterable<Denial> {
  #waiting: Denial[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  /** Adds one. */
  push(denial: Denial): void {
    this.#waiting.push(denial);
    this.#wake?.();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Yields what came so far and what comes, until the end. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Denial, void, void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) {
        yield next;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
      }
    }
  }
}
