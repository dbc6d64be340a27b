import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { GuardError } from "./guard-error.ts";

/** Longest file of the guard's own that is read or written. */
const longest = 1024 * 1024;

/**
 * Replaces a file in one step with mode 0600. The name itself must not be a link or anything but a file: somebody who
 * can make links there could choose what is overwritten.
 */
export function replaceFile(path: string, text: string): void {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > longest)
    throw new GuardError("bad-answer", `${path} would grow beyond ${longest} bytes`);
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info && !info.isFile())
    throw new GuardError("bad-answer", `${path} is not a plain file, so it is not written`);
  const temporary = join(dirname(path), `.${randomBytes(6).toString("hex")}.tmp`);
  const handle = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}
