// The program: streams, signals and the exit status. Everything else is a function that a test can call. What costs time
// at a start waits until something needs it: `paddock sandbox` mostly needs neither streams nor signals.
import manifest from "../package.json" with { type: "json" };
import { colorLevel, styler } from "./cli/color.ts";
import type { Terminal } from "./cli/command.ts";
import { dispatch } from "./cli/dispatch.ts";
import { exitCode } from "./cli/exit-code.ts";
import { once } from "./cli/once.ts";
import { stoodIn } from "./cli/stood-in.ts";
import { quietStreams, type Streams } from "./cli/streams.ts";
import type { CommandEntry } from "./cli/table.ts";

const { argv, env } = process;

let taker: (() => void) | undefined;

const aborted = once((): AbortController => {
  const controller = new AbortController();
  const interrupt = (): void => {
    // The second ctrl-c does not wait for anything.
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort();
  };
  process.on("SIGINT", () => (taker ?? interrupt)());
  process.on("SIGTERM", interrupt);
  process.on("SIGHUP", interrupt);
  return controller;
});

const streams = once(
  (): Streams =>
    quietStreams(process.stdout, process.stderr, (cause) => {
      aborted().abort();
      if (cause === undefined) return;
      streams().err(`paddock: standard output cannot be written: ${cause.message}\n`);
      process.exit(exitCode.failed);
    }),
);

const level = once(() => {
  const when = argv.find((argument) => argument.startsWith("--color="))?.slice("--color=".length);
  return colorLevel({
    env,
    isTerminal: process.stdout.isTTY === true,
    ...(when === undefined ? {} : { when }),
  });
});

const terminal = once(
  (): Terminal => ({
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    colorLevel: level(),
    onInterrupt: (handler) => {
      taker = handler;
      return () => {
        taker = undefined;
      };
    },
  }),
);

// A defect: say so in one line. The stack is for whoever looks for it.
const defect = (error: unknown): void => {
  const text = error instanceof Error ? error.message : String(error);
  streams().err(`paddock: something went wrong inside Paddock: ${text}\n`);
  if (env["PADDOCK_DEBUG"] && error instanceof Error) streams().err(`${error.stack}\n`);
  else streams().err("Set PADDOCK_DEBUG=1 to see where.\n");
  process.exit(exitCode.failed);
};
/** Runs the command that this process was started for, and ends the process with its status. */
export async function runProgram(table: readonly CommandEntry[]): Promise<void> {
  process.on("uncaughtException", defect);
  process.on("unhandledRejection", defect);
  const status = await dispatch({
    argv: argv.slice(2),
    cwd: stoodIn(process.cwd(), env),
    env,
    version: manifest.version,
    table,
    fallback: async () => (await import("./commands/chat.ts")).chatCommand,
    out: (text) => streams().out(text),
    err: (text) => streams().err(text),
    style: (name, text) => styler(level() > 0)(name, text),
    ...(process.execve === undefined
      ? {}
      : { become: { program: process.argv[1]!, replace: (...to) => process.execve?.(...to) } }),
    get signal() {
      return aborted().signal;
    },
    get terminal() {
      return terminal();
    },
  });
  process.exitCode = streams().closed() ? exitCode.ok : status;
  // A sandbox or a socket that is still open must not keep a finished program alive.
  process.stdout.write("", () => process.exit());
}
