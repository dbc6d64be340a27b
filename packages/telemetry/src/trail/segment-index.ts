import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { checkLine, noHash, sealLine } from "./line.ts";
import { lockFile } from "./lock-file.ts";

/** What happened to a segment: the index is the trail's own list of anchors, chained like a segment. */
export type IndexEntry = {
  readonly v: 1;
  readonly time: string;
  /** Path of the segment relative to the trail's directory, with `/`. */
  readonly segment: string;
  readonly session: string;
  readonly prev: string;
  readonly hash: string;
} & (
  | { readonly kind: "opened" }
  | {
      readonly kind: "anchor" | "closed" | "repaired";
      /** Lines of the segment, header and closing line included, and the hash of the last. */
      readonly lines: number;
      readonly head: string;
    }
  | {
      readonly kind: "removed";
      readonly lines: number;
      readonly head: string;
      readonly reason: string;
    }
);

/** An entry before it is chained. */
export type NewIndexEntry = IndexEntry extends infer Entry
  ? Entry extends IndexEntry
    ? Omit<Entry, "v" | "prev" | "hash">
    : never
  : never;

/** The file that lists the segments of a trail. */
export function indexPath(directory: string): string {
  return join(directory, "index.jsonl");
}

interface Tail {
  readonly head: string;
  /** Bytes up to the end of the last good line. */
  readonly end: number;
  readonly size: number;
}

function readTail(descriptor: number): Tail {
  const size = fstatSync(descriptor).size;
  for (let window = 4096; ; window *= 8) {
    const start = Math.max(0, size - window);
    const bytes = Buffer.alloc(size - start);
    readSync(descriptor, bytes, 0, bytes.length, start);
    let end = bytes.lastIndexOf(10);
    while (end >= 0) {
      const begin = end === 0 ? -1 : bytes.lastIndexOf(10, end - 1);
      if (begin < 0 && start > 0) break;
      const check = checkLine(bytes.subarray(begin + 1, end));
      if (check.kind === "good") return { head: check.hash, end: start + end + 1, size };
      end = begin;
    }
    if (start === 0) return { head: noHash, end: 0, size };
  }
}

/**
 * Appends entries under the index's lock and returns the new head. A torn last line (a crash within the write) is cut
 * first: whoever wrote it never got an answer.
 */
export function appendIndex(
  directory: string,
  entries: readonly NewIndexEntry[],
  options: { readonly sync?: boolean } = {},
): string {
  const path = indexPath(directory);
  const lock = lockFile(`${path}.lock`);
  try {
    const descriptor = openSync(path, "a+", 0o600);
    try {
      const tail = readTail(descriptor);
      let head = tail.head;
      if (tail.end < tail.size && !endsWithNewline(descriptor, tail.size))
        ftruncateSync(descriptor, tail.end);
      let lines = "";
      for (const entry of entries) {
        const sealed = sealLine(JSON.stringify({ v: 1, ...entry }).slice(0, -1), head);
        head = sealed.hash;
        lines += sealed.text;
      }
      writeAll(descriptor, Buffer.from(lines));
      if (options.sync) fsyncSync(descriptor);
      return head;
    } finally {
      closeSync(descriptor);
    }
  } finally {
    lock.release();
  }
}

/** A disk that is nearly full takes a part without complaint; only the next write says why. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

function endsWithNewline(descriptor: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 10;
}

/** Reads the index; lines that do not parse are left out (a check reports them). */
export function readIndex(directory: string): readonly IndexEntry[] {
  let text: string;
  try {
    text = readFileSync(indexPath(directory), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const entries: IndexEntry[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      entries.push(JSON.parse(line) as IndexEntry);
    } catch {
      // Reported by the check, with its line number.
    }
  }
  return entries;
}
