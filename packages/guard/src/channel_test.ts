import assert from "node:assert/strict";
import { test } from "node:test";
import { channel } from "./channel.ts";

const never = new AbortController().signal;
const make = (limit: number) =>
  channel<string>({
    limit,
    weigh: (text) => text.length,
    missing: ({ count, weight }) => `[${count} of ${weight}]`,
  });

async function all<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const read: T[] = [];
  for await (const value of values) read.push(value);
  return read;
}

test("values come out in order, those pushed before and those pushed while it is read", async () => {
  const values = make(100);
  values.push("a");
  const read: string[] = [];
  const reading = (async () => {
    for await (const value of values) read.push(value);
  })();
  values.push("b");
  await new Promise((resolve) => setImmediate(resolve));
  values.push("c");
  values.close();
  values.push("d");
  await reading;
  assert.deepEqual(read, ["a", "b", "c"]);
});

test("a producer that waits for room is never further ahead of a slow reader than the limit", async () => {
  const values = make(10);
  let produced = 0;
  const reader = values[Symbol.asyncIterator]();
  const first = reader.next();
  const producing = (async () => {
    for (; produced < 50; produced++) {
      await values.room(never);
      values.push("xxxxx");
    }
    values.close();
  })();
  await first;
  let read = 1;
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(produced - read <= 3, `${produced} produced, ${read} read`);
    if ((await reader.next()).done) break;
    read++;
  }
  await producing;
  assert.equal(read, 50);
});

test("without a reader the oldest values go, and one who comes late is told", async () => {
  const values = make(10);
  for (let n = 0; n < 1000; n++) {
    await values.room(never);
    values.push(`${n % 10}xx`);
  }
  values.close();
  assert.deepEqual(await all(values), ["[997 of 2991]", "7xx", "8xx", "9xx"]);
});

test("a reader who leaves, a signal and the end let a waiting producer go on", async () => {
  for (const how of ["leave", "abort", "close"] as const) {
    const values = make(1);
    const abort = new AbortController();
    const reader = values[Symbol.asyncIterator]();
    values.push("a");
    await reader.next();
    values.push("b");
    let entered = false;
    const waits = values.room(abort.signal).then(() => {
      entered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(entered, false);
    if (how === "leave") await reader.return?.(undefined);
    if (how === "abort") abort.abort();
    if (how === "close") values.close();
    await waits;
  }
});

test("who reads again goes on where the first reader left", async () => {
  const values = make(10);
  values.push("a");
  values.push("b");
  for await (const _ of values) break;
  values.push("c");
  values.close();
  assert.deepEqual(await all(values), ["b", "c"]);
});
