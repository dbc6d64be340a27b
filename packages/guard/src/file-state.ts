import { type BigIntStats, closeSync, constants, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { sha256 } from "./digest.ts";

/** Files larger than this are bound by identity, size and time instead of content. */
const HASH_LIMIT = 32 * 1024 * 1024;

/** One file as it was read through one descriptor: its state and the very bytes that the state speaks of. */
export interface ReadFile {
  readonly state: string;
  readonly data: Buffer;
}

function identity(info: BigIntStats): string {
  return `${info.dev}:${info.ino}:${info.size}:${info.mtimeNs}:${info.mode}`;
}

function hashable(info: BigIntStats): boolean {
  return info.isFile() && info.size <= HASH_LIMIT;
}

/** Reads a file whole; undefined where it is none, cannot be read or is too large to be bound by its content. */
export function readWhole(path: string): ReadFile | undefined {
  let handle: number;
  try {
    // The path is real, so a link there has just been put; and a named pipe must not stop the guard.
    handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch {
    return undefined;
  }
  try {
    const info = fstatSync(handle, { bigint: true });
    if (!hashable(info)) return undefined;
    const data = readFileSync(handle);
    return { data, state: `${identity(info)}:${sha256(data)}` };
  } catch {
    return undefined;
  } finally {
    closeSync(handle);
  }
}

/** What one file is now: identity and, for a regular file of moderate size, content. */
export function fileState(path: string): string {
  const read = readWhole(path);
  if (read !== undefined) return read.state;
  try {
    return identity(statSync(path, { bigint: true }));
  } catch {
    return "missing";
  }
}
