import type { BigIntStats, Dirent } from "node:fs";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
} from "node:fs";
import { pathBytes, pathFromBytes } from "../path-bytes.ts";
import type { FileLook, FileView } from "./file-view.ts";

/** The file system of this machine. */
export const nodeFileView: FileView = {
  lstat(path: string): FileLook | undefined {
    let stats: BigIntStats | undefined;
    try {
      stats = lstatSync(raw(path), { bigint: true, throwIfNoEntry: false });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
      throw error;
    }
    if (stats === undefined) return undefined;
    return {
      type: typeOf(stats),
      dev: String(stats.dev),
      ino: String(stats.ino),
      size: Number(stats.size),
      mode: Number(stats.mode) & 0o7777,
      uid: Number(stats.uid),
    };
  },
  readlink(path: string): string {
    return pathFromBytes(readlinkSync(raw(path), "buffer"));
  },
  list(path: string): readonly { readonly name: string; readonly type: FileLook["type"] }[] {
    const entries = readdirSync(raw(path), { withFileTypes: true, encoding: "buffer" });
    return entries.map((entry) => ({ name: pathFromBytes(entry.name), type: typeOf(entry) }));
  },
  read(path: string, cap: number): Uint8Array | undefined {
    // Nothing is followed and nothing can block: a pipe or a device in a workspace is not read.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
    let descriptor: number;
    try {
      descriptor = openSync(raw(path), flags);
    } catch {
      return undefined;
    }
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile() || stats.size > cap) return undefined;
      const bytes = Buffer.alloc(stats.size);
      let length = 0;
      while (length < bytes.length) {
        const count = readSync(descriptor, bytes, length, bytes.length - length, length);
        if (count === 0) break;
        length += count;
      }
      return bytes.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  },
};

/** Node takes well-formed text as UTF-8; only odd names need the detour over bytes. */
function raw(path: string): string | Buffer {
  return path.isWellFormed() ? path : Buffer.from(pathBytes(path));
}

function typeOf(entry: BigIntStats | Dirent<Buffer>): FileLook["type"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "other";
}
