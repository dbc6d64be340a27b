import { spawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import type { Backend, ExitStatus, Process, SandboxCommand, SpawnOptions } from "./backend.ts";
import { SandboxError } from "./error.ts";
import type { SandboxPlan } from "./plan.ts";
import type { Denial, EnforcementReport } from "./report.ts";
import { performUnconfined } from "./unconfined-files.ts";

const NOTHING: EnforcementReport = {
  v: 1,
  backend: "unconfined",
  enforcement: "none",
  guarantees: [],
  lost: [],
  facts: {},
};

/** Only a plan that says so itself may run without a boundary; everything else is a mistake of the caller. */
function requireOpen(plan: SandboxPlan): void {
  if (plan.mode === "danger-full-access") return;
  throw new SandboxError(
    "no-backend",
    `a ${plan.mode} plan was given to the unconfined backend, so nothing was run`,
    {
      fix: "use the backend of this operating system",
    },
  );
}

const nothingDenied: AsyncIterable<Denial> = {
  async *[Symbol.asyncIterator]() {},
};

/** What a shell says about a program that cannot be started, with its status. */
function notStarted(name: string, error: NodeJS.ErrnoException): Process {
  const text = `${name}: ${error.code === "ENOENT" ? "no such program or folder" : error.message}\n`;
  return {
    pid: -1,
    stdin: null,
    stdout: new Blob([]).stream(),
    stderr: new Blob([text]).stream(),
    status: Promise.resolve({ kind: "exit", code: error.code === "ENOENT" ? 127 : 126 }),
    denials: nothingDenied,
    report: Promise.resolve(NOTHING),
    kill: () => undefined,
    async [Symbol.asyncDispose]() {},
  };
}

async function start(command: SandboxCommand, options: SpawnOptions): Promise<Process> {
  const { stdin = null, stdout = "pipe", signal } = options;
  const [name = "", ...args] = command.argv;
  const child = spawn(command.file ?? name, args, {
    ...(command.file === undefined ? {} : { argv0: name }),
    cwd: command.cwd,
    env: { ...command.env },
    stdio: [stdin === null ? "ignore" : stdin, stdout, stdout],
    detached: true,
  });
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    child.once("spawn", () => resolve(undefined));
    child.once("error", resolve);
  });
  if (failure !== undefined) return notStarted(name, failure);
  const kill = (name: NodeJS.Signals): void => {
    try {
      // The command leads its own process group, so that its children end with it.
      process.kill(-(child.pid as number), name);
    } catch {
      // It has ended already.
    }
  };
  const abort = (): void => kill("SIGKILL");
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const status = new Promise<ExitStatus>((resolve) => {
    child.once("exit", (code, name) => {
      signal?.removeEventListener("abort", abort);
      resolve(name === null ? { kind: "exit", code: code ?? 1 } : { kind: "signal", signal: name });
    });
  });
  const empty = (): ReadableStream<Uint8Array> =>
    new ReadableStream({ start: (controller) => controller.close() });
  const web = (stream: Readable | null): ReadableStream<Uint8Array> =>
    stream ? (Readable.toWeb(stream) as ReadableStream<Uint8Array>) : empty();
  return {
    pid: child.pid as number,
    stdin: child.stdin ? (Writable.toWeb(child.stdin) as WritableStream<Uint8Array>) : null,
    stdout: web(child.stdout),
    stderr: web(child.stderr),
    status,
    denials: nothingDenied,
    report: Promise.resolve(NOTHING),
    kill: (name = "SIGTERM") => kill(name as NodeJS.Signals),
    async [Symbol.asyncDispose]() {
      kill("SIGKILL");
      await status;
    },
  };
}

/**
 * The absence of a sandbox, as a backend: runs a command with everything the user may do, for plans whose mode is
 * `danger-full-access` and for no other. Its report says that nothing is enforced.
 *
 * Security: callers reach it only through an explicit word of the user or an answered question.
 */
export function unconfinedBackend(): Backend {
  return {
    name: "unconfined",
    probe: async () => ({ available: true, report: NOTHING }),
    async spawn(plan, command, options = {}) {
      requireOpen(plan);
      return await start(command, options);
    },
    async wrap(plan, command) {
      requireOpen(plan);
      const [file = "", ...args] = command.argv;
      return { file, args, env: command.env };
    },
    async files(plan, verbs, options = {}) {
      requireOpen(plan);
      return performUnconfined(verbs, options.atomic === true);
    },
  };
}
