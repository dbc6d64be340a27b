import { Readable, Writable } from "node:stream";
import type { Process, SpawnOptions } from "@paddock/sandbox";
import { openEndpoints } from "./endpoints.ts";
import type { HelperProcess } from "./helper-process.ts";
import { pauseTree, resumeTree } from "./pause-tree.ts";

function outputOf(stream: Readable | null): ReadableStream<Uint8Array> {
  const source = stream ?? Readable.from([]);
  return Readable.toWeb(source) as unknown as ReadableStream<Uint8Array>;
}

/** Gives a run of the helper the shape of the seam. */
export function confinedProcess(
  run: HelperProcess,
  ports: readonly number[],
  options: SpawnOptions,
): Process {
  const { border, child, denials, report, status, tell } = run;
  const endpoints = border ? openEndpoints(border, ports) : undefined;
  status.then(() => endpoints?.close());
  const stdin = child.stdin ? (Writable.toWeb(child.stdin) as unknown as WritableStream<Uint8Array>) : null;
  child.stdin?.on("error", () => {}); // a command may end without reading its input
  const kill = (signal = "SIGTERM"): void => {
    // The helper itself must live on to clean up, so the last resort goes through it.
    if (signal === "SIGKILL") tell("kill");
    else child.kill(signal as NodeJS.Signals);
  };
  const pid = child.pid ?? -1;
  // The launcher itself goes on: it holds the masks and answers for the run.
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const process: Process = {
    pid,
    stdin,
    stdout: outputOf(child.stdout),
    stderr: outputOf(child.stderr),
    status,
    denials,
    report: Promise.resolve(report),
    pause: async () => {
      if (!gone()) await pauseTree(pid);
    },
    resume: () => {
      if (!gone()) resumeTree(pid);
    },
    kill,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      kill("SIGKILL");
      await status;
    },
  };
  return {
    ...process,
    ...(endpoints ? { endpoint: (port: number): Promise<URL> => endpoints.publish(port) } : {}),
    ...(options.pty
      ? { resize: (columns: number, rows: number): void => tell(`resize ${columns} ${rows}`) }
      : {}),
  };
}
