/** Runs `work` on every item, at most `jobs` at a time; yields in the order of the items. */
export async function* inParallel<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  const running: Promise<Result>[] = [];
  let next = 0;
  const start = (): void => {
    const item = items[next++];
    if (item !== undefined) running.push(guarded(work(item)));
  };
  for (let i = 0; i < Math.max(1, jobs); i++) start();
  for (let head = running.shift(); head !== undefined; head = running.shift()) {
    const result = await head;
    start();
    yield result;
  }
}

/** A promise that fails while another one is awaited must not count as unhandled. */
function guarded<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
