import { StreamFailure } from "./wire.ts";

/** Passes a stream on, and ends it as cut when nothing comes for `ms`. `stop` is called then, to close the connection. */
export async function* untilIdle<T>(
  stream: AsyncIterable<T>,
  ms: number,
  stop: () => void,
): AsyncGenerator<T> {
  const iterator = stream[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const silence = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () =>
            reject(
              new StreamFailure(
                "cut",
                `nothing came for ${ms >= 1000 ? `${Math.round(ms / 1000)} s` : `${ms} ms`}`,
              ),
            ),
          ms,
        );
      });
      try {
        const next = await Promise.race([iterator.next(), silence]);
        if (next.done) {
          finished = true;
          return;
        }
        yield next.value;
      } finally {
        clearTimeout(timer);
      }
    }
  } finally {
    if (!finished) {
      stop();
      // Not awaited: a stalled connection may never settle.
      iterator.return?.()?.catch(() => undefined);
    }
  }
}
