import { createInterface } from "node:readline";

/** What a line is asked for. */
export interface AskOptions {
  /**
   * A line that was typed before a question stood there is a request for later, never an answer to it. Default `answer`.
   */
  readonly kind?: "request" | "answer";
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** Whole lines typed by a person. */
export interface LineInput {
  /** Prints a prompt and waits for one line; undefined when the input has ended or the signal was raised. */
  ask(prompt: string, options?: AskOptions): Promise<string | undefined>;
  close(): void;
}

/** Reads lines from a stream; nothing but the prompts is written. */
export function lineInput(input: NodeJS.ReadableStream, out: (text: string) => void): LineInput {
  const lines = createInterface({ input, terminal: false });
  const early: string[] = [];
  let taker: ((line: string | undefined) => void) | undefined;
  let ended = false;
  lines.on("line", (line) => {
    if (taker === undefined) early.push(line);
    else taker(line);
  });
  lines.once("close", () => {
    ended = true;
    taker?.(undefined);
  });
  return {
    ask(prompt, { kind = "answer", signal } = {}) {
      out(prompt);
      const ready = kind === "request" ? early.shift() : undefined;
      if (ready !== undefined) return Promise.resolve(ready);
      if (ended || signal?.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const stop = (): void => taker?.(undefined);
        taker = (line) => {
          taker = undefined;
          signal?.removeEventListener("abort", stop);
          resolve(line);
        };
        signal?.addEventListener("abort", stop);
      });
    },
    close: () => lines.close(),
  };
}
