import { randomFillSync } from "node:crypto";

/** Bytes of one id that are random, and how many ids one look at the generator serves. */
const randomBytes = 8;
const pooled = 256;

/**
 * Makes a source of UUIDs of version 7 (RFC 9562), given the milliseconds since the epoch, that only ever grow, also when
 * the clock jumps back: the time part never decreases, and a 12-bit counter orders ids of one millisecond.
 */
export function uuid7Source(): (milliseconds: number) => string {
  const bytes = Buffer.alloc(randomBytes * pooled);
  let digits = "";
  let used = 0;
  let last = -1;
  let counter = 0;
  /** Everything up to the counter. */
  let start = "";
  const tick = (time: number): void => {
    last = time;
    counter = 0;
    const text = time.toString(16).padStart(12, "0");
    start = `${text.slice(0, 8)}-${text.slice(8)}-7`;
  };
  return (milliseconds) => {
    const now = Math.floor(milliseconds);
    if (now > last) tick(now);
    else if (++counter > 0xfff) tick(last + 1);
    if (used === digits.length) {
      digits = randomFillSync(bytes).toString("hex");
      used = 0;
    }
    const at = used;
    used += randomBytes * 2;
    const variant = "89ab"[Number.parseInt(digits[at] ?? "0", 16) & 3];
    return `${start}${(0x1000 + counter).toString(16).slice(1)}-${variant}${digits.slice(at + 1, at + 4)}-${digits.slice(at + 4, used)}`;
  };
}
