import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { EnforcementReport, ExitStatus } from "@paddock/sandbox";
import { type Arrivals, type Border, openBorder } from "./border.ts";
import { DenialQueue } from "./denial-queue.ts";
import type { HelperBinary } from "./helper-binary.ts";
import { reportOf } from "./reports.ts";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";
import { lineSplitter, parseStatusLine, type StatusLine } from "./status-lines.ts";

/** How the helper's own standard descriptors are connected. */
export interface Connections {
  readonly stdin: "pipe" | "inherit" | "ignore";
  readonly output: "pipe" | "inherit";
  readonly signal?: AbortSignal;
  /** Present when sockets cross the border of the network namespace. */
  readonly arrivals?: Arrivals;
}

/** One run of the helper, past its set-up. */
export interface HelperProcess {
  readonly child: ChildProcess;
  readonly denials: DenialQueue;
  readonly report: EnforcementReport;
  readonly status: Promise<ExitStatus>;
  /** Present when it was asked for. */
  readonly border: Border | undefined;
  /** Says a control word: `resize C R`, `kill`. */
  tell(word: string): void;
}

/**
 * Starts the helper, gives it its policy, and waits until the sandbox stands.
 *
 * @throws {SandboxLinuxError} `refused` with step, errno and fix when it does not; `aborted`; `broken`.
 */
export async function startHelper(
  helper: HelperBinary,
  policy: Uint8Array,
  connections: Connections,
): Promise<HelperProcess> {
  connections.signal?.throwIfAborted();
  // Nothing of this process's environment reaches the helper; the command's own is in the policy.
  const { stdin, output } = connections;
  const [channel, ipc] = connections.arrivals ? [["--channel-fd", "5"], ["ipc" as const]] : [[], []];
  const child = spawn(helper.executable, ["--policy-fd", "3", "--status-fd", "4", ...channel], {
    argv0: "paddock-sandbox",
    cwd: "/",
    env: {},
    stdio: [stdin, output, output, "pipe", "pipe", ...ipc],
  });
  const control = child.stdio[3] as Writable;
  const lines = child.stdio[4] as Readable;
  const denials = new DenialQueue();
  const ready = Promise.withResolvers<EnforcementReport>();
  const status = Promise.withResolvers<ExitStatus>();
  let ended: ExitStatus | undefined;
  let failed: Extract<StatusLine, { kind: "failed" }> | undefined;

  const tell = (word: string): void => {
    if (!control.destroyed && control.writable) control.write(`${word}\n`);
  };
  const { arrivals } = connections;
  const border = arrivals ? openBorder(child, tell, arrivals) : undefined;
  const abort = (): void => tell("kill");
  const take = (line: string): void => {
    const said = parseStatusLine(line);
    if (said?.kind === "ready") ready.resolve(reportOf(said));
    else if (said?.kind === "unconnected") border?.refused(said.id, said.errno);
    else if (said?.kind === "denied") denials.push(said.denial);
    else if (said?.kind === "ended") ended = said.status;
    else if (said?.kind === "failed") {
      failed = said;
      if (said.step === "masks") denials.push({ layer: "backend", operation: "other", object: said.message });
    }
  };
  const finish = (code: number | null, signal: string | null): void => {
    connections.signal?.removeEventListener("abort", abort);
    denials.end();
    border?.close();
    control.destroy();
    const own: ExitStatus =
      signal === null ? { kind: "exit", code: code ?? 125 } : { kind: "signal", signal };
    status.resolve(ended ?? (failed ? { kind: "exit", code: failed.code } : own));
    ready.reject(failed ? refused(failed) : broken(code, signal));
  };

  control.on("error", () => {}); // the helper is gone; its exit says why
  lines.on("data", lineSplitter(take));
  const closed = new Promise<void>((resolve) => lines.once("close", resolve));
  child.once("error", (cause) => {
    denials.end();
    status.resolve({ kind: "exit", code: 125 });
    ready.reject(
      new SandboxLinuxError("broken", `The sandbox helper cannot be started: ${cause.message}.`, { cause }),
    );
  });
  child.once("exit", (code, signal) => {
    closed.then(() => finish(code, signal));
  });
  control.write(policy);
  connections.signal?.addEventListener("abort", abort, { once: true });
  return { child, denials, report: await ready.promise, status: status.promise, border, tell };
}

function refused(failed: Extract<StatusLine, { kind: "failed" }>): SandboxLinuxError {
  const errno = failed.errno === undefined ? {} : { errno: failed.errno };
  const shown = failed.errno === undefined ? "" : ` (${failed.errno})`;
  const refusal = { step: failed.step, ...errno, fix: failed.fix };
  return new SandboxLinuxError(
    "refused",
    `The sandbox cannot be set up: ${failed.step}: ${failed.message}${shown}.`,
    { refusal },
  );
}

function broken(code: number | null, signal: string | null): SandboxLinuxError {
  return signal === "SIGKILL"
    ? new SandboxLinuxError("aborted", "The run was killed before its sandbox stood.")
    : new SandboxLinuxError("broken", `The sandbox helper ended with ${signal ?? code} before it was ready.`);
}
