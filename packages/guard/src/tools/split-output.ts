import type { Run } from "../run.ts";
import { exitCode } from "./exit-code.ts";

/** Bytes of one stream that wait for their reader. */
const LIMIT = 256 * 1024;

/** A run seen as a process: its two streams apart, and its end. */
export interface SplitOutput {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** The status; a run that was refused has 126 and says why on `stderr`. */
  readonly ended: Promise<number>;
}

interface Side {
  readonly stream: ReadableStream<Uint8Array>;
  /** Resolves when there is room; where nobody holds the stream, what is too much is dropped. */
  add(text: string): Promise<void>;
  close(): void;
}

function side(): Side {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let wake: (() => void) | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      pull: () => wake?.(),
      cancel: () => {
        controller = undefined;
        wake?.();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: LIMIT }),
  );
  const full = (): boolean => (controller?.desiredSize ?? 1) <= 0;
  return {
    stream,
    async add(text) {
      while (full() && stream.locked) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (!full()) controller?.enqueue(new TextEncoder().encode(text));
    },
    close: () => controller?.close(),
  };
}

/**
 * Parts the output of a run. A command waits for a slow reader of either stream; a stream that nobody reads holds nothing
 * up. What the command prints arrives as text: bytes that are no UTF-8 are replaced.
 */
export function splitOutput(run: Run): SplitOutput {
  const sides = { stdout: side(), stderr: side() };
  const follow = async (): Promise<number> => {
    try {
      for await (const event of run.events)
        if (event.kind === "output") await sides[event.stream].add(event.text);
      const result = await run.result;
      // What kept it from running, or kept it from working, belongs where its errors are.
      if (result.status === undefined) await sides.stderr.add(`${result.text}\n`);
      else for (const { text } of result.refusal?.reasons ?? []) await sides.stderr.add(`${text}\n`);
      return exitCode(result);
    } finally {
      sides.stdout.close();
      sides.stderr.close();
    }
  };
  const ended = follow();
  ended.catch(() => undefined);
  return { stdout: sides.stdout.stream, stderr: sides.stderr.stream, ended };
}
