import {
  type Backend,
  type Denial,
  type EnforcementReport,
  type ExitStatus,
  fitCommand,
  type Process,
  type SandboxPlan,
  type SpawnOptions,
} from "@paddock/sandbox";
import { clippedText } from "./clip.ts";
import type { Pausable } from "./quiet.ts";
import { timeLimit } from "./time-limit.ts";

/** Where output and refusals go while a command runs. */
export interface ExecutionSink {
  /** More is read from the command only when this has resolved. */
  output(stream: "stdout" | "stderr", text: string): Promise<void>;
  denial(denial: Denial): void;
}

/** How a confined command ended. */
export interface ExecutionOutcome {
  readonly status: ExitStatus;
  /** Standard output and error in the order they arrived, clipped in the middle. */
  readonly text: string;
  readonly outputLength: number;
  readonly denials: readonly Denial[];
  readonly report: EnforcementReport;
  readonly timedOut: boolean;
}

/** A command that has been started. */
export interface Execution extends Pausable {
  readonly process: Process;
  readonly outcome: Promise<ExecutionOutcome>;
}

/** What a run can be told while it goes on; filled when its command starts. */
export interface Controls {
  /** True when the command has started, false when the run has ended without one. */
  readonly begun: PromiseWithResolvers<boolean>;
  /** Settled when input can be written, or when nothing will ever read it. */
  readonly fed: PromiseWithResolvers<void>;
  stdin?: WritableStreamDefaultWriter<Uint8Array>;
  resize?: (columns: number, rows: number) => void;
  kill?: (signal?: string) => void;
  endpoint?: (port: number) => Promise<URL>;
}

/** What one command needs. */
export interface ExecutionRequest {
  readonly argv: readonly string[];
  /** The file to start by the name `argv[0]`; only where nothing is confined. */
  readonly file?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly pty?: { readonly columns: number; readonly rows: number };
  readonly stdin?: "pipe" | "inherit" | null;
  /** Hands output straight on. */
  readonly stdout?: "inherit";
  readonly signal: AbortSignal;
  /** Gets the listener of the command's egress proxy. */
  readonly onListener?: SpawnOptions["onListener"];
  /** Resolves names for the command. */
  readonly names?: SpawnOptions["names"];
  /** Authorities that the command's programs trust in place of the machine's. */
  readonly authorities?: SpawnOptions["authorities"];
  /** Characters of output kept for the model. */
  readonly keep: number;
}

async function drain(
  stream: ReadableStream<Uint8Array>,
  into: (text: string) => Promise<void>,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) await into(decoder.decode(bytes, { stream: true }));
  const rest = decoder.decode();
  if (rest !== "") await into(rest);
}

/** Starts a command by a plan and follows it to its end. Rejects only when the backend cannot run it at all. */
export async function startExecution(
  backend: Backend,
  plan: SandboxPlan,
  request: ExecutionRequest,
  sink: ExecutionSink,
): Promise<Execution> {
  const process = await backend.spawn(
    plan,
    fitCommand(plan, {
      argv: request.argv,
      cwd: request.cwd,
      env: request.env,
      ...(request.file === undefined ? {} : { file: request.file }),
    }),
    {
      stdin: request.stdin ?? null,
      ...(request.stdout ? { stdout: request.stdout } : {}),
      signal: request.signal,
      ...(request.pty ? { pty: request.pty } : {}),
      ...(request.onListener ? { onListener: request.onListener } : {}),
      ...(request.names ? { names: request.names } : {}),
      ...(request.authorities === undefined ? {} : { authorities: request.authorities }),
    },
  );
  const kept = clippedText(request.keep);
  const denials: Denial[] = [];
  const limit = timeLimit(request.timeoutMs, () => process.kill("SIGKILL"));
  const follow = async (): Promise<ExecutionOutcome> => {
    const take = (stream: "stdout" | "stderr") => (text: string) => {
      kept.add(text);
      return sink.output(stream, text);
    };
    const watch = async (): Promise<void> => {
      for await (const denial of process.denials) {
        denials.push(denial);
        sink.denial(denial);
      }
    };
    try {
      const [status] = await Promise.all([
        process.status,
        drain(process.stdout, take("stdout")),
        drain(process.stderr, take("stderr")),
        watch(),
      ]);
      return {
        status,
        text: kept.toString(),
        outputLength: kept.length,
        denials,
        report: await process.report,
        timedOut: limit.reached,
      };
    } finally {
      limit.stop();
    }
  };
  return {
    process,
    outcome: follow(),
    pause: async () => {
      if (process.pause === undefined) throw new Error("this backend cannot pause a command");
      limit.hold();
      await process.pause();
    },
    resume: () => {
      process.resume?.();
      limit.go();
    },
  };
}
