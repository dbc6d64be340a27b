import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, elapsed, size } from "./duration.ts";

const cases: readonly (readonly [string, string])[] = [
  [duration(420), "0.4s"],
  [duration(9960), "10s"],
  [duration(134_000), "2m 14s"],
  [duration(3_780_000), "1h 3m"],
  [elapsed(1999), "1s"],
  [elapsed(12_900), "12s"],
  [size(812), "812 B"],
  [size(2100), "2.1 kB"],
  [size(3_400_000), "3.4 MB"],
];
for (const [text, expected] of cases) test(expected, () => assert.equal(text, expected));
