import { basename, dirname } from "node:path";
import type { FileInfo } from "@paddock/sandbox";
import type { Action } from "../action.ts";
import type { Guard, RunOptions } from "../guard-types.ts";
import type { RunResult } from "../run.ts";
import { ActionRefused } from "./action-refused.ts";

/** Bytes that are asked for at a time. */
const PART = 8 * 1024 * 1024;

/** errno names that say that there is nothing by that name. */
const MISSING = new Set(["ENOENT", "ENOTDIR"]);

/** Files of a guard, byte by byte, for the interfaces of frameworks. Each call is an action of its own, or several. */
export interface GuardedFiles {
  /** The parts of a file in order; undefined where there is none. */
  parts(path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** A whole file; undefined where there is none. */
  read(path: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  write(path: string, data: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** What is there, links followed; undefined for nothing. */
  stat(
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly type: "file" | "directory" | "other"; readonly size: number } | undefined>;
  /** The entries of a folder, links not followed; undefined where there is none. */
  list(path: string, signal?: AbortSignal): Promise<readonly FileInfo[] | undefined>;
  /** Removes a file or a link; false where there is none. */
  remove(path: string, signal?: AbortSignal): Promise<boolean>;
}

/**
 * Makes {@linkcode GuardedFiles}; relative paths start in `cwd`, and `known` is asked for each action. Every method but
 * `stat` throws ActionRefused for a no.
 */
export function guardedFiles(guard: Guard, cwd: string, known: () => RunOptions = () => ({})): GuardedFiles {
  const run = async (action: Action, signal?: AbortSignal): Promise<RunResult> => {
    const result = await guard.run({ ...action, cwd }, { ...known(), ...(signal ? { signal } : {}) }).result;
    signal?.throwIfAborted();
    return result;
  };
  const must = (result: RunResult): RunResult => {
    if (result.outcome !== "done") throw new ActionRefused(result);
    return result;
  };
  const bytesOf = (result: RunResult): Uint8Array => Buffer.from(must(result).file?.data ?? "", "base64");
  const part = (path: string, offset: number, signal?: AbortSignal): Promise<RunResult> =>
    run({ kind: "read", path, bytes: true, offset, limit: PART }, signal);

  const parts: GuardedFiles["parts"] = async (path, signal) => {
    const first = await part(path, 0, signal);
    if (first.file?.errno === "ENOENT") return undefined;
    must(first);
    return (async function* () {
      let bytes = bytesOf(first);
      for (let at = bytes.length; bytes.length > 0; at += bytes.length) {
        yield bytes;
        // A short part is the end, so that a file of one part costs one action.
        bytes = bytes.length < PART ? new Uint8Array() : bytesOf(await part(path, at, signal));
      }
    })();
  };
  const list: GuardedFiles["list"] = async (path, signal) => {
    const result = await run({ kind: "list", path }, signal);
    return result.file?.errno === "ENOENT" ? undefined : (must(result).file?.entries ?? []);
  };
  return {
    parts,
    list,
    async read(path, signal) {
      const found = await parts(path, signal);
      if (found === undefined) return undefined;
      const all: Uint8Array[] = [];
      for await (const bytes of found) all.push(bytes);
      return Buffer.concat(all);
    },
    async write(path, data, signal) {
      const content = Buffer.from(data.buffer, data.byteOffset, data.length).toString("base64");
      must(await run({ kind: "write", path, content, encoding: "base64" }, signal));
    },
    async stat(path, signal) {
      const result = await run({ kind: "read", path, bytes: true, limit: 0 }, signal);
      const { errno = "", info } = result.file ?? {};
      if (MISSING.has(errno)) return undefined;
      if (errno === "EISDIR") return { type: "directory", size: 0 };
      if (errno === "EINVAL") return { type: "other", size: 0 };
      return { type: "file", size: must(result) && (info?.size ?? 0) };
    },
    async remove(path, signal) {
      const beside = await list(dirname(path), signal);
      const entry = beside?.find(({ name }) => name === basename(path));
      if (entry === undefined) return false;
      const plain = entry.type === "file" && !/[\r\n]/.test(path);
      // A patch asks for what lies outside and can be taken back; it knows only files.
      const action: Action = plain
        ? { kind: "patch", patch: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` }
        : { kind: "command", argv: ["rm", "--", path] };
      must(await run(action, signal));
      return true;
    },
  };
}
