import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileInfo, FileResult, FileVerb } from "./backend.ts";

function digestOf(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function infoOf(name: string, stats: Stats): FileInfo {
  const type = stats.isFile()
    ? "file"
    : stats.isDirectory()
      ? "directory"
      : stats.isSymbolicLink()
        ? "symlink"
        : "other";
  return { name, type, size: stats.size, mode: stats.mode & 0o7777, mtimeMs: stats.mtimeMs };
}

function existing(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads a part of a regular file, and tells its size and the digest of all of it; a device or pipe could never end. */
function read(verb: Extract<FileVerb, { verb: "read" }>): FileResult {
  const { path, offset = 0, limit = Number.POSITIVE_INFINITY } = verb;
  const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) {
      const errno = stats.isDirectory() ? "EISDIR" : "EINVAL";
      return { ok: false, verb: "read", path, errno, message: "not a regular file" };
    }
    const hash = createHash("sha256");
    const kept: Buffer[] = [];
    const chunk = Buffer.alloc(65536);
    for (let at = 0, n = 1; n > 0; at += n) {
      n = readSync(handle, chunk);
      const bytes = chunk.subarray(0, n);
      hash.update(bytes);
      const part = bytes.subarray(Math.max(0, offset - at), Math.max(0, offset + limit - at));
      if (part.length > 0) kept.push(Buffer.from(part));
    }
    const info = infoOf(basename(path), stats);
    return { ok: true, verb: "read", data: Buffer.concat(kept), digest: hash.digest("hex"), info };
  } finally {
    closeSync(handle);
  }
}

function write(verb: Extract<FileVerb, { verb: "write" }>): FileResult {
  const { data, ifDigest } = verb;
  // A link stays, and what it points to is replaced, as in a confined run.
  const isLink = lstatSync(verb.path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  const path = isLink ? realpathSync(verb.path) : verb.path;
  if (ifDigest !== undefined) {
    const now = existing(path);
    const digest = now === undefined ? null : digestOf(now);
    if (digest !== ifDigest) {
      const errno = ifDigest === null ? "EEXIST" : "ESTALE";
      const message =
        ifDigest === null ? "the file exists already" : "the file is not what it was when it was read";
      return { ok: false, verb: "write", path, errno, message };
    }
  }
  const mode = verb.mode ?? lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0o644;
  const fresh = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  writeFileSync(fresh, data, { flag: "wx", mode: mode & 0o777 });
  renameSync(fresh, path);
  return { ok: true, verb: "write", digest: digestOf(data) };
}

function perform(verb: FileVerb): FileResult {
  switch (verb.verb) {
    case "read":
      return read(verb);
    case "list":
      return {
        ok: true,
        verb: "list",
        entries: readdirSync(verb.path).map((name) => infoOf(name, lstatSync(join(verb.path, name)))),
      };
    case "stat":
      return { ok: true, verb: "stat", info: infoOf(basename(verb.path), lstatSync(verb.path)) };
    case "write":
      return write(verb);
    case "rename":
      renameSync(verb.path, verb.to);
      return { ok: true, verb: "rename" };
    case "unlink":
      if (lstatSync(verb.path).isDirectory()) rmdirSync(verb.path);
      else unlinkSync(verb.path);
      return { ok: true, verb: "unlink" };
    case "mkdir":
      mkdirSync(verb.path, { recursive: verb.parents === true });
      return { ok: true, verb: "mkdir" };
  }
}

/** Performs file verbs with everything the user may do, in order; with `atomic` the first refusal stops the rest. */
export function performUnconfined(verbs: readonly FileVerb[], atomic: boolean): readonly FileResult[] {
  const results: FileResult[] = [];
  for (const verb of verbs) {
    let result: FileResult;
    try {
      result = perform(verb);
    } catch (error) {
      const { code = "EIO", message } = error as NodeJS.ErrnoException;
      result = { ok: false, verb: verb.verb, path: verb.path, errno: code, message };
    }
    results.push(result);
    if (atomic && !result.ok) break;
  }
  return results;
}
