import { close, closeSync, fdatasync, fsync, ftruncateSync, open, openSync, writeSync } from "node:fs";
import { promisify } from "node:util";

/** The few file operations a segment needs; a parameter, so that a full or broken disk can be tried in a test. */
export interface Disk {
  /** Creates a file that must not exist, mode 0600, for appending. */
  create(path: string): number;
  /** Opens an existing file for appending. */
  reopen(path: string): number;
  /** Writes once, text as UTF-8; returns the bytes written, which may be fewer than given. */
  write(descriptor: number, data: string | Uint8Array): number;
  /** Cuts the file to so many bytes. */
  truncate(descriptor: number, length: number): void;
  /** Resolves when the file is on the disk. */
  sync(descriptor: number): Promise<void>;
  /** Makes a new name in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Closes the descriptor. */
  close(descriptor: number): void;
}

const fdatasyncAsync = promisify(fdatasync);
const fsyncAsync = promisify(fsync);
const openAsync = promisify(open);
const closeAsync = promisify(close);

/** The real disk. */
export const nodeDisk: Disk = {
  create: (path) => openSync(path, "ax", 0o600),
  reopen: (path) => openSync(path, "a"),
  // Two calls, for the two overloads of `writeSync`.
  write: (descriptor, data) =>
    typeof data === "string" ? writeSync(descriptor, data) : writeSync(descriptor, data),
  truncate: (descriptor, length) => ftruncateSync(descriptor, length),
  sync: (descriptor) => fdatasyncAsync(descriptor),
  syncFolder: async (path) => {
    // Windows cannot open a folder; names are durable there with the file.
    if (process.platform === "win32") return;
    const descriptor = await openAsync(path, "r");
    try {
      await fsyncAsync(descriptor);
    } finally {
      await closeAsync(descriptor);
    }
  },
  close: (descriptor) => closeSync(descriptor),
};
