import assert from "node:assert/strict";
import { test } from "node:test";
import { Ticker } from "./ticker.ts";

/** A ticker keeps no process: somebody else has to, as connections do. */
async function kept(work: Promise<void>): Promise<void> {
  const keeper = setInterval(() => {}, 1000);
  await work;
  clearInterval(keeper);
}

test("everything that was added is told the time, until it is deleted", async () => {
  const ticker = new Ticker(2);
  const told = [0, 0];
  let first = -1;
  const both = new Promise<void>((resolve) => {
    first = ticker.add({
      tick(now) {
        assert.ok(Math.abs(now - performance.now()) < 1000, "the time is that of performance.now()");
        told[0] = (told[0] ?? 0) + 1;
        if (told[0] === 2) ticker.delete(first);
      },
    });
    const second = ticker.add({
      tick() {
        told[1] = (told[1] ?? 0) + 1;
        if (told[1] < 5) return;
        ticker.delete(second);
        resolve();
      },
    });
  });
  await kept(both);
  assert.deepEqual(told, [2, 5]);
});

test("a ticker that had nothing left to tick starts again", async () => {
  const ticker = new Ticker(1);
  for (let round = 0; round < 2; round += 1) {
    const ticked = new Promise<void>((resolve) => {
      const place = ticker.add({
        tick() {
          ticker.delete(place);
          resolve();
        },
      });
    });
    await kept(ticked);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});
