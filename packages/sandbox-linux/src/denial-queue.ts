import type { Denial } from "@paddock/sandbox";

/** Different denials that one run may name: a command that tries everything must not fill the host's memory and records. */
const MOST = 1000;

/**
 * Denials in the order in which they came, each once; iteration waits for more and ends with the process. One reader.
 * After a thousand a last one says that no more are named.
 */
export class DenialQueue implements AsyncIterable<Denial> {
  readonly #seen = new Set<string>();
  #waiting: Denial[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  /** Adds one, unless the same thing was tried before. */
  push(denial: Denial): void {
    const { layer, operation, object, program = "" } = denial;
    const key = [layer, operation, object, program].join("\0");
    if (this.#seen.size > MOST || this.#seen.has(key)) return;
    this.#seen.add(key);
    const isLast = this.#seen.size > MOST;
    this.#waiting.push(
      isLast ? { layer: "backend", operation: "other", object: "more than can be named" } : denial,
    );
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
