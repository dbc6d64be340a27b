import { linkSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { TrailError } from "../trail-error.ts";
import { type SegmentWriter, thisWriter, writerIsGone } from "./segment-header.ts";

/** A lock held by this process; `release` may be called twice. */
export interface FileLock {
  release(): void;
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function holder(path: string): { readonly text: string; readonly writer?: SegmentWriter } | undefined {
  try {
    const text = readFileSync(path, "utf8");
    try {
      return { text, writer: JSON.parse(text) as SegmentWriter };
    } catch {
      return { text };
    }
  } catch {
    return undefined;
  }
}

function isStale(path: string, staleMs: number): boolean {
  const found = holder(path);
  if (found === undefined) return false;
  try {
    if (Date.now() - statSync(path).mtimeMs > staleMs) return true;
  } catch {
    return false;
  }
  return found.writer !== undefined && writerIsGone(found.writer, path, Date.now());
}

function breakLock(path: string): void {
  const before = holder(path);
  const aside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    renameSync(path, aside);
    // Another process may have broken and taken the lock in between: what we moved is then its lock, so put it back.
    if (holder(aside)?.text !== before?.text) linkSync(aside, path);
    unlinkSync(aside);
  } catch {
    // Someone else was faster; the caller tries again.
  }
}

/** A lock appears with its content in one step: a holder that is killed leaves no lock that names nobody. */
function takeLock(path: string): void {
  const aside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  // The nonce tells two locks of one process apart.
  writeFileSync(aside, JSON.stringify({ ...thisWriter(), nonce: Math.random() }), {
    mode: 0o600,
    flag: "wx",
  });
  try {
    linkSync(aside, path);
  } finally {
    unlinkSync(aside);
  }
}

/** Tries once; undefined when another live process holds the lock. */
export function tryLock(path: string, staleMs = 10_000): FileLock | undefined {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      takeLock(path);
      let held = true;
      return {
        release: () => {
          if (!held) return;
          held = false;
          try {
            unlinkSync(path);
          } catch {
            // Broken by someone who took us for dead; nothing is left to release.
          }
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (!isStale(path, staleMs)) return undefined;
      breakLock(path);
    }
  }
  return undefined;
}

/** Waits, blocking, for a lock that is only ever held for the time of one small write. */
export function lockFile(path: string, waitMs = 3_000): FileLock {
  const until = Date.now() + waitMs;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== undefined) return lock;
    if (Date.now() > until)
      throw new TrailError(
        "locked",
        `${path} is held by another process for more than ${waitMs} ms; end that process or remove the file`,
      );
    Atomics.wait(sleeper, 0, 0, 2);
  }
}
