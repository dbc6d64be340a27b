import { existsSync, unlinkSync, writeFileSync } from "node:fs";
import { TrailError } from "../trail-error.ts";

/** Bytes that are kept in reserve when nothing else is said. */
export const reserveBytes: number = 256 * 1024;

/** Gives the reserved space free, so that refusals and endings still find room. */
export function freeReserve(path: string): void {
  if (existsSync(path)) unlinkSync(path);
}

/** Takes the reserve back; false while there is no room for it. */
export function refillReserve(path: string, bytes: number): boolean {
  try {
    if (bytes > 0) writeFileSync(path, Buffer.alloc(bytes, 0x20), { mode: 0o600 });
    return true;
  } catch {
    try {
      unlinkSync(path);
    } catch {
      // Not even the name could be made.
    }
    return false;
  }
}

/** Makes the reserve where there is none. Throws a {@link TrailError} with code `disk-full` when there is no room. */
export function keepReserve(path: string, bytes: number): void {
  if (bytes === 0 || existsSync(path)) return;
  try {
    writeFileSync(path, Buffer.alloc(bytes, 0x20), { mode: 0o600, flag: "wx" });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return;
    try {
      unlinkSync(path);
    } catch {
      // Nothing was made.
    }
    if (code === "ENOSPC" || code === "EDQUOT")
      throw new TrailError(
        "disk-full",
        `there is no room for the trail at ${path} (${code}); free some space, then start again`,
        { cause: error },
      );
    throw error;
  }
}
