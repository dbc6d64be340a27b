import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTrailSettings } from "./read-trail-settings.ts";

describe("the [trail] table", () => {
  it("has defaults that refuse and keep 90 days and 4 GiB", () => {
    const retention = { days: 90, bytes: 4_294_967_296, hold: false };
    assert.deepEqual(readTrailSettings(undefined), { onFull: "refuse", retention });
    assert.deepEqual(readTrailSettings({}), { onFull: "refuse", retention });
  });

  it("sets limits and takes them away", () => {
    assert.deepEqual(readTrailSettings({ on_full: "continue", keep_days: 7, keep_bytes: 0, hold: true }), {
      onFull: "continue",
      retention: { days: 7, hold: true },
    });
  });

  for (const [given, message] of [
    [[], /^trail is to be a table/],
    [{ on_full: "warn" }, /^trail\.on_full is to be "refuse" or "continue"/],
    [{ keep_days: -1 }, /^trail\.keep_days is to be a whole number/],
    [{ keep_bytes: 1.5 }, /^trail\.keep_bytes/],
    [{ hold: "yes" }, /^trail\.hold is to be true or false/],
  ] as const) {
    it(`refuses ${JSON.stringify(given)}`, () => assert.throws(() => readTrailSettings(given), { message }));
  }
});
