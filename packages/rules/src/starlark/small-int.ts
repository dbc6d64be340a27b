import { Failure } from "./error.ts";

const LIMIT = 2n ** 31n;

/** Turns an int that has to fit in 32 bits into a number, or fails. */
export function smallInt(value: bigint): number {
  if (value >= LIMIT || value < -LIMIT)
    throw new Failure("runtime", `Integer value is too big to fit in i32: ${value}`);
  return Number(value);
}
