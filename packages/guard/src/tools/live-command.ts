import { type ClippedText, clippedText } from "../clip.ts";
import type { Run } from "../run.ts";
import { exitCode } from "./exit-code.ts";

/** Characters of output that are kept between two looks. */
const KEEP = 1024 * 1024;

/** What a command printed since it was last looked at. */
export interface LiveOutput {
  /** Both streams in the order in which they came. */
  readonly output: string;
  /** Standard output alone. */
  readonly stdout: string;
  /** Standard error alone. */
  readonly stderr: string;
}

/** A command that is looked at from time to time. */
export interface LiveCommand {
  readonly run: Run;
  /** Waits for the end, but not longer; the status, or undefined while it runs. */
  wait(ms: number): Promise<number | undefined>;
  /** Takes what it has printed. */
  take(): LiveOutput;
}

/** Follows a run and keeps what it prints, clipped in the middle, until somebody takes it. */
export function liveCommand(run: Run): LiveCommand {
  const fresh = (): Record<keyof LiveOutput, ClippedText> => ({
    output: clippedText(KEEP),
    stdout: clippedText(KEEP),
    stderr: clippedText(KEEP),
  });
  let kept = fresh();
  const add = (stream: "stdout" | "stderr", text: string): void => {
    kept.output.add(text);
    kept[stream].add(text);
  };
  const follow = async (): Promise<number> => {
    for await (const event of run.events) if (event.kind === "output") add(event.stream, event.text);
    const result = await run.result;
    if (result.status === undefined) add("stderr", `${result.text}\n`);
    else for (const { text } of result.refusal?.reasons ?? []) add("stderr", `${text}\n`);
    return exitCode(result);
  };
  const ended = follow();
  ended.catch(() => undefined);
  return {
    run,
    async wait(ms) {
      const late = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => late.resolve(undefined), ms);
      try {
        return await Promise.race([ended, late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    take() {
      const { output, stdout, stderr } = kept;
      kept = fresh();
      return { output: String(output), stdout: String(stdout), stderr: String(stderr) };
    },
  };
}
