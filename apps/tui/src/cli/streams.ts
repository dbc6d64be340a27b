/** Writing to the program's own streams, where a reader that goes away ends the program quietly. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True once the reader of stdout has gone. */
  readonly closed: () => boolean;
}

/** Wraps two streams; `onClosed` is called once, when the reader of stdout goes away. */
export function quietStreams(
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream,
  onClosed: () => void,
): Streams {
  let gone = false;
  let muted = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (!gone) onClosed();
    gone = true;
  });
  stderr.on("error", () => {
    muted = true;
  });
  return {
    out: (text) => {
      if (!gone && text !== "") stdout.write(text);
    },
    err: (text) => {
      if (!muted && text !== "") stderr.write(text);
    },
    closed: () => gone,
  };
}
