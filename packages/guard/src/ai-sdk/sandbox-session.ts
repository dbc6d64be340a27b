import { resolve } from "node:path";
import type { Guard } from "../guard-types.ts";
import { guardedFiles } from "../tools/guarded-files.ts";
import { splitOutput } from "../tools/split-output.ts";

/** What names a path; relative ones start in the session's base directory. */
export interface PathOptions {
  /** Absolute, or relative to the base directory. */
  path: string;
  /** Ends the operation. */
  abortSignal?: AbortSignal;
}

/** What is started. */
export interface ProcessOptions {
  /** A command line, for bash. */
  command: string;
  /** Where it starts; default the base directory. */
  workingDirectory?: string;
  /** Additions to the environment; they are part of what is decided about. */
  env?: Record<string, string>;
  /** Kills it. */
  abortSignal?: AbortSignal;
}

/** A process that was started. */
export interface GuardedProcess {
  /** What it prints; text. */
  readonly stdout: ReadableStream<Uint8Array>;
  /** What it prints as errors, and why it was refused. */
  readonly stderr: ReadableStream<Uint8Array>;
  /** Its end; one that was refused has status 126. Rejects when it is aborted. */
  wait(): Promise<{ exitCode: number }>;
  /** Ends it. */
  kill(): Promise<void>;
}

/** A process that takes input. */
export interface WritableGuardedProcess extends GuardedProcess {
  /** Its standard input; closing it is the end of the input. */
  readonly stdin: WritableStream<Uint8Array>;
}

/** A session for `experimental_sandbox` of the AI SDK: everything that a tool does with it goes through a guard. */
export interface GuardedSandboxSession {
  /** What may be done here, for the model's instructions; made by what decides. */
  readonly description: string;
  /** A file as a stream; null where there is none. */
  readonly readFile: (options: PathOptions) => Promise<ReadableStream<Uint8Array> | null>;
  /** A file; null where there is none. */
  readonly readBinaryFile: (options: PathOptions) => Promise<Uint8Array | null>;
  /** A text file, or lines of it counted from 1; null where there is none. */
  readonly readTextFile: (
    options: PathOptions & { encoding?: string; startLine?: number; endLine?: number },
  ) => Promise<string | null>;
  /** Writes a file, folders above it included. */
  readonly writeFile: (options: PathOptions & { content: ReadableStream<Uint8Array> }) => Promise<void>;
  /** Writes a file, folders above it included. */
  readonly writeBinaryFile: (options: PathOptions & { content: Uint8Array }) => Promise<void>;
  /** Writes a text file, folders above it included. */
  readonly writeTextFile: (options: PathOptions & { content: string; encoding?: string }) => Promise<void>;
  /** What is there, links followed; null for nothing. */
  readonly stat: (
    options: PathOptions,
  ) => Promise<{ type: "file" | "directory" | "other"; size: number } | null>;
  /** The entries of a folder; null where there is none. */
  readonly listDirectory: (
    options: PathOptions,
  ) => Promise<{ name: string; type: "file" | "directory" | "symlink" | "other" }[] | null>;
  /** Removes a file or a link; false where there is none. */
  readonly deleteFile: (options: PathOptions) => Promise<boolean>;
  /** Starts a process. */
  readonly spawn: {
    (options: ProcessOptions & { stdin: true }): Promise<WritableGuardedProcess>;
    (options: ProcessOptions & { stdin?: false }): Promise<GuardedProcess>;
    (options: ProcessOptions & { stdin?: boolean }): Promise<GuardedProcess | WritableGuardedProcess>;
  };
  /** Runs a command to its end. One that was refused has status 126 and its reason in `stderr`. */
  readonly run: (options: ProcessOptions) => Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

function linesOf(text: string, from = 1, to = Number.POSITIVE_INFINITY): string {
  if (from === 1 && to === Number.POSITIVE_INFINITY) return text;
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).slice(Math.max(0, from - 1), to).join("");
}

