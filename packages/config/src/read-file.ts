import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "./config-error.ts";
import { MAX_FILE_BYTES } from "./toml.ts";

/**
 * How a file is trusted: `system` files must be owned by root or by us and writable by their owner only; `project` files
 * may not be links, because whoever wrote the repository would choose what is read.
 */
export type FileClass = "system" | "user" | "project";

/** A file that was read once, from one descriptor. */
export interface FileText {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly mode: number;
  readonly size: number;
}

function refuse(
  code: "unsafe_file" | "unreadable_file",
  layer: string,
  file: string,
  detail: string,
  cause?: unknown,
): never {
  throw new ConfigError(code, detail, { origin: { layer, file }, cause });
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Refuses a system file that somebody other than its owner, root or we could have changed. POSIX only. */
function checkOwner(
  layer: string,
  file: string,
  stat: { readonly mode: number; readonly uid: number },
  what: string,
): void {
  const us = process.geteuid?.();
  if (us === undefined) return;
  if ((stat.mode & 0o022) !== 0 && !(what === "its folder" && (stat.mode & 0o1000) !== 0)) {
    refuse(
      "unsafe_file",
      layer,
      file,
      `${what} is writable by its group or by everyone (mode ${(stat.mode & 0o7777).toString(8)}), so it is no policy; run chmod go-w`,
    );
  }
  if (stat.uid !== 0 && stat.uid !== us) {
    refuse(
      "unsafe_file",
      layer,
      file,
      `${what} belongs to user ${stat.uid}, not to root, so it is no policy; run chown root`,
    );
  }
}

function readBytes(file: string, kind: FileClass, layer: string): Omit<FileText, "text"> | undefined {
  let fd: number;
  try {
    const own = kind === "project" ? (constants.O_NOFOLLOW ?? 0) : 0;
    fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | own);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") {
      if (!isLink(file)) {
        if (kind === "system") checkFolder(layer, file);
        return undefined;
      }
      refuse(
        kind === "system" ? "unsafe_file" : "unreadable_file",
        layer,
        file,
        "is a link that leads nowhere; remove it or put its target back",
      );
    }
    if (code === "ELOOP")
      refuse(
        "unreadable_file",
        layer,
        file,
        "is a link; a file of a project must be a file of its own",
        error,
      );
    refuse("unreadable_file", layer, file, `cannot be read (${code ?? String(error)})`, error);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile())
      refuse(
        "unreadable_file",
        layer,
        file,
        `is ${stat.isDirectory() ? "a folder" : "no regular file"}; a text file is expected`,
      );
    if (stat.size > MAX_FILE_BYTES)
      refuse("unreadable_file", layer, file, `is larger than ${MAX_FILE_BYTES} bytes`);
    if (kind === "system") {
      checkOwner(layer, file, stat, "the file");
      checkFolder(layer, file);
    }
    const buffer = Buffer.allocUnsafe(MAX_FILE_BYTES < stat.size + 1 ? MAX_FILE_BYTES + 1 : stat.size + 4096);
    let length = 0;
    for (;;) {
      const read = readSync(fd, buffer, length, buffer.length - length, null);
      if (read === 0) break;
      length += read;
      if (length === buffer.length)
        refuse("unreadable_file", layer, file, "grew while it was read; try again");
    }
    return {
      bytes: buffer.subarray(0, length),
      mode: stat.mode & 0o7777,
      size: length,
    };
  } finally {
    closeSync(fd);
  }
}

/** UTF-8 or an error; a byte order mark is dropped. */
export function decodeText(bytes: Uint8Array, layer: string, file?: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ConfigError("unreadable_file", "is not UTF-8 text", {
      origin: { layer, ...(file === undefined ? {} : { file }), line: 1, column: 1 },
      cause: error,
    });
  }
}

/** The folder of a system file, also where there is no file: who may write there could have removed the policy. */
function checkFolder(layer: string, file: string): void {
  const stat = statSync(dirname(file), { throwIfNoEntry: false });
  if (stat) checkOwner(layer, file, stat, "its folder");
}

/**
 * Reads a text file from one descriptor: what was checked is what is read. `undefined` where there is no file. The file
 * must be a regular one of at most {@link MAX_FILE_BYTES} bytes of UTF-8.
 *
 * @throws {ConfigError} `unreadable_file` for folders, devices, lack of permission, other encodings and size;
 * `unsafe_file` for system files that are dangling links or could have been changed by others.
 */
export function readText(file: string, kind: FileClass, layer: string): FileText | undefined {
  const read = readBytes(file, kind, layer);
  return read && { ...read, text: decodeText(read.bytes, layer, file) };
}

/** Like {@link readText} for files that are not text: property lists, registry exports. */
export function readBinaryFile(file: string, kind: FileClass, layer: string): Uint8Array | undefined {
  return readBytes(file, kind, layer)?.bytes;
}

/**
 * The text of a configuration or requirements file that a person names.
 *
 * @throws {ConfigError} `unreadable_file`, also where there is none.
 */
export function readConfigText(file: string): string {
  const read = readText(file, "user", "file");
  return read ? read.text : refuse("unreadable_file", "file", file, "does not exist");
}
