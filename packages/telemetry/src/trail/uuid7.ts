import { randomFillSync } from "node:crypto";

/**
 * Makes a source of UUIDs of version 7 (RFC 9562) that only ever grow, also when the clock jumps back: the time part
 * never decreases, and a 12-bit counter orders ids of one millisecond.
 */
export function uuid7Source(clock: () => number = Date.now): () => string {
  const pool = Buffer.alloc(8 * 256);
  let used = pool.length;
  let last = 0;
  let counter = 0;
  return () => {
    const now = Math.floor(clock());
    if (now > last) {
      last = now;
      counter = 0;
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
    }
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const random = pool.toString("hex", used, used + 8);
    used += 8;
    const time = last.toString(16).padStart(12, "0");
    const variant = "89ab"[Number.parseInt(random[0] ?? "0", 16) & 3];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${variant}${random.slice(1, 4)}-${random.slice(4, 16)}`;
  };
}
