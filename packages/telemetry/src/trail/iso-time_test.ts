import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isoTimeFormat } from "./iso-time.ts";

describe("the time of a record", () => {
  it("is written as Date writes it, whatever came before", () => {
    const format = isoTimeFormat();
    const near = fc.integer({ min: 1_795_000_000_000, max: 1_795_000_010_000 });
    const any = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
    fc.assert(
      fc.property(fc.oneof(near, any), (milliseconds) =>
        assert.equal(format(milliseconds), new Date(milliseconds).toISOString()),
      ),
      { numRuns: 2_000 },
    );
  });

  it("drops parts of a millisecond", () => {
    assert.equal(isoTimeFormat()(1_795_000_000_999.9), "2026-11-18T11:06:40.999Z");
  });
});
