import type {
  Backend,
  Denial,
  EnforcementReport,
  ExitStatus,
  Process,
  SandboxPlan,
  SpawnOptions,
} from "@paddock/sandbox";
import { clippedText } from "./clip.ts";

/** Where output and refusals go while a command runs. */
export interface ExecutionSink {
  output(stream: "stdout" | "stderr", text: string): void;
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
export interface Execution {
  readonly process: Process;
  readonly outcome: Promise<ExecutionOutcome>;
}

/** What one command needs. */
export interface ExecutionRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly pty?: { readonly columns: number; readonly rows: number };
  /** `inherit` also hands output straight on. */
  readonly stdin?: "pipe" | "inherit" | null;
  readonly signal: AbortSignal;
  /** Gets the listener of the command's egress proxy. */
  readonly onListener?: SpawnOptions["onListener"];
  /** Characters of output kept for the model. */
  readonly keep: number;
}

async function drain(stream: ReadableStream<Uint8Array>, into: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) into(decoder.decode(bytes, { stream: true }));
  const rest = decoder.decode();
  if (rest !== "") into(rest);
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
    { argv: request.argv, cwd: request.cwd, env: request.env },
    {
      stdin: request.stdin ?? null,
      ...(request.stdin === "inherit" ? { stdout: "inherit" as const } : {}),
      signal: request.signal,
      ...(request.pty ? { pty: request.pty } : {}),
      ...(request.onListener ? { onListener: request.onListener } : {}),
    },
  );
  const kept = clippedText(request.keep);
  const denials: Denial[] = [];
  let timedOut = false;
  const timer =
    request.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          process.kill("SIGKILL");
        }, request.timeoutMs);
  const follow = async (): Promise<ExecutionOutcome> => {
    const take = (stream: "stdout" | "stderr") => (text: string) => {
      kept.add(text);
      sink.output(stream, text);
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
        timedOut,
      };
    } finally {
      clearTimeout(timer);
    }
  };
  return { process, outcome: follow() };
}
