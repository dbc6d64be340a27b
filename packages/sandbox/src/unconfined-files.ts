import { createHash, randomBytes } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
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

function write(verb: Extract<FileVerb, { verb: "write" }>): FileResult {
  const { path, data, ifDigest } = verb;
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
    case "read": {
      const data = readFileSync(verb.path);
      const start = verb.offset ?? 0;
      const part = data.subarray(start, verb.limit === undefined ? undefined : start + verb.limit);
      return { ok: true, verb: "read", data: part, digest: digestOf(data) };
    }
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