function encode(content: string, encoding = "utf-8"): Uint8Array {
  if (!Buffer.isEncoding(encoding)) throw new TypeError(`${encoding} is no encoding that can be written`);
  return Buffer.from(content, encoding);
}

async function* untilDone(stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const bytes of stream) yield bytes;
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of untilDone(stream)) parts.push(bytes);
  return Buffer.concat(parts);
}

function streamOf(parts: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = parts[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await reader.return?.();
    },
  });
}

/**
 * Makes a sandbox session of the AI SDK from a guard: what a tool reads, writes and runs through it is decided, confined
 * and recorded one action at a time. Where the interface has no word for a refusal it throws ActionRefused.
 *
 * The interface is experimental there; tried with `ai` 7.0.173.
 */
export function guardedSandboxSession(
  guard: Guard,
  options: { readonly cwd?: string } = {},
): GuardedSandboxSession {
  const cwd = options.cwd ?? guard.workspace[0];
  const files = guardedFiles(guard, cwd);
  const start = (given: ProcessOptions & { stdin?: boolean }): WritableGuardedProcess => {
    const { command, workingDirectory, env, abortSignal, stdin = false } = given;
    const kill = new AbortController();
    const signal = abortSignal === undefined ? kill.signal : AbortSignal.any([abortSignal, kill.signal]);
    const run = guard.run(
      {
        kind: "command",
        script: command,
        cwd: resolve(cwd, workingDirectory ?? "."),
        input: stdin,
        ...(env === undefined ? {} : { env }),
      },
      { signal },
    );
    const { stdout, stderr, ended } = splitOutput(run);
    return {
      stdout,
      stderr,
      stdin: new WritableStream({
        write: (bytes) => run.write(bytes),
        close: () => run.end(),
        abort: () => kill.abort(),
      }),
      async wait() {
        const code = await ended;
        abortSignal?.throwIfAborted();
        return { exitCode: code };
      },
      async kill() {
        kill.abort();
        await ended.catch(() => undefined);
      },
    };
  };
  const spawn = (async (given: ProcessOptions & { stdin?: boolean }) => {
    const { stdin, ...process } = start(given);
    return given.stdin === true ? { ...process, stdin } : process;
  }) as GuardedSandboxSession["spawn"];
  return {
    get description() {
      return guard.describe();
    },
    async readFile({ path, abortSignal }) {
      const parts = await files.parts(path, abortSignal);
      return parts === undefined ? null : streamOf(parts);
    },
    readBinaryFile: async ({ path, abortSignal }) => (await files.read(path, abortSignal)) ?? null,
    async readTextFile({ path, abortSignal, encoding = "utf-8", startLine, endLine }) {
      const data = await files.read(path, abortSignal);
      if (data === undefined) return null;
      return linesOf(new TextDecoder(encoding).decode(data), startLine, endLine);
    },
    writeFile: async ({ path, content, abortSignal }) =>
      files.write(path, await collect(content), abortSignal),
    writeBinaryFile: ({ path, content, abortSignal }) => files.write(path, content, abortSignal),
    writeTextFile: async ({ path, content, encoding, abortSignal }) =>
      files.write(path, encode(content, encoding), abortSignal),
    stat: async ({ path, abortSignal }) => (await files.stat(path, abortSignal)) ?? null,
    async listDirectory({ path, abortSignal }) {
      const entries = await files.list(path, abortSignal);
      return entries?.map(({ name, type }) => ({ name, type })) ?? null;
    },
    deleteFile: ({ path, abortSignal }) => files.remove(path, abortSignal),
    spawn,
    async run(given) {
      const process = start(given);
      const [stdout, stderr, { exitCode }] = await Promise.all([
        new Response(process.stdout).text(),
        new Response(process.stderr).text(),
        process.wait(),
      ]);
      return { exitCode, stdout, stderr };
    },
  };
}
