import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Slots } from "./slots.ts";

test("slots hold what a set would", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (steps) => {
      const slots = new Slots<number>();
      const places = new Map<number, number>();
      for (const step of steps) {
        const place = places.get(step);
        if (place === undefined) places.set(step, slots.add(step));
        else {
          slots.delete(place);
          places.delete(step);
        }
        assert.equal(slots.size, places.size);
        assert.deepEqual(new Set(slots), new Set(places.keys()));
      }
    }),
  );
});

test("what is deleted while the others are gone through is not met", () => {
  const slots = new Slots<string>();
  const [, second] = ["a", "b", "c"].map((thing) => slots.add(thing));
  const met: string[] = [];
  for (const thing of slots) {
    met.push(thing);
    if (thing === "a" && second !== undefined) slots.delete(second);
  }
  assert.deepEqual(met, ["a", "c"]);
});
